module argo

go 1.24.9

require (
	github.com/argoproj/argo-rollouts v1.9.0
	github.com/sirupsen/logrus v1.9.3
	k8s.io/api v0.34.1
	k8s.io/apimachinery v0.34.1
	sigs.k8s.io/yaml v1.6.0
)
