// Reads manifests with the types of Kubernetes and Argo Rollouts, and measures web metrics as Argo's controller does.
//
//	argo read FILE...                      every document strictly: no unknown field, no value of a wrong type
//	argo measure FILE TEMPLATE ADDRESS NAME=VALUE...
//	                                       the first metric of that AnalysisTemplate, its arguments put in, the server
//	                                       of its address replaced; prints the phase, such as Inconclusive
package main

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/argoproj/argo-rollouts/metricproviders/webmetric"
	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	log "github.com/sirupsen/logrus"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

var kinds = map[string]func() any{
	"argoproj.io/v1alpha1 AnalysisTemplate": func() any { return &v1alpha1.AnalysisTemplate{} },
	"argoproj.io/v1alpha1 Rollout":          func() any { return &v1alpha1.Rollout{} },
	"apps/v1 Deployment":                    func() any { return &appsv1.Deployment{} },
	"batch/v1 Job":                          func() any { return &batchv1.Job{} },
	"v1 ConfigMap":                          func() any { return &corev1.ConfigMap{} },
	"v1 PersistentVolumeClaim":              func() any { return &corev1.PersistentVolumeClaim{} },
	"v1 Service":                            func() any { return &corev1.Service{} },
}

func die(what ...any) {
	fmt.Println(what...)
	os.Exit(1)
}

func documents(path string) [][]byte {
	text, err := os.ReadFile(path)
	if err != nil {
		die(err)
	}
	return bytes.Split(text, []byte("\n---\n"))
}

func read(path string) {
	for _, document := range documents(path) {
		var head metav1.TypeMeta
		if err := yaml.Unmarshal(document, &head); err != nil {
			die(path, err)
		}
		kind := head.APIVersion + " " + head.Kind
		if kind == "flagger.app/v1beta1 Canary" {
			continue
		}
		make, known := kinds[kind]
		if !known {
			die(path, "what is", kind)
		}
		if err := yaml.UnmarshalStrict(document, make()); err != nil {
			die(path, kind, err)
		}
	}
}

func template(path, name string, arguments []string) v1alpha1.Metric {
	for _, document := range documents(path) {
		for _, argument := range arguments {
			key, value, _ := strings.Cut(argument, "=")
			document = bytes.ReplaceAll(document, []byte("{{args."+key+"}}"), []byte(value))
		}
		var found v1alpha1.AnalysisTemplate
		if yaml.Unmarshal(document, &found) == nil && found.Kind == "AnalysisTemplate" && found.Name == name {
			return found.Spec.Metrics[0]
		}
	}
	die(path, "has no template", name)
	return v1alpha1.Metric{}
}

func measure(metric v1alpha1.Metric, address string) {
	place, err := url.Parse(metric.Provider.Web.URL)
	if err != nil {
		die(err)
	}
	place.Host = address
	metric.Provider.Web.URL = place.String()
	client, err := webmetric.NewWebMetricHttpClient(metric)
	if err != nil {
		die(err)
	}
	parser, err := webmetric.NewWebMetricJsonParser(metric)
	if err != nil {
		die(err)
	}
	provider := webmetric.NewWebMetricProvider(*log.NewEntry(log.New()), client, parser)
	fmt.Println(provider.Run(&v1alpha1.AnalysisRun{}, metric).Phase)
}

func main() {
	words := os.Args
	switch {
	case len(words) > 2 && words[1] == "read":
		for _, path := range words[2:] {
			read(path)
		}
	case len(words) > 4 && words[1] == "measure":
		measure(template(words[2], words[3], words[5:]), words[4])
	default:
		die("argo read FILE... | argo measure FILE TEMPLATE ADDRESS NAME=VALUE...")
	}
}
