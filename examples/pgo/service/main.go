// A small program to be built with and without profile-guided optimisation: it prices orders by a chain of rules behind an
// interface, whose calls a compiler can replace only if it knows which rules are common.
//
// It prices orders for as long as -for says, writes its CPU profile to $FLAMEGATE_PROFILE and the number of orders to
// $FLAMEGATE_REQUESTS.
package main

import (
	"flag"
	"os"
	"runtime/pprof"
	"strconv"
	"time"
)

type rule interface {
	apply(amount, quantity int64) int64
}

type discount struct{ percent, from int64 }

func (d *discount) apply(amount, quantity int64) int64 {
	if quantity >= d.from {
		return amount - amount*d.percent/128
	}
	return amount
}

type surcharge struct{ amount int64 }

func (s *surcharge) apply(amount, _ int64) int64 { return amount + s.amount }

type position struct{ price, quantity int64 }

//go:noinline
func price(positions []position, rules []rule) int64 {
	var total int64
	for _, position := range positions {
		amount := position.price * position.quantity
		for _, rule := range rules {
			amount = rule.apply(amount, position.quantity)
		}
		total += amount
	}
	return total
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	long := flag.Duration("for", 2*time.Second, "how long")
	flag.Parse()
	rules := []rule{&surcharge{3}}
	for i := int64(0); i < 31; i++ {
		rules = append(rules, &discount{percent: i % 3, from: i})
	}
	positions := make([]position, 200)
	for i := range positions {
		positions[i] = position{int64(i*i%997 + 1), int64(i % 40)}
	}
	file, err := os.Create(os.Getenv("FLAMEGATE_PROFILE"))
	check(err)
	check(pprof.StartCPUProfile(file))
	orders, sum := 0, int64(0)
	for end := time.Now().Add(*long); time.Now().Before(end); orders++ {
		sum += price(positions, rules)
	}
	pprof.StopCPUProfile()
	check(file.Close())
	if sum == 1 {
		panic("nobody is to find out that the sum is not needed")
	}
	check(os.WriteFile(os.Getenv("FLAMEGATE_REQUESTS"), []byte(strconv.Itoa(orders)), 0o644))
}
