// Package registration owns which organisations may sell here, and what follows
// from it: the capability matrix (AWS_IQ.md 1.8).
//
// Words: an organisation starts a registration, submits it, the desk checks it,
// asks for more or sets it active, may suspend it and restore it, always with a
// reason when it says no. While the desk checks, a decision or a named missing
// thing is due within 14 days, at the hardest 21 (AWS_IQ.md R17); days stop while
// the expert must act.
//
// Invariants: one registration per organisation. Capabilities are worked out from
// rows each time and stored nowhere, so that an expired certification or a
// suspension counts at once.
//
// A paper is a picture or PDF shown for a check: sealed, opened by its owner and, on the
// record, by the desk, erased with the answers to the identity. Japan's individual
// number (個人番号) is never kept, whatever it was written in.
//
// A company shows its papers and names the people behind it, in rows: who leads it and who
// owns more than a quarter. All of it is erased as the identity is, but for the owners'
// names, which Owners gives to whoever compares them with lists of sanctions.
//
// Settings are what the operator decides about sellers at the desk: the mail domains and
// addresses of employees, who may buy but not sell. Nobody who sells
// already is stopped by a list; the desk is told, and decides.
//
// Whoever is let in was compared with the newest lists of sanctions, and no match is
// undecided about them; the expert reads only that a check by the house is open.
//
// It reads no pictures: whether somebody is who they say, the desk judges by eye. It
// knows no requests.
package registration
