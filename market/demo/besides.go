package demo

import (
	"context"
	"errors"
	"strings"
	"time"

	"guildhall/market/account"
	"guildhall/market/country"
	"guildhall/market/registration"
	"guildhall/market/sanctions"
)

// deedBesides is something that somebody does outside of any conversation.
type deedBesides struct {
	who, what string
	day       int
	do        func(ctx context.Context, t *teller) error
}

// invented is a sanctions list on which nobody stands who lives; one of its names is
// near Jonas's, which the desk is to look at.
const invented = `id,name,aliases,born,country,programme
DEMO-1,"WEBER, Jonas","WEBER, Jonasz",1951-03-02,PL,Invented for this demo
DEMO-2,"Vantablack Shipping and Trading Ltd",,,AE,Invented for this demo
DEMO-3,"ZORKIN, Anatoliy Ippolitovich","Зоркин Анатолий Ипполитович",1963,RU,Invented for this demo
DEMO-4,,,1970,,Invented for this demo
`

var besides = []deedBesides{
	{"ben", "a key for the reports", 120, func(ctx context.Context, t *teller) error {
		_, err := t.Accounts.MakeKey(ctx, t.people["ben"], account.NewKey{Name: "Weekly numbers", Scopes: []string{"payments:read"}, Days: 365})
		return err
	}},
	{"ben", "a request that is not for him", 182, func(ctx context.Context, t *teller) error {
		return t.Requests.PutAside(ctx, t.people["ben"], t.requests["static"])
	}},
	{"haruto", "evidence for a certification without a badge", 181, showEvidence},
	{"chie", "Brazil and India have to wait", 1, func(ctx context.Context, t *teller) error {
		return errors.Join(t.Countries.CloseDown(ctx, t.people["chie"], country.Input{Country: "BR"}),
			t.Countries.CloseDown(ctx, t.people["chie"], country.Input{Country: "IN"}))
	}},
	{"chie", "whose employees cannot sell", 1, func(ctx context.Context, t *teller) error {
		_, err := t.Registrations.SetSettings(ctx, t.people["chie"], registration.SettingsInput{Domains: "operator.example\nparent.example", Addresses: "temp@agency.example"})
		return err
	}},
	{"chie", "Portugal, late", 3, func(ctx context.Context, t *teller) error {
		return t.Countries.CloseDown(ctx, t.people["chie"], country.Input{Country: "PT"})
	}},
	{"chie", "Portugal after all", 95, func(ctx context.Context, t *teller) error {
		return t.Countries.OpenUp(ctx, t.people["chie"], country.Input{Country: "PT"})
	}},
	{"chie", "Brazil is announced", 176, func(ctx context.Context, t *teller) error {
		now, err := t.Journal.Now(ctx)
		if err != nil {
			return err
		}
		return t.Countries.Announce(ctx, t.people["chie"], country.Input{Country: "BR", OpensOn: now.Add(30 * 24 * time.Hour).Date(time.UTC)})
	}},
	{"chie", "a list of invented names", 180, func(ctx context.Context, t *teller) error {
		_, err := t.Sanctions.Load(ctx, t.people["chie"], sanctions.LoadInput{Code: "DEMO", File: strings.NewReader(invented)}, nil)
		return err
	}},
	{"mara", "an invitation to Ben", 179, func(ctx context.Context, t *teller) error { return t.inviteTo(ctx, "mara", "ben@carter.example", "en") }},
	{"aiko", "an invitation to a colleague", 181, func(ctx context.Context, t *teller) error {
		return t.inviteTo(ctx, "aiko", "sasaki@kitahama.example", "ja")
	}},
}

func (t *teller) inviteTo(ctx context.Context, owner, email, lang string) error {
	who := t.hats[owner]
	_, err := t.Accounts.InviteMember(ctx, who, account.Invite{Organisation: who.Organisation, Email: email, Role: account.Member, Lang: lang})
	return err
}

// beside tells one of them, in the middle of the day.
func (t *teller) beside(b deedBesides) {
	t.then(t.on(b.day, b.who)+3*time.Hour, b.what, func(ctx context.Context) error { return b.do(ctx, t) })
}
