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

// Padded are the arguments for n places of an IN: what is asked about, n at most, the
// first of them again in the places left. NULL there would let PostgreSQL believe that
// to plan each time, seeing how few are asked about, is worth it.
func Padded[T any](some []T, n int) []any {
	args := make([]any, n)
	for i := range args {
		switch {
		case i < len(some):
			args[i] = some[i]
		case len(some) > 0:
			args[i] = some[0]
		}
	}
	return args
}
