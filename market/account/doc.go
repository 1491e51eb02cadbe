// Package account owns people, organisations, memberships with their roles and
// switches, invitations, sessions, sign-in tokens and API keys.
//
// Everything bought, sold, owed or reviewed belongs to an organisation; a person
// who acts alone has a personal one without noticing (RULES.md 1). A hat is an
// organisation and what one is there: customer, expert or operator. The four
// switches of a member are the three ways AWS IQ's administrators restricted their
// experts, writing split in two (AWS_IQ.md 2.4). A voice is under whose name a
// member writes.
//
// Invariants:
//
//   - An organisation always has an owner, and the house, once opened, an operator;
//     both are guarded by holding the rows, so that twenty at once leave one.
//   - An e-mail address is never shown to anybody else. Signing in and asking for a
//     password answer and do the same for known and unknown addresses.
//   - Tokens of links, sessions and keys are stored hashed. A link opens one thing,
//     once, for a while, on any device; looking at it does not use it up.
//   - What ends by wall time: sessions, links, keys, limits. By business time:
//     invitations.
//   - A key never does more than its person may, and stops with the membership.
//   - Letters are written down in the change that they tell of (Post).
//   - Who leaves is erased: rows that others point at stay without words.
//
// It does not know what experts, requests or money are: it asks (Duties, Eraser,
// Exporter, Pictures), and app answers.
package account
