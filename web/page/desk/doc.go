// Package desk draws the operator's console: what waits, people and organisations,
// registrations, requests, reports, mail, the journal, health, the sandbox clock.
//
// Words: a deed is a form with a reason that opens in place; an act is a deed that
// was done; late is what has waited longer than its queue allows.
//
// # To add a list page
//
//   - market/view/desk_<noun>.go: a row, one query by name with `LIMIT $n`, and a
//     function that takes what was asked for and the thing the page goes on behind,
//     reads one row more than it shows and gives cut(list, limit, err). Words are
//     looked for with pattern and asTyped; a filter that is left blank lets all in.
//   - here: a struct with what was asked for, the rows and a part.Pagination, and its
//     method list, which gives a part.List: Search (Action is the page's address; Hint
//     lets words be looked for, Fields narrow, Sort orders, Keep sends a tab along),
//     Table, Pages, and None for when there is nothing at all. Cells come from text,
//     said (a person's own words, with their language), number, badge, part.Money,
//     part.Time and link; a blank one is left out of a phone's card. Table.Drop gives
//     the shorter table that stands in a card of another page.
//   - web/desk_<noun>.go: read the query (q, sort, after and the fields' names), and
//     fill Pages with v.deskPages(more, id of the last row).
//   - text: desk.<noun>, desk.<noun>.search, desk.<noun>.none and its .text, desk.col.*.
//   - web/routes.go with Need Desk, and the same list in api/ with scope desk:read.
//
// A thing's own page has a breadcrumb, its Head with a way to its events
// (/desk/journal?subject=...), and a split with its facts at the side (facts-first:
// on a phone they come before the rest). A noun whose page is new gets its line in
// things, so that events lead to it.
//
// Invariants: a deed always asks for a reason and says beforehand what it does; words
// of a conversation are never shown, only its events and what was reported.
package desk
