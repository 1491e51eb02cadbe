package demo

import "guildhall/market/payment"

// ways are how customers pay. Most numbers pay; the others do what the sandbox says
// of them, so that every trouble with money occurs in the story.
var ways = []way{
	{who: "aiko", key: "visa", kind: payment.KindCard, number: "4242424242424242"},
	{who: "aiko", key: "old", day: 61, kind: payment.KindCard, number: "4000000000009995"}, // not enough on it
	{who: "aiko", key: "jcb", day: 62, kind: payment.KindCard, number: "3566002020360505"},
	{who: "aiko", key: "terms", day: 180, kind: payment.KindNetTerms, number: "000100000030"},

	{who: "daniel", key: "card", kind: payment.KindCard, number: "5555555555554444"},
	{who: "daniel", key: "closed", day: 26, kind: payment.KindACH, number: "000222222227", gone: 40}, // comes back on day 4
	{who: "daniel", key: "late", day: 90, kind: payment.KindACH, number: "000333333335", gone: 150},  // comes back after it was there
	{who: "daniel", key: "bank", day: 122, kind: payment.KindACH, number: "000123456789"},

	{who: "elena", key: "card", kind: payment.KindCard, number: "4242424242424242", gone: 33},
	{who: "elena", key: "terms", day: 31, kind: payment.KindNetTerms, number: "000100000030", desk: "grant", liked: 160},
	{who: "elena", key: "card2", day: 89, kind: payment.KindCard, number: "5555555555554444"},

	{who: "megumi", key: "empty", kind: payment.KindCard, number: "4000000000009995", gone: 40},
	{who: "megumi", key: "good", day: 32, kind: payment.KindCard, number: "4242424242424242"},

	{who: "noah", key: "card", kind: payment.KindCard, number: "4000000000000259"}, // charged back, and lost
	{who: "noah", key: "terms", day: 98, kind: payment.KindNetTerms, number: "000100000099", desk: "refuse",
		reason: "A payment was taken back by your bank last month. Please pay by card; we will look again after three payments."},

	{who: "grace", key: "terms", day: 52, kind: payment.KindNetTerms, number: "000100000099", desk: "grant"}, // never pays
	{who: "grace", key: "card", day: 150, kind: payment.KindCard, number: "4242424242424242"},

	{who: "kenji", key: "terms", day: 66, kind: payment.KindNetTerms, number: "000100000045", desk: "grant"}, // pays late
	{who: "kenji", key: "card", day: 118, kind: payment.KindCard, number: "4000000000002685"},                // charged back, and won
}

// tills are where those who sell are paid, and when. Two first give an account that
// does not work.
var tills = []till{
	{who: "ben", money: "USD", number: "000111111113"}, // closed: the bank rejects it
	{who: "ben", money: "USD", day: 12, number: "000123456789"},
	{who: "haruto", money: "JPY", number: "000222222227"}, // the money comes back after it arrived
	{who: "haruto", money: "JPY", day: 41, number: "000123456789", monthly: 10},
	{who: "sofia", money: "USD", number: "000123456789"},
	{who: "sofia", money: "EUR", number: "000123456789"},
	{who: "mara", money: "EUR", number: "000123456789", monthly: 15},
	{who: "mara", money: "USD", number: "000123456789"},
	{who: "tsubasa", money: "JPY", number: "000123456789"},
	{who: "tsubasa", money: "JPY", day: 110, number: "000123456789", monthly: 25}, // another bank
	{who: "sofia", money: "JPY", day: 20, number: "000123456789", gone: 80},
	{who: "sofia", money: "JPY", day: 60, number: "000222222227", stopped: 61}, // of a colleague, by mistake
	{who: "haruto", money: "EUR", day: 150, number: "000123456789"},
	{who: "haruto", money: "EUR", day: lastDay - 1, number: "000123456789"}, // not in use yet
}
