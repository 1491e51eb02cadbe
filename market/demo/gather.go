package demo

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"guildhall/base/money"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/registration"
	"guildhall/market/request"
)

// gather makes the people, their companies and profiles, their cards and accounts,
// and lets the operator look at every registration.
func (t *teller) gather(ctx context.Context) error {
	for _, p := range cast {
		if err := t.join(ctx, p); err != nil {
			return fmt.Errorf("%s: %w", p.key, err)
		}
	}
	for _, f := range firms {
		if err := t.found(ctx, f); err != nil {
			return fmt.Errorf("%s: %w", f.key, err)
		}
	}
	if err := t.issuers(ctx); err != nil {
		return err
	}
	for _, p := range cast {
		switch {
		case p.expert == nil:
		case p.expert.since > 0:
			t.then(t.on(p.expert.since, p.key), "beginning of "+p.key, func(ctx context.Context) error { return t.settle(ctx, p) })
		default:
			if err := t.settle(ctx, p); err != nil {
				return fmt.Errorf("profile of %s: %w", p.key, err)
			}
		}
	}
	return nil
}

// settle makes an expert of somebody: their profile, and their registration.
func (t *teller) settle(ctx context.Context, p somebody) error {
	if err := t.introduce(ctx, p); err != nil {
		return err
	}
	return t.register(ctx, p)
}

func (t *teller) join(ctx context.Context, p somebody) error {
	return t.Journal.Change(ctx, policy.As(policy.System, "demo"), func(ctx context.Context, tx *journal.Tx) error {
		person, organisation, err := account.Join(ctx, tx, account.NewPerson{Name: p.name, Email: p.email, Lang: p.lang, Zone: p.zone, Operator: p.operator})
		kind := policy.Person
		if p.operator {
			kind = policy.Operator
		}
		t.people[p.key] = policy.Actor{Kind: kind, Person: person, Organisation: organisation, Request: "demo", Fresh: true}
		return err
	})
}

// found makes a company with its people.
func (t *teller) found(ctx context.Context, f firm) error {
	for _, p := range cast {
		if p.company != f.key {
			continue
		}
		who := t.people[p.key]
		if p.role == string(account.Owner) {
			made, err := t.Accounts.MakeCompany(ctx, who, account.OrganisationInput{Name: f.name, Country: f.country})
			if err != nil {
				return err
			}
			who.Organisation = made
			t.hats[p.key] = who
			if f.sells {
				if err := t.present(ctx, who, f); err != nil {
					return err
				}
			}
			continue
		}
		if err := t.invite(ctx, p, f); err != nil {
			return err
		}
	}
	return nil
}

// present gives a company that sells its public page.
func (t *teller) present(ctx context.Context, owner policy.Actor, f firm) error {
	_, err := t.Experts.UpdateCompany(ctx, owner, expert.CompanyInput{CompanyDetails: expert.CompanyDetails{
		Handle: f.handle, Name: f.name, Description: f.about, Website: f.url, Country: f.country}})
	if err != nil {
		return err
	}
	key, err := t.Files.StagePicture(ctx, policy.As(policy.System, "demo"), bytes.NewReader(emblem(f.key)), side)
	if err != nil {
		return err
	}
	if err := t.Experts.SetLogo(ctx, owner, key); err != nil {
		return err
	}
	return t.Experts.ShowCompany(ctx, owner)
}

func (t *teller) invite(ctx context.Context, p somebody, f firm) error {
	var owner policy.Actor
	for _, other := range cast {
		if other.company == f.key && other.role == string(account.Owner) {
			owner = t.hats[other.key]
		}
	}
	sent, err := t.Accounts.InviteMember(ctx, owner, account.Invite{Organisation: owner.Organisation, Email: p.email, Role: account.Role(p.role), Lang: p.lang})
	if err != nil {
		return err
	}
	who := t.people[p.key]
	if err := t.Accounts.AcceptInvitation(ctx, who, sent); err != nil {
		return err
	}
	err = t.Accounts.ChangeMember(ctx, owner, owner.Organisation, who.Person, account.MemberInput{Role: account.Role(p.role),
		MayPropose: true, MayWriteSelf: true, MayWriteCompany: true, DefaultVoice: account.VoiceCompany})
	who.Organisation = owner.Organisation
	t.hats[p.key] = who
	return err
}

