package main

import "testing"

func BenchmarkAnswer(b *testing.B) {
	for i := 0; i < b.N; i++ {
		answer()
	}
}

func BenchmarkOrder(b *testing.B) {
	for i := 0; i < b.N; i++ {
		order()
	}
}
