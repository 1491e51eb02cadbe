package cast

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/registration"
)

// Seller is somebody on the way to selling.
type Seller struct {
	T    testing.TB
	Room *registration.Room
	DB   *db.DB
	Who  policy.Actor
	Desk policy.Actor
	// Elsewhere does what a check without questions asks for: a photo, a second factor.
	// Needed where the house answers such checks (app/checks.go).
	Elsewhere func(kind registration.Kind)
}

// Answers are what a seller in a country types, by kind of check.
func Answers(kind registration.Kind, country string) registration.Answer {
	switch kind {
	case registration.Contact:
		return registration.Answer{"street": "1-2-3 Minato", "city": "Tokyo", "postcode": "105-0001", "country": country, "phone": "+81 3 1234 5678"}
	case registration.Identity:
		return registration.Answer{"name": "Ben Carter", "born": "1980-04-01", "nationality": country, "document": "passport", "issuer": country, "number": "TK1234567"}
	case registration.Documents:
		return registration.Answer{"corporate_number": "7000012050002", "register": "HRB 12345, Amtsgericht Hamburg", "authority": "director"}
	case registration.People:
		return registration.Answer{"row1_name": "Ben Carter", "row1_role": "both", "row1_share": "60", "row1_born": "1980-04-01", "row1_nationality": country}
	case registration.Antisocial:
		return registration.Answer{"none": "1", "people": "1"}
	case registration.Tax:
		return TaxAnswers("Ben Carter", country)
	case registration.DAC7:
		return DAC7Answers("Ben Carter", country)
	}
	return nil
}

// TaxAnswers are those of a seller in Japan, Germany or elsewhere to the tax interview,
// person or company: what is not put is not kept.
func TaxAnswers(name, country string) registration.Answer {
	a := registration.Answer{"legal_name": name, "us_person": "no", "us_form": "w8ben", "tax_country": country, "citizen": country, "born": "1980-04-01",
		"entity_type": "corporation", "fatca": "active", "home_tin_none": "1", "treaty": "no", "vat": "no", "invoice": "no", "capacity": "1",
		"declare_w8ben": "1", "declare_w8ben_e": "1", "declare_w9": "1", "signature": name}
	switch country {
	case "JP":
		a["legal_kana"], a["corporate_number"] = "ベン カーター", "7000012050002"
	case "US":
		a["us_person"], a["us_class"], a["us_tin"], a["backup"] = "yes", "individual", "123-45-6789", "no"
	}
	return a
}

// DAC7Answers are those to the questionnaire.
func DAC7Answers(name, country string) registration.Answer {
	return registration.Answer{"residence": country, "legal_name": name, "tin_none": "1", "born": "1980-04-01", "birth_place": "Bristol", "birth_country": "GB",
		"register": "HRB 12345", "establishment": "no", "declare": "1"}
}

// answersOf are those of a person, or of a company where they differ.
func answersOf(seller registration.Seller, kind registration.Kind, country string) registration.Answer {
	a := Answers(kind, country)
	if kind == registration.Tax && seller != registration.Freelancer {
		a["us_form"], a["us_class"], a["us_tin"] = "w8ben_e", "c_corporation", "12-3456789"
	}
	return a
}

func (s Seller) ok(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}

// Hand starts the registration, answers every check and hands it in.
func (s Seller) Hand(in registration.Details) id.ID {
	s.T.Helper()
	g, err := s.Room.Start(s.T.Context(), s.Who, in)
	s.ok(err)
	s.Give(g, in.Country)
	_, err = s.Room.Submit(s.T.Context(), s.Who, in)
	s.ok(err)
	return g
}

// Give answers every check that waits for the seller, here or elsewhere.
func (s Seller) Give(g id.ID, country string) {
	s.T.Helper()
	whole, err := registration.Find(s.T.Context(), s.DB, g)
	s.ok(err)
	checks, err := registration.ChecksOf(s.T.Context(), s.DB, g)
	s.ok(err)
	for _, c := range checks {
		if c.State != registration.Todo {
			continue
		}
		if _, asked := registration.FormOf(c.Kind); !asked {
			if s.Elsewhere != nil {
				s.Elsewhere(c.Kind)
			}
			continue
		}
		s.Show(c.Kind)
		_, err := s.Room.Give(s.T.Context(), s.Who, registration.GiveInput{Kind: c.Kind, Answer: answersOf(whole.Seller, c.Kind, country)})
		s.ok(err)
	}
}

// Show shows the papers that a kind of check wants, where the house keeps any: both
// sides of a document.
func (s Seller) Show(kind registration.Kind) {
	s.T.Helper()
	if form, _ := registration.FormOf(kind); form.Papers == nil || s.Room.Files == nil {
		return
	}
	for _, side := range []string{"front.png", "back.png"} {
		_, err := s.Room.AddPaper(s.T.Context(), s.Who, registration.PaperInput{Kind: kind, Name: side, Body: bytes.NewReader(Specimen())})
		s.ok(err)
	}
}

// Specimen is a small picture.
func Specimen() []byte {
	m := image.NewNRGBA(image.Rect(0, 0, 32, 20))
	for i := range m.Pix {
		m.Pix[i] = byte(i)
	}
	var out bytes.Buffer
	_ = png.Encode(&out, m) // Memory does not fail.
	return out.Bytes()
}

// Pass lets the desk pass every check that waits for it.
func (s Seller) Pass(g id.ID) {
	s.T.Helper()
	checks, err := registration.ChecksOf(s.T.Context(), s.DB, g)
	s.ok(err)
	for _, c := range checks {
		if c.State == registration.Given {
			s.ok(s.Room.Pass(s.T.Context(), s.Desk, registration.JudgeInput{Check: c.ID}))
		}
	}
}

// Register goes the whole way to selling.
func (s Seller) Register(in registration.Details) id.ID {
	s.T.Helper()
	g := s.Hand(in)
	s.Pass(g)
	s.ok(s.Room.Activate(s.T.Context(), s.Desk, g, ""))
	return g
}
