package world

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"testing"
	"time"

	"guildhall/app"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/payout"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/test/cast"
)

// Street is a house with people in it: Aiko buys, Ben sells by himself, Chie runs
// the house. All of it was made through the rooms' own commands.
type Street struct {
	T     testing.TB
	House *app.House

	Aiko, Ben, Chie policy.Actor
	// Tokens are sessions of the three.
	AikoToken, BenToken, ChieToken string
}

// People puts Aiko, Ben and Chie into an opened house. Ben is registered, certified
// and has a public page.
func People(t testing.TB, h *app.House) *Street {
	t.Helper()
	s := &Street{T: t, House: h}
	s.Aiko, s.AikoToken = s.person(account.NewPerson{Name: "田中 愛子", Email: "aiko@example.org", Lang: "ja"})
	s.Ben, s.BenToken = s.person(account.NewPerson{Name: "Ben Carter", Email: "ben@example.org", Lang: "en"})
	s.Chie, s.ChieToken = s.person(account.NewPerson{Name: "Chie Ohno", Email: "chie@example.org", Lang: "en", Operator: true})
	s.Chie.Kind = policy.Operator
	s.Seller(s.Ben, "Ben Carter", "GB")
	return s
}

func (s *Street) must(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}

func (s *Street) person(in account.NewPerson) (policy.Actor, string) {
	s.T.Helper()
	in.Zone = "Asia/Tokyo"
	who := policy.Actor{Kind: policy.Person, Request: "test", Fresh: true}
	s.must(s.House.Journal.Change(s.T.Context(), policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) (err error) {
		who.Person, who.Organisation, err = account.Join(ctx, tx, in)
		return err
	}))
	token, err := s.House.Accounts.BeginSession(s.T.Context(), who.Person, "test browser", "127.0.0.1")
	s.must(err)
	return who, token
}

// Seller registers the actor's organisation and shows their page.
func (s *Street) Seller(who policy.Actor, name, country string) {
	s.T.Helper()
	ctx := s.T.Context()
	profile, err := s.House.Experts.Create(ctx, who, expert.Details{Name: name, Country: country, Biography: "Databases, mostly.", Languages: []string{"en", "ja"}})
	s.must(err)
	s.must(s.House.Experts.SetPicture(ctx, who, s.Face()))
	s.Register(who, name, country)
	s.must(s.House.Experts.Show(ctx, who))
	_, err = s.House.Experts.EnterCertification(ctx, s.Chie, expert.CertificationInput{Profile: profile, Name: "AWS Certified Solutions Architect", Level: "professional",
		ValidUntil: time.Now().AddDate(2, 0, 0).Format(time.DateOnly), Reason: "seen on screen"})
	s.must(err)
}

// Register lets the actor's organisation sell.
func (s *Street) Register(who policy.Actor, name, country string) {
	s.T.Helper()
	details := registration.Details{LegalName: name, Country: country, NotEmployed: true, TermsAccepted: true}
	s.As(who).Register(details)
}

// Hand answers every check of an organisation's registration and hands it in.
func (s *Street) Hand(organisation id.ID, who policy.Actor) {
	s.T.Helper()
	g, err := registration.Of(s.T.Context(), s.House.DB, organisation)
	s.must(err)
	who.Organisation = organisation
	s.As(who).Give(g.ID, g.Country)
	_, err = s.House.Registrations.Submit(s.T.Context(), who, registration.Details{LegalName: g.LegalName, Country: g.Country, Seller: g.Seller, NotEmployed: true, TermsAccepted: true})
	s.must(err)
}

// NoAccount takes the account away that a registration asked the actor for: they have
// nowhere to be paid to yet.
func (s *Street) NoAccount(who policy.Actor) {
	s.T.Helper()
	a, found, err := payout.ActiveAccount(s.T.Context(), s.House.DB, who.Organisation, "EUR")
	s.must(err)
	if found {
		s.must(s.House.Payouts.RemoveAccount(s.T.Context(), who, a.ID))
	}
}

// As is somebody on the way to selling in this house.
func (s *Street) As(who policy.Actor) cast.Seller {
	return Seller(s.T, s.House, who, s.Chie)
}

