// Package age owns the arithmetic of a date of birth: how old somebody is on a day,
// and the age of majority where they live.
//
// Words: dates are text, YYYY-MM-DD, as everywhere in the house; a place is a country
// (ISO 3166-1), and a region (ISO 3166-2) where regions differ.
//
// Invariants: the least age of an expert is 18, or the age of majority where they
// live if that is higher. Somebody born on 29 February is a year older on 1 March of
// common years. Majorities are data with their source; a place that is not in the
// table has 18.
//
// It asks no clock and knows no person.
package age

import (
	"errors"
	"fmt"
	"time"
)

// Least is the least age of an expert anywhere, in years.
const Least = 18

// Oldest is the age beyond which a date of birth is taken for a slip of the finger.
const Oldest = 120

// The reasons why a date of birth is not taken; Field says what stands beside the
// input.
var (
	ErrNoDate = errors.New("not a date, YYYY-MM-DD")
	ErrFuture = errors.New("after the day it is compared with")
	ErrOld    = errors.New("more than 120 years before")
)

// Refusals lists them.
var Refusals = []error{ErrNoDate, ErrFuture, ErrOld}

// Field is the code to show beside an input (text key "field.<code>") for a refusal of
// On, or "". Somebody below the age gets "born_too_young" with Years.
func Field(err error) string {
	switch {
	case errors.Is(err, ErrNoDate):
		return "born_no_date"
	case errors.Is(err, ErrFuture):
		return "born_future"
	case errors.Is(err, ErrOld):
		return "born_too_long_ago"
	}
	return ""
}

// On is how many whole years somebody born on a date has on a day, both YYYY-MM-DD.
func On(born, day string) (years int, err error) {
	b, err := time.Parse(time.DateOnly, born)
	if err != nil {
		return 0, fmt.Errorf("date of birth: %w", ErrNoDate)
	}
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0, fmt.Errorf("day: %w", ErrNoDate)
	}
	years = d.Year() - b.Year()
	if d.Month() < b.Month() || d.Month() == b.Month() && d.Day() < b.Day() {
		years--
	}
	switch {
	case d.Before(b):
		return 0, ErrFuture
	case years > Oldest:
		return 0, ErrOld
	}
	return years, nil
}

// Majority is the age of majority of a place in years. Country is ISO 3166-1, region
// the part of ISO 3166-2 after the dash ("AL" of US-AL) or "".
func Majority(country, region string) int {
	if years, special := majorities[country+"-"+region]; special && region != "" {
		return years.Years
	}
	if years, special := majorities[country]; special {
		return years.Years
	}
	return Least
}

// Required is the least age of an expert who lives in a place: 18, or majority there
// if that is higher.
func Required(country, region string) int { return max(Least, Majority(country, region)) }

// OfAge tells whether somebody born on a date may be an expert on a day, living in a
// place.
func OfAge(born, day, country, region string) (bool, error) {
	years, err := On(born, day)
	return err == nil && years >= Required(country, region), err
}
