package account

import (
	"context"

	"guildhall/base/fault"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Persona is somebody of the told story whom a visitor of the demo may be with one
// click. The demo room makes a person with this address.
type Persona struct {
	Key   string
	Email string
	// Hat is worn to begin with; Company tells that the persona acts for the first
	// company they belong to.
	Hat     string
	Company bool
}

// Personas are a customer, two experts, a company's member and the operator.
var Personas = []Persona{
	{Key: "aiko", Email: "aiko@kitahama.example", Hat: HatCustomer, Company: true},
	{Key: "ben", Email: "ben@carter.example", Hat: HatExpert},
	{Key: "haruto", Email: "haruto@mori.example", Hat: HatExpert},
	{Key: "jonas", Email: "jonas@cloudwerk.example", Hat: HatExpert, Company: true},
	{Key: "chie", Email: "chie@guildhall.example", Hat: HatOperator},
}

// ShownPersona is a persona as its button shows it.
type ShownPersona struct {
	Persona
	Name string
	Lang string // of the name
}

// PersonasHere lists the personas of a demo that exist; none in a real house.
func (r *Room) PersonasHere(ctx context.Context) ([]ShownPersona, error) {
	if !r.Demo {
		return nil, nil
	}
	var list []ShownPersona
	for _, one := range Personas {
		p, err := FindPersonByEmail(ctx, r.journal.DB, one.Email)
		if fault.IsKind(err, fault.KindMissing) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, ShownPersona{one, p.Name, p.Lang})
	}
	return list, nil
}

// SignInAs begins a session as a persona; refused in every house but a demo.
func (r *Room) SignInAs(ctx context.Context, who policy.Actor, persona string, b Browser) (SignedIn, error) {
	if !r.Demo {
		return SignedIn{}, fault.Missing("persona.missing")
	}
	for _, one := range Personas {
		if one.Key != persona {
			continue
		}
		p, err := FindPersonByEmail(ctx, r.journal.DB, one.Email)
		if err != nil {
			return SignedIn{}, err
		}
		b.Hat, b.Token = one.Hat, ""
		done := SignedIn{Person: p.ID, Next: "/"}
		who.Kind, who.Person = policy.Person, p.ID
		err = r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) (err error) {
			b.Company = one.Company
			done.Token, err = r.beginSession(ctx, tx, p.ID, b, tx.Wall)
			return err
		})
		return done, err
	}
	return SignedIn{}, fault.Missing("persona.missing")
}
