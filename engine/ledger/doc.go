// Package ledger keeps the books: a chart of accounts and a table of templates,
// both data that an accountant can read, and Post, the only way to write them.
//
// Words: a template is a named list of lines; a line is one debit, one credit and
// the name of an amount; a posting is a template filled in once, with its lines.
// A party is whose account it is: one engagement, one expert's organisation, one
// payout line. House accounts (fees, bank, taxes) have no party.
//
// Invariants: a line is a pair, so an unbalanced posting cannot be written down;
// a posting is unique on (template, reference, currency), the reference being the
// attempt, so a retry posts nothing; it names the event that caused it; lines are
// only ever added, a correction names what it corrects; a party's balance never
// falls below its floor, being changed by one conditional statement; party
// balances are changed in sorted order, so two postings cannot wait for each
// other. House accounts carry no balance row, so no sale waits for another.
//
// Rooms decide when something is posted, the ledger decides how. It knows no room
// and converts no currency.
package ledger
