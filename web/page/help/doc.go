// Package help draws what the house says about itself: the questions and answers at
// /faq, and the guides at /guides.
//
// Words: a *Said* is one paragraph, step or point, a sentence of text/faq.toml or
// text/guide.toml; a *fact* is something true or false of this house, by which a Said
// is left in or out; a *figure* is a setting that a sentence names.
//
// Invariants: an answer reads from what the house asks and can do (House), so that it
// changes with the settings and with what is built: what begins "not yet" is said
// only while no page or operation of that name exists (NotYet). It reads no database
// and decides nothing.
package help
