// Package screen compares a name with lists of names, as sanctions lists are screened:
// names are written in many ways, and a near miss must be seen by a person.
//
// Words: an Entry is one person or organisation of a list, with all its names; a List
// is what an operator loaded, ready to be asked; a Hit is an entry whose name is near
// the one that was asked for, with a score from 0 to 1 and what else agrees.
//
// Invariants: the order of words, accents, case, width, punctuation and legal forms do
// not count; every name that is equal to one on the list after that is a hit with
// score 1. A date of birth or a country moves the score of a near name and never hides
// an equal one. A hit decides nothing: it is a check for the desk. A List does not
// change after it was made and may be asked by many at once.
//
// It fetches no list, keeps no question, and knows no room. Likeness of two words is
// Jaro and Winkler's (W. E. Winkler, 1990), by the library go-edlib.
package screen