// introduce gives an expert their profile, portrait and public page.
func (t *teller) introduce(ctx context.Context, p somebody) error {
	who, e := t.people[p.key], p.expert
	profile, err := t.Experts.Create(ctx, who, expert.Details{Handle: e.handle, Name: p.name, Country: e.country, Languages: e.languages,
		Biography: e.bio, Experience: e.experience, RateFrom: decimal(e.rateLow, e.money), RateTo: decimal(e.rateHigh, e.money), RateCurrency: e.money,
		Zone: p.zone, Skills: e.services, Entries: e.entries, Links: e.links})
	if err != nil {
		return err
	}
	t.profiles[p.key] = profile
	key, err := t.Files.StagePicture(ctx, policy.As(policy.System, "demo"), bytes.NewReader(portrait(p.key)), side)
	if err != nil {
		return err
	}
	if err := t.Experts.SetPicture(ctx, who, key); err != nil {
		return err
	}
	own, err := t.Files.StagePicture(ctx, policy.As(policy.System, "demo"), bytes.NewReader(portrait(p.key)), side)
	if err != nil {
		return err
	}
	if err := t.Accounts.SetPicture(ctx, who, own); err != nil {
		return err
	}
	return t.Experts.Show(ctx, who)
}

// register lets an expert register as a seller, the operator activate them and
// enter their certifications.
func (t *teller) register(ctx context.Context, p somebody) error {
	who, desk := t.seller(chat{expert: p.key}), t.people["chie"]
	name, country := p.name, p.expert.country
	if f, has := firmOf(p); has {
		name, country = f.name, f.country
	}
	details := registration.Details{LegalName: name, Country: country, NotEmployed: true, TermsAccepted: true}
	if err := t.factor(ctx, who); err != nil {
		return err
	}
	made, err := t.Registrations.Start(ctx, who, details)
	if err != nil {
		return err
	}
	if err := t.checks(ctx, p, made, country); err != nil {
		return err
	}
	if _, err := t.Registrations.Submit(ctx, who, details); err != nil {
		return err
	}
	if p.key == "oliver" { // His registration is still being looked at.
		return nil
	}
	if err := t.pass(ctx, desk, made); err != nil {
		return err
	}
	if err := t.Registrations.Activate(ctx, desk, made, "Papers seen and in order."); err != nil {
		return err
	}
	if err := t.certify(ctx, p); err != nil {
		return err
	}
	for _, c := range p.expert.certifications {
		until := t.begin.Time().AddDate(0, c.months, 0).Format(time.DateOnly)
		if _, err := t.Experts.EnterCertification(ctx, desk, expert.CertificationInput{Profile: t.profiles[p.key], Name: c.name, Level: c.level,
			ValidUntil: until, Reason: "Seen at the issuer's own page."}); err != nil {
			return err
		}
	}
	return nil
}

// firmOf is the company somebody works for, if any.
func firmOf(p somebody) (firm, bool) {
	for _, f := range firms {
		if f.key == p.company {
			return f, true
		}
	}
	return firm{}, false
}

func bankOf(country string) string {
	if country == "JP" {
		return "みなと練習銀行"
	}
	return "Practice Bank"
}

func find(key string) somebody {
	for _, p := range cast {
		if p.key == key {
			return p
		}
	}
	panic("demo: nobody is called " + key) // A slip in the story itself; its test finds it.
}

func asked(key string) ask {
	for _, a := range asks {
		if a.key == key {
			return a
		}
	}
	panic("demo: nothing was asked as " + key)
}

func bandOf(a ask) int {
	band, ok := request.BandOf(money.Of(a.budget, a.money))
	if !ok {
		return 0
	}
	return band.Number
}

func decimal(minor int64, currency string) string { return money.Of(minor, currency).Decimal() }
