package registration

import (
	"context"
	"slices"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/names"
	"guildhall/base/prose"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/market/account"
	"guildhall/market/file"
)

// ID is how a registration is written outside.
const ID id.Prefix = "reg"

// When the desk owes a decision or a named missing thing (AWS_IQ.md R17).
const (
	DecideWithin = 14 * 24 * time.Hour
	DecideAtMost = 21 * 24 * time.Hour
	// RedAfter is when the desk's queue warns, well before a decision is due.
	RedAfter = 10 * 24 * time.Hour
)

// Room gives the commands of this package.
type Room struct {
	journal *journal.Journal
	// Countries says which are open to sellers (R18); nil means all.
	Countries Countries
	// Keys seal what is answered to checks.
	Keys *seal.Keyring
	// Files keep the papers, sealed; without it none are asked for.
	Files *file.Room
	// Facts are other rooms' answers by the kind of check they settle; a kind with
	// neither a fact nor a form is not asked for.
	Facts map[Kind]Fact
	// Keepers keep the answers to a kind of check elsewhere.
	Keepers map[Kind]Keeper
	// Screens compares who registers with the lists of sanctions; nil means nobody does.
	Screens Screens
	// Zone is the house's: the end of a year.
	Zone *time.Location
}

func (r *Room) zone() *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}

// Countries is asked whether sellers of a country may register; answered in app/rooms.go.
type Countries interface {
	IsOpen(ctx context.Context, r db.Reader, country string) (bool, error)
}

// New builds the room with every country open.
func New(j *journal.Journal) *Room { return &Room{journal: j} }

// Registration is one organisation's way to selling.
type Registration struct {
	ID            id.ID
	State         flow.State
	Since         clock.Micros
	Version       int64
	Organisation  id.ID
	Person        id.ID
	Seller        Seller // empty for one of before there were checks
	LegalName     string
	Country       string
	NotEmployed   bool
	TermsAccepted bool
	Answer        string // the expert's words when resubmitting
	Reason        string // the desk's words, last time it needed any
	Spent         time.Duration
	SubmittedAt   clock.Micros
	MadeAt        clock.Micros
	// Deadline is when a refusal can no longer be appealed against, or when a suspension
	// ends by itself; zero otherwise.
	Deadline clock.Micros
	Rule     string // the published rule that a refusal or suspension names
	Judge    id.ID  // who refused or suspended
	Appeal   string // the expert's words against it
	// ProposedRule and ProposedReason are of a refusal that somebody at the desk proposed
	// and another is to confirm, empty while there is none; ProposedBy is who proposed
	// last, RejectedReason why the last one was not confirmed.
	ProposedRule, ProposedReason string
	ProposedBy                   id.ID
	RejectedReason               string
}

// Details is what somebody types who registers an organisation.
type Details struct {
	LegalName     string
	Country       string
	NotEmployed   bool
	TermsAccepted bool
	// Seller is who registers; empty for the first that the organisation may be.
	Seller Seller
	// Answer is what they say to the desk's question, when there is one.
	Answer string
}

// Facts are what the flow needs to know.
func (g Registration) Facts() flow.Facts {
	return flow.Facts{Uncontested: g.Appeal == "", DetailsGiven: g.LegalName != "" && g.Country != "" && g.NotEmployed && g.TermsAccepted}
}

// DecideBy is when a decision or a named missing thing is due, and the last day for
// it; zero unless the desk is checking.
func (g Registration) DecideBy() (due, last clock.Micros) {
	if g.State != Checking {
		return 0, 0
	}
	return g.Since.Add(DecideWithin - g.Spent), g.Since.Add(DecideAtMost - g.Spent)
}

// fill chooses who registers where that was not said, and refuses what the
// organisation cannot be.
func (d *Details) fill(ctx context.Context, r db.Reader, organisation id.ID) error {
	o, err := account.FindOrganisation(ctx, r, organisation)
	if err != nil {
		return err
	}
	may := Sellers(o.Kind)
	if d.Seller == "" {
		d.Seller = may[0]
	}
	if !slices.Contains(may, d.Seller) {
		return fault.Invalid("form.invalid", fault.At("seller", "choice"))
	}
	return nil
}

// Stopped tells whether the registration is suspended, appealed against or not.
func (g Registration) Stopped() bool { return g.State == Suspended || g.State == Contested }

// Until is when a suspension ends by itself; zero where the desk has to end it.
func (g Registration) Until() clock.Micros {
	if g.Stopped() {
		return g.Deadline
	}
	return 0
}

// AppealBy is until when a refusal may be appealed against, or, once it or a suspension
// is, until when the desk decides; zero otherwise.
func (g Registration) AppealBy() clock.Micros {
	switch g.State {
	case Refused:
		return g.Deadline
	case Appealed, Contested:
		return g.Since.Add(AppealDecideDays * 24 * time.Hour)
	}
	return 0
}

// check cleans the details into g, or says what is wrong. Everything is needed: a
// registration is started in one go and may be corrected until it is submitted.
func (r *Room) check(ctx context.Context, tx db.Reader, g Registration, d Details) (Registration, error) {
	var form fault.Form
	g.Seller = d.Seller
	g.LegalName = prose.Check(&form, prose.Rule{Field: "legal_name", Min: 1, Max: 100, SingleLine: true}, d.LegalName)
	switch g.Country = d.Country; {
	case g.Country == "":
		form.Add("country", "required")
	case !names.KnownCountry(g.Country):
		form.Add("country", "country")
	case r.Countries != nil:
		open, err := r.Countries.IsOpen(ctx, tx, g.Country)
		if err != nil {
			return g, err
		}
		if !open {
			form.Add("country", "country_closed")
		}
	}
	if g.NotEmployed = d.NotEmployed; !g.NotEmployed {
		form.Add("not_employed", "must_declare")
	}
	if g.TermsAccepted = d.TermsAccepted; !g.TermsAccepted {
		form.Add("terms_accepted", "must_accept")
	}
	g.Answer = prose.Check(&form, prose.Rule{Field: "answer", Max: 1000}, d.Answer)
	return g, form.Err()
}
