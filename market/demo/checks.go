package demo

import (
	"bytes"
	"context"
	"strings"

	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/payout"
	"guildhall/market/registration"
)

// addresses are where the sellers of the story are at home, by country; elsewhere it
// is a street in the capital of nowhere.
var addresses = map[string]registration.Answer{
	"JP": {"street": "みなと町1-2-3", "city": "横浜市中区", "region": "神奈川県", "postcode": "231-0001", "phone": "+81 45 000 0000"},
	"DE": {"street": "Hafenstraße 12", "city": "Hamburg", "postcode": "20457", "phone": "+49 40 000000"},
	"GB": {"street": "12 Harbour Row", "city": "Bristol", "postcode": "BS1 0AA", "phone": "+44 117 000 0000"},
}

// checks answers everything that a seller of the story is asked.
func (t *teller) checks(ctx context.Context, p somebody, made id.ID, country string) error {
	list, err := registration.ChecksOf(ctx, t.DB, made)
	if err != nil {
		return err
	}
	for _, c := range list {
		switch c.Kind {
		case registration.Bank:
			if err := t.paid(ctx, p, firstTill(p)); err != nil {
				return err
			}
			continue
		case registration.Preference:
			first := firstTill(p)
			if err := t.Payouts.Prefer(ctx, t.seller(chat{expert: p.key}), first.money, first.monthly); err != nil {
				return err
			}
			continue
		}
		if _, asked := registration.FormOf(c.Kind); !asked || c.State != registration.Todo {
			continue
		}
		if err := t.papers(ctx, p, c.Kind); err != nil {
			return err
		}
		if _, err := t.Registrations.Give(ctx, t.seller(chat{expert: p.key}), registration.GiveInput{Kind: c.Kind, Answer: answerOf(p, c.Kind, country)}); err != nil {
			return err
		}
	}
	return nil
}

// shown are the papers that a seller of the story shows for a check.
func shown(p somebody, kind registration.Kind) map[string][]byte {
	switch kind {
	case registration.Identity:
	case registration.Documents:
		return map[string][]byte{"register.png": specimen("EXTRACT OF A REGISTER", "", "Company   "+strings.ToUpper(p.key)+" WORKS", "Founded   2019-04-01", "May act   "+strings.ToUpper(p.key))}
	default:
		return nil
	}
	return map[string][]byte{"passport.png": specimen("PASSPORT", p.key, "Name   "+strings.ToUpper(p.key), "Born   1984-05-12", "No.    X0000000")}
}

func (t *teller) papers(ctx context.Context, p somebody, kind registration.Kind) error {
	for name, data := range shown(p, kind) {
		if _, err := t.Registrations.AddPaper(ctx, t.seller(chat{expert: p.key}), registration.PaperInput{Kind: kind, Name: name, Body: bytes.NewReader(data)}); err != nil {
			return err
		}
	}
	return nil
}

func answerOf(p somebody, kind registration.Kind, country string) registration.Answer {
	switch kind {
	case registration.Contact:
		a, known := addresses[country]
		if !known {
			a = registration.Answer{"street": "1 Harbour Street", "city": "Harbour Town", "phone": "+1 555 000 0000"}
		}
		out := registration.Answer{"country": country}
		for k, v := range a {
			out[k] = v
		}
		return out
	case registration.Identity:
		return registration.Answer{"name": p.name, "born": "1984-05-12", "nationality": country, "document": "passport", "issuer": country, "number": "X0000000"}
	case registration.Documents:
		return registration.Answer{"corporate_number": "7000012050002", "register": "No. 12345", "authority": "director"}
	case registration.People:
		return registration.Answer{"row1_name": p.name, "row1_role": "both", "row1_share": "100", "row1_born": "1984-05-12", "row1_nationality": country}
	case registration.Antisocial:
		return registration.Answer{"none": "1", "people": "1"}
	case registration.Tax, registration.DAC7:
		return taxOf(p, kind, country)
	}
	return nil
}

// kanaOf are the names of the sellers in Japan as their banks write them.
var kanaOf = map[string]string{"haruto": "モリ ハルト", "minato": "ミナトクラウド(カ"}

// taxOf is what a seller of the story signs: nobody here is a US person.
func taxOf(p somebody, kind registration.Kind, country string) registration.Answer {
	name, kana, form := p.name, kanaOf[p.key], registration.FormBEN
	if f, has := firmOf(p); has {
		name, kana, form = f.name, kanaOf[f.key], registration.FormBENE
	}
	if kind == registration.DAC7 {
		return registration.Answer{"residence": country, "legal_name": name, "tin_none": "1", "born": "1984-05-12", "birth_place": "Harbour Town",
			"birth_country": country, "register": "HRB 00000", "establishment": "no", "declare": "1"}
	}
	a := registration.Answer{"legal_name": name, "legal_kana": kana, "us_person": "no", "us_form": form, "tax_country": country, "citizen": country,
		"born": "1984-05-12", "entity_type": "corporation", "fatca": "active", "home_tin_none": "1", "treaty": "no", "vat": "no", "invoice": "no",
		"corporate_number": "7000012050002", "declare_w8ben": "1", "declare_w8ben_e": "1", "capacity": "1", "signature": p.name}
	if form == registration.FormBENE && country == "DE" {
		a["vat"], a["vat_number"] = "yes", "DE136695976"
	}
	return a
}

// firstTill is where somebody is paid from the first day on.
func firstTill(p somebody) till {
	for _, to := range tills {
		if to.who == p.key && to.day == 0 {
			return to
		}
	}
	return till{who: p.key, money: "USD", number: "000123456789"}
}

// paid names an account of somebody, in the name they gave the tax office.
func (t *teller) paid(ctx context.Context, p somebody, to till) error {
	holder, country := p.name, p.expert.country
	if f, has := firmOf(p); has {
		holder, country = f.name, f.country
	}
	_, err := t.Payouts.AddAccount(ctx, t.speaker(p.key, account.VoiceCompany), payout.AccountInput{Currency: to.money, Bank: bankOf(country), Holder: holder, Number: seal.Hide(to.number)})
	return err
}

// pass lets the operator find everything in order that waits for them.
func (t *teller) pass(ctx context.Context, desk policy.Actor, made id.ID) error {
	list, err := registration.ChecksOf(ctx, t.DB, made)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.State != registration.Given {
			continue
		}
		if err := t.Registrations.Pass(ctx, desk, registration.JudgeInput{Check: c.ID}); err != nil {
			return err
		}
	}
	return nil
}
