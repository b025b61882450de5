unit_test(gate/base/good ROOMS base)
unit_test(gate/base/untested ROOMS base)
unit_test(gate/base/unbuilt ROOMS base)
