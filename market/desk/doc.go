// Package desk owns what the operator does that no other room owns: having a failed
// job or a put-aside event tried again, a mail sent again, a person erased when the
// law asks for it, and the checking of the event chain; and it knows the house's
// health.
//
// Words: an act is something the operator did, with the reason in their own words;
// a check walks the whole chain of events.
//
// Invariants: every act has a reason of three characters or more and is in the
// journal; the reason is kept here (an event holds no free text) and is never shown
// to anybody but operators. Whoever is no operator finds nothing here.
//
// Registrations, certifications, requests and reports are decided in their own
// rooms, which keep their own reasons.
package desk
