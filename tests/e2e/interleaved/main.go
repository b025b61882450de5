// A small service in its three uses, for the tests of examples/capture/interleaved.sh: a server with net/http/pprof, the
// load for it, and a command that profiles itself.
//
//	interleaved -listen 127.0.0.1:8080
//	interleaved -load http://127.0.0.1:8080/ -for 2s     prints how many requests it made
//	interleaved -requests 5000                           as $FLAMEGATE_PROFILE and $FLAMEGATE_REQUESTS say
//
// A slower version differs in what checksumRounds is.
package main

import (
	"flag"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	_ "net/http/pprof"
	"os"
	"runtime/pprof"
	"sort"
	"strings"
	"sync/atomic"
	"time"
)

const checksumRounds = 60

var words = strings.Fields(strings.Repeat("the quick brown fox jumps over the lazy dog ", 12))

//go:noinline
func checksum(text []byte) uint32 {
	sum := uint32(0)
	for i := 0; i < checksumRounds; i++ {
		sum = crc32.Update(sum, crc32.IEEETable, text)
		for k := range text {
			sum = sum*31 + uint32(text[k])
		}
	}
	return sum
}

//go:noinline
func order() string {
	text := ""
	for i := 0; i < 8; i++ {
		sorted := append([]string(nil), words...)
		sort.Strings(sorted)
		text = strings.Join(sorted, " ")
	}
	return text
}

//go:noinline
func answer() string {
	text := order()
	return fmt.Sprintf("%x", checksum([]byte(text)))
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(address string) {
	var served atomic.Int64
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, answer())
		served.Add(1)
	})
	http.HandleFunc("/healthy", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "requests_total %g\n", float64(served.Load()))
	})
	must(http.ListenAndServe(address, nil))
}

func load(address string, duration time.Duration) {
	count := 0
	for end := time.Now().Add(duration); time.Now().Before(end); count++ {
		response, err := http.Get(address)
		must(err)
		io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	fmt.Println("requests made:", count)
}

func profiled(requests int) {
	file, err := os.Create(os.Getenv("FLAMEGATE_PROFILE"))
	must(err)
	must(pprof.StartCPUProfile(file))
	for i := 0; i < requests; i++ {
		answer()
	}
	pprof.StopCPUProfile()
	must(file.Close())
	must(os.WriteFile(os.Getenv("FLAMEGATE_REQUESTS"), []byte(fmt.Sprintln(requests)), 0o666))
}

func main() {
	listen := flag.String("listen", "", "address to serve at")
	address := flag.String("load", "", "address to ask")
	duration := flag.Duration("for", time.Second, "how long to ask")
	requests := flag.Int("requests", 0, "how many to profile")
	flag.Parse()
	switch {
	case *listen != "":
		serve(*listen)
	case *address != "":
		load(*address, *duration)
	default:
		profiled(*requests)
	}
}