// Seller is somebody on the way to selling, who does on the other pages of the house
// what a check without questions asks for.
func Seller(t testing.TB, h *app.House, who, desk policy.Actor) cast.Seller {
	return cast.Seller{T: t, Room: h.Registrations, DB: h.DB, Who: who, Desk: desk,
		Elsewhere: func(kind registration.Kind) { Elsewhere(t, h, who, kind) }}
}

// Elsewhere does what a check without questions asks of the actor's organisation.
func Elsewhere(t testing.TB, h *app.House, who policy.Actor, kind registration.Kind) {
	t.Helper()
	s, ctx := Street{T: t, House: h}, t.Context()
	switch kind {
	case registration.Individual:
		details := expert.Details{Name: "Ben Carter", Biography: "Databases, mostly."}
		if p, err := expert.FindByPerson(ctx, h.DB, who.Person); err == nil {
			details.Name, details.Handle, details.Country, details.Languages = p.Name, p.Handle, p.Country, p.Languages
			_, err = h.Experts.Update(ctx, who, expert.UpdateInput{Details: details})
			s.must(err)
		} else {
			_, err = h.Experts.Create(ctx, who, details)
			s.must(err)
		}
		s.must(h.Experts.SetPicture(ctx, who, s.Face()))
	case registration.Bank: // In a currency that no story is paid in.
		_, err := h.Payouts.AddAccount(ctx, who, payout.AccountInput{Currency: "EUR", Bank: "Test Bank", Holder: "Ben Carter", Number: seal.Hide("000123456789")})
		s.must(err)
	case registration.Preference:
		s.must(h.Payouts.Prefer(ctx, who, "EUR", 0))
	case registration.Factor:
		if has, err := account.HasFactor(ctx, h.DB, who.Person); err != nil || !has {
			s.must(err)
			SetUpFactor(t, h, who.Person)
		}
	case registration.Company:
		o, err := account.FindOrganisation(ctx, h.DB, who.Organisation)
		s.must(err)
		_, err = h.Experts.UpdateCompany(ctx, who, expert.CompanyInput{CompanyDetails: expert.CompanyDetails{
			Name: o.Name, Description: "Clouds, mostly.", Website: "https://kumo.example", Country: "JP"}})
		s.must(err)
		s.must(h.Experts.SetLogo(ctx, who, s.Face()))
	}
}

// Face puts a small picture into the house and gives its key.
func (s *Street) Face() string {
	s.T.Helper()
	var drawn bytes.Buffer
	face := image.NewNRGBA(image.Rect(0, 0, 96, 96))
	draw.Draw(face, face.Bounds(), image.NewUniform(color.NRGBA{R: 90, G: 140, B: 120, A: 255}), image.Point{}, draw.Src)
	s.must(png.Encode(&drawn, face))
	key, err := s.House.Files.StagePicture(s.T.Context(), policy.As(policy.System, "test"), &drawn, 96)
	s.must(err)
	return key
}

// Post posts a request of Aiko's.
func (s *Street) Post(title string) id.ID {
	s.T.Helper()
	posted, err := s.House.Requests.Post(s.T.Context(), s.Aiko, request.Input{Title: title,
		Description: "Our RDS bill doubled in October and nobody changed anything. Please help us find out why.", PreferredName: "Aiko T.", Email: "aiko@example.org"})
	s.must(err)
	return posted
}

// Talk opens a conversation of Ben with Aiko about a request.
func (s *Street) Talk(about id.ID) id.ID {
	s.T.Helper()
	conversation, err := s.House.Talks.Answer(s.T.Context(), s.Ben, talk.AnswerInput{Request: about, Voice: account.VoiceSelf, Text: "I can look at this today."})
	s.must(err)
	return conversation
}

// Activate lets the desk activate an organisation's submitted registration.
func (s *Street) Activate(organisation id.ID) {
	s.T.Helper()
	g, err := registration.Of(s.T.Context(), s.House.DB, organisation)
	s.must(err)
	s.As(s.Chie).Pass(g.ID)
	s.must(s.House.Registrations.Activate(s.T.Context(), s.Chie, g.ID, "seen"))
}

// Answer opens a conversation of Ben with the customer of a request (req_...).
func (s *Street) Answer(request string) id.ID {
	s.T.Helper()
	of, _ := requestID.Parse(request)
	return s.Talk(of)
}

const requestID = request.RequestID
