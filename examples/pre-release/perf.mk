# include perf.mk, then: make perf [BASE=v1.3.0]
# Make makes 2 of every exit code, so what came of it is printed; not decided (3) stops nothing here.
BASE ?= $(shell git describe --tags --abbrev=0 --match 'v*')

.PHONY: perf
perf:
	@code=0; sh ./perf.sh '$(BASE)' || code=$$?; \
	case $$code in \
	0) echo "perf: no slower than $(BASE)" ;; \
	1) echo "perf: slower than $(BASE)"; exit 1 ;; \
	3) echo "perf: not decided" ;; \
	*) echo "perf: could not judge (exit code $$code)"; exit 1 ;; \
	esac
