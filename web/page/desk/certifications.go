package desk

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/certify"
	"guildhall/web/part"
)

// Proofs is what people handed in for a certification.
type Proofs struct {
	State flow.State
	Rows  []ProofRow
	Kinds []certify.Kind
	Wait  int64
	Pages part.Pagination
	Now   since
}

// ProofRow is one of them with its person's name.
type ProofRow struct {
	certify.Proof
	Name string
}

// Proof is one of them, to be decided.
type Proof struct {
	certify.Proof
	Person account.Person
	Holder account.Person // of the recipient, when another person holds it
	Kind   certify.Kind
	Issuer certify.Issuer
	Deeds  []Deed
}

// Catalogue is the issuers and certifications that count.
type Catalogue struct {
	Issuers []CatalogueIssuer
	Kinds   []CatalogueKind
	Add     part.Form // of an issuer, filled when one is being changed
	AddKind part.Form
	// The entries being changed; blank for new ones.
	Issuer certify.Issuer
	Kind   certify.Kind
}

// CatalogueIssuer is an issuer with what may be done about it.
type CatalogueIssuer struct {
	certify.Issuer
	Move Deed
}

// CatalogueKind is a certification likewise.
type CatalogueKind struct {
	certify.Kind
	Move Deed
}

var proofTones = map[flow.State]part.Tone{certify.Pending: part.Wait, certify.Unanswered: part.Wait, certify.Shown: part.Wait, certify.Linked: part.Good, certify.Refused: part.Bad}

// proofLate is how long evidence may wait for the desk.
const proofLate = 48 * time.Hour

func (p Proofs) tabs(ctx context.Context) part.Tabs {
	t := part.Tabs{Label: say(ctx, "desk.col.state")}
	for _, s := range []flow.State{certify.Shown, certify.Refused, certify.Unanswered, certify.Linked, ""} {
		one := part.Tab{Label: say(ctx, "desk.all"), Href: "/desk/certifications?state=all", Current: p.State == s}
		if s != "" {
			one.Label, one.Href = say(ctx, "certification_proof.state."+string(s)), "/desk/certifications?state="+string(s)
		}
		if s == certify.Shown {
			one.Count = int(p.Wait)
		}
		t.List = append(t.List, one)
	}
	return t
}

func (p Proofs) list(ctx context.Context) part.List {
	t := part.Table{Caption: say(ctx, "desk.proofs"), Quiet: true, Cols: []part.Col{{Label: say(ctx, "desk.col.person"), Bare: true},
		{Label: say(ctx, "desk.certification.name")}, {Label: say(ctx, "certification_proof.kind")}, {Label: say(ctx, "desk.col.state")}, {Label: say(ctx, "desk.col.since")}}}
	for _, row := range p.Rows {
		t.Rows = append(t.Rows, part.Row{Href: "/desk/certifications/" + certify.ProofID.Text(row.ID), Cells: []templ.Component{
			part.Chip{Name: titled(ctx, row.Name), Small: true}, text(proofTitle(row.Proof, p.Kinds)), text(say(ctx, "certification_proof.kind."+row.Kind)),
			badge(ctx, "certification_proof", row.State, proofTones), waits(since{At: row.Since, Late: row.State == certify.Shown && p.Now.At.Sub(row.Since) > proofLate})}})
	}
	return part.List{Table: t, Pages: p.Pages, None: part.EmptyState{Icon: "award", Title: say(ctx, "desk.proofs.none"), Text: say(ctx, "desk.proofs.none.text")}}
}

// proofTitle is what a proof is for, as far as that is known.
func proofTitle(p certify.Proof, kinds []certify.Kind) string {
	for _, k := range kinds {
		if k.Code == p.Code {
			return k.Name
		}
	}
	return p.Achievement
}

// KindOptions are the certifications that evidence may be accepted for.
func KindOptions(kinds []certify.Kind) []part.Option {
	list := make([]part.Option, 0, len(kinds))
	for _, k := range kinds {
		list = append(list, part.Option{Value: k.Code, Label: k.Name})
	}
	return list
}

// AcceptFields correct what the person said about their evidence.
func AcceptFields(ctx context.Context, p certify.Proof, kinds []certify.Kind) templ.Component {
	return templ.Join(
		part.Field{Name: "code", ID: "accept-code", Kind: part.SelectField, Label: say(ctx, "desk.certification.name"), Value: p.Code, Options: KindOptions(kinds)},
		part.Field{Name: "valid_until", ID: "accept-until", Kind: part.DateField, Label: say(ctx, "desk.certification.until"), Value: p.ValidUntil, Width: "medium"})
}

func levelOptions(ctx context.Context) []part.Option {
	var list []part.Option
	for _, l := range certify.Levels {
		list = append(list, part.Option{Value: l, Label: say(ctx, "certification.level."+l)})
	}
	return list
}

func (c Catalogue) issuerOptions() []part.Option {
	var list []part.Option
	for _, i := range c.Issuers {
		list = append(list, part.Option{Value: i.Code, Label: i.Name})
	}
	return list
}

func (c Catalogue) nameOf(issuer string) string {
	for _, i := range c.Issuers {
		if i.Code == issuer {
			return i.Name
		}
	}
	return issuer
}

func joined(lines []string) string { return strings.Join(lines, "\n") }

var catalogueTones = map[flow.State]part.Tone{certify.Open: part.Good}

func (c Catalogue) issuerTitle(ctx context.Context) string {
	if c.Issuer.Code != "" {
		return say(ctx, "desk.issuer.change", "Name", c.Issuer.Name)
	}
	return say(ctx, "desk.issuer.add")
}

func (c Catalogue) kindTitle(ctx context.Context) string {
	if c.Kind.Code != "" {
		return say(ctx, "desk.kind.change", "Name", c.Kind.Name)
	}
	return say(ctx, "desk.kind.add")
}
