// Package cast gives the tests of rooms a small market: people, companies, sellers
// and certified experts, made through the rooms' own commands. Aiko buys, Ben
// helps, Chie operates.
package cast

import (
	"context"
	"strings"
	"testing"

	"guildhall/base/blob"
	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/test/dbtest"
	_ "guildhall/text" // the house speaks
)

// Cast is a market with nobody in it yet.
type Cast struct {
	T             testing.TB
	DB            *db.DB
	Journal       *journal.Journal
	Files         *file.Room
	Experts       *expert.Room
	Registrations *registration.Room
	Requests      *request.Room
}

// Each runs a test in an empty market on each database.
func Each(t *testing.T, test func(t *testing.T, c *Cast)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, Open(t, d)) })
}

// Open builds the rooms on a database.
func Open(t testing.TB, d *db.DB) *Cast {
	t.Helper()
	j, err := journal.OpenFrom(t.Context(), d, clock.Of(dbtest.Monday))
	if err != nil {
		t.Fatal(err)
	}
	if err := flow.Store(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	store, err := blob.NewFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	files := file.New(j, store, 0)
	registrations := registration.New(j)
	registrations.Keys, registrations.Files = seal.New(), files
	return &Cast{T: t, DB: d, Journal: j, Files: files, Experts: expert.New(j), Registrations: registrations, Requests: request.New(j, files)}
}

func (c *Cast) ok(err error) {
	c.T.Helper()
	if err != nil {
		c.T.Fatal(err)
	}
}

// Now is the market's business time.
func (c *Cast) Now() clock.Micros {
	c.T.Helper()
	now, err := c.Journal.Now(c.T.Context())
	if err != nil {
		c.T.Fatal(err)
	}
	return now
}

// Person joins and acts for their personal organisation.
func (c *Cast) Person(name string) policy.Actor {
	c.T.Helper()
	who := policy.Actor{Kind: policy.Person, Request: "test", Fresh: true}
	c.ok(c.Journal.Change(c.T.Context(), who, func(ctx context.Context, tx *journal.Tx) (err error) {
		who.Person, who.Organisation, err = account.Join(ctx, tx, account.NewPerson{Name: name, Lang: "en", Zone: "Asia/Tokyo",
			Email: strings.ToLower(name) + "." + id.New().String() + "@example.org"})
		return err
	}))
	return who
}

// Desk is an operator at the desk.
func (c *Cast) Desk(name string) policy.Actor {
	c.T.Helper()
	who := c.Person(name)
	who.Kind = policy.Operator
	return who
}

// Operator is one of those who run the house, known as such to it.
func (c *Cast) Operator(name string) policy.Actor {
	c.T.Helper()
	who := policy.Actor{Kind: policy.Operator, Request: "test", Fresh: true}
	c.ok(c.Journal.Change(c.T.Context(), policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) (err error) {
		who.Person, who.Organisation, err = account.Join(ctx, tx, account.NewPerson{Name: name, Lang: "en", Zone: "Asia/Tokyo", Operator: true,
			Email: strings.ToLower(name) + "." + id.New().String() + "@example.org"})
		return err
	}))
	return who
}

// Company founds one; the founder acts for it.
func (c *Cast) Company(founder policy.Actor, name string) policy.Actor {
	c.T.Helper()
	c.ok(c.Journal.Change(c.T.Context(), founder, func(ctx context.Context, tx *journal.Tx) (err error) {
		founder.Organisation, err = account.Found(ctx, tx, founder.Person, account.KindCompany, name, "JP")
		return err
	}))
	return founder
}

// Enrol makes somebody a member of the company that boss acts for.
func (c *Cast) Enrol(boss, member policy.Actor, role account.Role) policy.Actor {
	c.T.Helper()
	c.ok(c.Journal.Change(c.T.Context(), boss, func(ctx context.Context, tx *journal.Tx) error {
		return account.Enrol(ctx, tx, account.Membership{Organisation: boss.Organisation, Person: member.Person, Role: role,
			MayPropose: true, MayAccess: true, MayWriteSelf: true, MayWriteCompany: true, DefaultVoice: account.VoiceCompany})
	}))
	member.Organisation = boss.Organisation
	return member
}

// Register makes the organisation a seller, through every step.
func (c *Cast) Register(who policy.Actor) id.ID {
	c.T.Helper()
	in := registration.Details{LegalName: "Test Works", Country: "JP", NotEmployed: true, TermsAccepted: true}
	return Seller{T: c.T, Room: c.Registrations, DB: c.DB, Who: who, Desk: c.Desk("Chie")}.Register(in)
}

// Profile makes the person's profile, if there is none.
func (c *Cast) Profile(who policy.Actor, name string) id.ID {
	c.T.Helper()
	if p, err := expert.FindByPerson(c.T.Context(), c.DB, who.Person); err == nil {
		return p.ID
	}
	p, err := c.Experts.Create(c.T.Context(), who, expert.Details{Name: name, Biography: "Twelve years of databases.", Country: "JP",
		Languages: []string{"ja", "en"}})
	c.ok(err)
	return p
}

// Certify lets the desk enter a certification for the person.
func (c *Cast) Certify(who policy.Actor) id.ID {
	c.T.Helper()
	cer, err := c.Experts.EnterCertification(c.T.Context(), c.Desk("Chie"), expert.CertificationInput{Profile: c.Profile(who, "Ben"),
		Name: "Solutions Architect", Level: "professional", ValidUntil: "2099-12-31", Reason: "Seen on a video call."})
	c.ok(err)
	return cer
}

// Expert is a person who may answer requests for their own organisation.
func (c *Cast) Expert(name string) policy.Actor {
	c.T.Helper()
	who := c.Person(name)
	c.Profile(who, name)
	c.Register(who)
	c.Certify(who)
	return who
}

// Request is posted by who.
func (c *Cast) Request(who policy.Actor, title string) id.ID {
	c.T.Helper()
	q, err := c.Requests.Post(c.T.Context(), who, request.Input{Title: title, PreferredName: "Aiko", Email: "aiko@example.org",
		Description: "Our nightly job on Lambda and S3 times out since last week. We need somebody to look."})
	c.ok(err)
	return q
}
