package db

import (
	"strconv"
	"strings"
)

// Places are n places of a query's text, from one on: "$3, $4, $5". With Padded they
// let one registered query ask about several things at once.
func Places(from, n int) string {
	places := make([]string, n)
	for i := range places {
		places[i] = "$" + strconv.Itoa(from+i)
	}
	return strings.Join(places, ", ")
}

// Padded are the arguments for n places: what is asked about, n at most, and NULL,
// which equals nothing, in the places left.
func Padded[T any](some []T, n int) []any {
	args := make([]any, n)
	for i, one := range some {
		args[i] = one
	}
	return args
}
