// Package services knows the services people ask about: a code for each, its name,
// and what people call it in English and Japanese. Find reads a text and lists the
// services it speaks of, so that a request can be found without its writer having
// to classify it (the writer may correct the list).
//
// The words are a dictionary in the program, not learnt and not fetched; product
// names are the same in both languages. A word that is also an ordinary word
// ("config", "batch", "connect") counts only with its maker's name before it.
package services
