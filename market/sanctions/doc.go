// Package sanctions owns the sanctions lists that the operator loads, the comparison of
// everybody in the house with them, and what the desk decides about each match
// (RULES.md 4, 6; AWS_IQ.md 5).
//
// Words: a list is one publisher's file under the code the operator gives it; a newer
// one under the same code replaces it. An entry is one person or organisation on it. A
// party is somebody of the house who is compared: a person, a company, or who else a
// Source gives. A round is what is in force after a list came: a party looked at in the
// newest round has been compared with everything. A match is a party whose name is near
// an entry's. To hold is to let money wait: of the companies a match is about, and of
// the organisations which a matched person owns or registered.
//
// Invariants: a match decides nothing by itself; only the desk says that two are different
// or the same. What was found different is not asked again until either name changes.
// Money is held from the moment of the match until it is decided different, and goes on by
// itself then; until then the desk lets nobody in to sell whom it is about. An event holds
// ids, codes and counts, never a name of either side. No change holds more than a batch of
// entries or one party's matches; comparing happens outside of any.
//
// It fetches no list, refuses nobody, and pays and charges nothing: the rooms payment
// and payout ask it. How names are compared is base/screen's.
package sanctions
