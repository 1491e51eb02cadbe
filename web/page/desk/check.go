package desk

import (
	"context"

	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/web/part"
)

// Check is one check with its evidence beside what was typed.
type Check struct {
	registration.Sheet
	Organisation account.Organisation
	Person       account.Person // who entered the registration
	Deeds        []Deed
	Past         []part.Happening
	Key          string
}

func checkHref(c registration.Check) string { return "/desk/checks/" + registration.CheckID.Text(c.ID) }

func deskPaperHref(p registration.Paper) string {
	return "/desk/papers/" + registration.PaperID.Text(p.ID)
}

// why says why a check went back: the reason of the list, and the desk's words.
func why(ctx context.Context, c registration.Check) string {
	if c.Because == "" {
		return c.Reason
	}
	said := say(ctx, "check.because."+c.Because)
	if c.Reason != "" {
		said += " " + c.Reason
	}
	return said
}

// because are the reasons of a kind, none chosen at first.
func because(ctx context.Context, kind registration.Kind) []part.Option {
	list := []part.Option{{Value: "", Label: say(ctx, "desk.back_because.none")}}
	for _, code := range registration.Reasons(kind) {
		list = append(list, part.Option{Value: code, Label: say(ctx, "check.because."+code)})
	}
	return list
}

// ruleOf is the rule that a check rests on, chosen at first.
func ruleOf(kind registration.Kind, chosen string) string {
	for _, a := range registration.Table {
		if chosen == "" && a.Kind == kind {
			return a.Rule
		}
	}
	return chosen
}

// facts are the answers, in the order of the questions.
func (c Check) facts(ctx context.Context) []part.Fact {
	var list []part.Fact
	for _, q := range c.Form.Asks(c.Registration, c.Answer) {
		said := c.Answer[q.Name]
		if said == "" {
			continue
		}
		key := "check." + string(c.Check.Kind) + "." + q.Name
		list = append(list, part.Fact{Label: say(ctx, key), Text: answered(ctx, q, key, said)})
	}
	return list
}

// row are the answers of one person, in the order of the questions.
func (c Check) row(ctx context.Context, row registration.Row) []part.Fact {
	var list []part.Fact
	for _, q := range c.Form.Rows.Fields {
		if said := row.Answer[q.Name]; said != "" {
			key := "check." + string(c.Check.Kind) + "." + q.Name
			list = append(list, part.Fact{Label: say(ctx, key), Text: answered(ctx, q, key, said)})
		}
	}
	return list
}

// answered is an answer in words.
func answered(ctx context.Context, q registration.FormField, key, said string) string {
	switch q.Type {
	case registration.PickField:
		return say(ctx, key+"."+said)
	case registration.CountryField:
		return country(ctx, said)
	case registration.TickField:
		return say(ctx, "desk.yes")
	}
	return said
}

// beside are what the registration says, to compare with.
func (c Check) beside(ctx context.Context) []part.Fact {
	return []part.Fact{
		{Label: say(ctx, "desk.legal_name"), Text: c.Registration.LegalName},
		{Label: say(ctx, "desk.col.country"), Text: country(ctx, c.Registration.Country)},
		{Label: say(ctx, "desk.col.applicant"), Value: link("/desk/people/"+account.PersonID.Text(c.Person.ID), titled(ctx, c.Person.Name))},
	}
}
