// Package signin draws the doors of the house: signing in and joining, passwords,
// confirming an address, invitations, and the first operator's set-up. A link from
// a letter leads to a page with a button; only the button uses the link.
package signin

import (
	"guildhall/base/clock"
	"guildhall/web/part"
)

// Ask is the page that asks for an address.
type Ask struct {
	// Link and Password are the two forms; Open shows the second.
	Link, Password part.Form
	Open           bool
	// Passkey signs in by a passkey, where the address allows it; the script shows it.
	Passkey  *part.Form
	Next     string
	Personas []Persona
}

// Persona is one button of the demo.
type Persona struct{ Key, Name, Lang string }

// Sent is the page after a letter was asked for. Sandbox tells that letters wait at
// the desk.
type Sent struct{ Sandbox bool }

// Use is the page behind a sign-in link; without Known it asks who is new.
type Use struct {
	Form  part.Form
	Email string
	Known bool
	About About
}

// About is what the house asks of somebody new, with what it guesses.
type About struct {
	Name, Lang, Zone string
	Zones            []part.Option
}

// Password is the page that sets one.
type Password struct {
	Form  part.Form
	Email string
}

// Forgot is the page that asks where to send a link for a password.
type Forgot struct {
	Form  part.Form
	Email string
}

// Confirm is the page behind a link that confirms a new address.
type Confirm struct {
	Form  part.Form
	Email string
	// Notices tells that the address is for notices only.
	Notices bool
}

func (p Confirm) key(word string) string {
	if p.Notices {
		return "mailbox.confirm." + word
	}
	return "email.confirm." + word
}

// SetUp is the page that makes the first operator.
type SetUp struct {
	Form  part.Form
	About About
}

// Invitation is the page behind an invitation's link.
type Invitation struct {
	// Organisation is empty for an invitation to the desk.
	Organisation, Who, Role string
	Email                   string
	// State is blank while it is open.
	State string
	Until clock.Micros
	// Me is who is signed in, blank for nobody; Other tells that the invitation
	// went to another address than theirs.
	Me    string
	Other bool
	// Back comes here again from the door.
	Back string
	// Accept and Decline stand for somebody signed in, Enter for a visitor.
	Accept, Decline, Enter part.Form
}
