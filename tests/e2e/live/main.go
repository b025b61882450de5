// A small service with live pprof endpoints, for the tests of flamegate's source "endpoints". It serves itself: a
// loop makes requests as fast as -rate allows, so that a test needs no load generator.
//
//	live -listen 127.0.0.1:0 -rate 400 -slow 1.0
//
// prints the address it listens on. -slow multiplies the work of one function, checksum.
package main

import (
	"flag"
	"fmt"
	"hash/crc32"
	"net"
	"net/http"
	_ "net/http/pprof"
	"sort"
	"strings"
	"sync/atomic"
	"time"
)

var served atomic.Int64

//go:noinline
func checksum(text []byte, rounds int) uint32 {
	sum := uint32(0)
	for i := 0; i < rounds; i++ {
		sum = crc32.Update(sum, crc32.IEEETable, text)
		for k := range text {
			sum = sum*31 + uint32(text[k])
		}
	}
	return sum
}

//go:noinline
func order(words []string) string {
	sorted := append([]string(nil), words...)
	sort.Strings(sorted)
	return strings.Join(sorted, " ")
}

//go:noinline
func handle(words []string, rounds int) string {
	text := order(words)
	return fmt.Sprintf("%x %s", checksum([]byte(text), rounds), text)
}

func serve(rate int, rounds int) {
	words := strings.Fields(strings.Repeat("the quick brown fox jumps over the lazy dog ", 12))
	pause := time.Second / time.Duration(rate)
	next := time.Now()
	for {
		handle(words, rounds)
		served.Add(1)
		next = next.Add(pause)
		if wait := time.Until(next); wait > 0 {
			time.Sleep(wait)
		} else if wait < -time.Second {
			next = time.Now()
		}
	}
}

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address")
	rate := flag.Int("rate", 400, "requests a second")
	slow := flag.Float64("slow", 1, "times the usual work of checksum")
	idle := flag.Bool("idle", false, "serve nothing")
	flag.Parse()
	http.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "# TYPE live_requests counter\nlive_requests_total{handler=\"order\"} %d\n", served.Load())
	})
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	if !*idle {
		go serve(*rate, int(120**slow))
	}
	panic(http.Serve(listener, nil))
}
