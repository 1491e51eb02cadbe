// Package policy says who acts and who may. An Actor is made by a face from a
// session or an API key, or by the house itself; rooms trust it.
package policy

import "guildhall/base/id"

// Kind is what sort of actor acts.
type Kind string

// The kinds of actor.
const (
	Visitor   Kind = "visitor"   // nobody we know
	Person    Kind = "person"    // somebody signed in, for an organisation
	Operator  Kind = "operator"  // somebody who runs the house, at the desk
	System    Kind = "system"    // a reaction of the house
	Clock     Kind = "clock"     // a deadline that passed
	Processor Kind = "processor" // the card processor or bank reporting
)

// Actor is who acts, for whom, and in which request.
type Actor struct {
	Kind         Kind
	Person       id.ID
	Organisation id.ID  // the hat: on whose behalf
	Request      string // request id, for the log and the event
	Key          string // idempotency key; empty for none
	Name         string // of a reaction or job, for System
	// Scopes limits an API key; nil means a full session.
	Scopes []string
	// Fresh tells that the person has proved who they are within five minutes, or that
	// the key was made to count as that (Proved).
	Fresh bool
}

// As makes an actor of the house itself.
func As(kind Kind, name string) Actor { return Actor{Kind: kind, Name: name, Request: name} }

// IsOperator tells whether the actor acts at the desk.
func (a Actor) IsOperator() bool { return a.Kind == Operator }

// IsSignedIn tells whether a known person acts.
func (a Actor) IsSignedIn() bool { return !a.Person.IsNone() }

// May tells whether an API key's scopes allow the scope; a session allows all.
func (a Actor) May(scope string) bool {
	if a.Scopes == nil {
		return true
	}
	for _, s := range a.Scopes {
		if s == scope {
			return true
		}
	}
	return false
}

// Label names the actor for idempotency rows and logs, without personal words.
func (a Actor) Label() string {
	if !a.Person.IsNone() {
		return a.Person.String()
	}
	return string(a.Kind) + ":" + a.Name
}
