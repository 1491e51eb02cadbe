package account

import (
	"context"
	"strings"
	"time"
	_ "time/tzdata" // zones, also on a machine that has none

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
)

// How often one may ask and guess, in wall time. The counts by address are the
// same whether somebody lives there or not.
const (
	linksPerEmail    = 5
	linksPerNetwork  = 40
	linksWindow      = 30 * time.Minute
	guessesPerEmail  = 10
	guessesPerNet    = 120
	guessesWindow    = 30 * time.Minute
	linkTriesPerNet  = 60
	invitesPerPerson = 60
)

// AskSignIn is what somebody types to get a link by mail.
type AskSignIn struct {
	Email   string
	Next    string // path to go on to
	Lang    string // of the page, for a letter to somebody unknown
	Zone    string
	Network string // address of the client
}

// AskLink sends a link to sign in, and for somebody new to join: the same answer,
// rows and letter for a known and an unknown address.
func (r *Room) AskLink(ctx context.Context, who policy.Actor, in AskSignIn) error {
	var form fault.Form
	email := checkEmail(&form, "email", in.Email)
	if err := form.Err(); err != nil {
		return err
	}
	if err := r.takeLink(ctx, email, in.Network); err != nil {
		return err
	}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		to, _, err := AddressAt(ctx, tx, email, in.Lang)
		if err != nil {
			return err
		}
		return r.sendLink(ctx, tx, to, in)
	})
}

func (r *Room) takeLink(ctx context.Context, email, network string) error {
	if err := limit.Take(ctx, r.journal, "sign_in.network:"+limit.Network(network), linksPerNetwork, linksWindow); err != nil {
		return err
	}
	return limit.Take(ctx, r.journal, "sign_in.email:"+email, linksPerEmail, linksWindow)
}

// sendLink issues a sign-in link and its letter, in a change.
func (r *Room) sendLink(ctx context.Context, tx *journal.Tx, to Address, in AskSignIn) error {
	text, err := issue(ctx, tx, ForSignIn, to.Email, to.Person, tokenData{Next: LocalPath(in.Next), Lang: in.Lang, Zone: in.Zone})
	if err != nil {
		return err
	}
	if err := r.letter(ctx, tx, to, LetterSignIn, map[string]any{"Path": "/sign-in/" + text, "Minutes": 15}); err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Name: "sign_in.ask", Subject: id.New()})
}

// AddressAt is whom a letter to this address greets: a person in their language,
// or a stranger in the page's.
func AddressAt(ctx context.Context, tx *journal.Tx, email, lang string) (to Address, known bool, err error) {
	p, err := FindPersonByEmail(ctx, tx, email)
	if err == nil {
		err = Hold(ctx, tx.Tx, p.ID) // What is written down now goes when they do.
	}
	if fault.IsKind(err, fault.KindMissing) {
		l, _ := i18n.Parse(lang)
		return Address{Email: email, Lang: string(l)}, false, nil
	}
	return addressOf(p), true, err
}

// Link is what the page behind a sign-in link shows before its button is pressed.
type Link struct {
	Email string
	// Known tells that somebody has this address; else the page asks for a name.
	Known bool
	// Notices tells that the address is to be for notices only.
	Notices bool
	Next    string
	Lang    string
	Zone    string
}

// PeekLink looks at a sign-in link without using it: the page behind the link
// shows a button, so that scanners of mail do not use it up.
func (r *Room) PeekLink(ctx context.Context, text string) (Link, error) {
	return r.peekLink(ctx, ForSignIn, text)
}

func (r *Room) peekLink(ctx context.Context, purpose Purpose, text string) (Link, error) {
	t, err := peek(ctx, r.journal.DB, purpose, text)
	if err != nil {
		return Link{}, err
	}
	_, err = FindPersonByEmail(ctx, r.journal.DB, t.Email)
	known := err == nil
	if fault.IsKind(err, fault.KindMissing) {
		err = nil
	}
	return Link{Email: t.Email, Known: known, Next: t.Data.Next, Lang: t.Data.Lang, Zone: t.Data.Zone}, err
}

// UseLink is what the button behind a sign-in link sends; name, language and zone
// are for somebody new.
type UseLink struct {
	Token   string
	Name    string
	Lang    string
	Zone    string
	Browser Browser
}

// SignedIn is a new session, or half a sign-in of somebody with a second factor. The
// token goes into the cookie.
type SignedIn struct {
	Token string
	// Half is instead of Token where the second factor is still asked for (SignInFactor).
	Half   string
	Person id.ID
	Next   string
	// Joined tells that the person is new.
	Joined bool
}

// SignIn uses a link: once, on whatever device. The first use by a new address
// makes the person. Wrong input leaves the link usable.
func (r *Room) SignIn(ctx context.Context, who policy.Actor, in UseLink) (SignedIn, error) {
	return r.signInBy(ctx, who, ForSignIn, in)
}

func (r *Room) signInBy(ctx context.Context, who policy.Actor, purpose Purpose, in UseLink) (SignedIn, error) {
	if err := limit.Take(ctx, r.journal, "link.network:"+limit.Network(in.Browser.Address), linkTriesPerNet, linksWindow); err != nil {
		return SignedIn{}, err
	}
	var done SignedIn
	err := r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		t, err := use(ctx, tx, purpose, in.Token)
		if err != nil {
			return err
		}
		done = SignedIn{Next: t.Data.Next}
		p, err := FindPersonByEmail(ctx, tx, t.Email)
		switch {
		case err == nil:
			done.Person = p.ID
		case fault.IsKind(err, fault.KindMissing):
			tx.Who.Kind = policy.Person
			if done.Person, err = r.joinChecked(ctx, tx, NewPerson{Name: in.Name, Email: t.Email, Lang: in.Lang, Zone: in.Zone}); err != nil {
				return err
			}
			done.Joined = true
		default:
			return err
		}
		tx.Who.Kind, tx.Who.Person = policy.Person, done.Person
		return r.signedIn(ctx, tx, done.Person, in.Browser, &done)
	})
	return done, err
}

// joinChecked checks what a new person typed and makes them, in a change.
func (r *Room) joinChecked(ctx context.Context, tx *journal.Tx, in NewPerson) (id.ID, error) {
	var form fault.Form
	in = checkPerson(&form, in)
	if err := form.Err(); err != nil {
		return id.None, err
	}
	person, _, err := Join(ctx, tx, in)
	return person, err
}

// checkPerson cleans and checks a name, a language and a zone.
func checkPerson(form *fault.Form, in NewPerson) NewPerson {
	in.Name = prose.Check(form, nameRule("name"), in.Name)
	if _, ok := i18n.Parse(in.Lang); !ok {
		form.Add("lang", "choice")
	}
	if !KnownZone(in.Zone) {
		form.Add("zone", "choice")
	}
	return in
}

// KnownZone tells whether the name is a time zone of the IANA database.
func KnownZone(name string) bool {
	if name == "" || name == "Local" || len(name) > 64 {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

// LocalPath keeps a path of this site and drops everything else, so that a link
// cannot send anybody elsewhere.
func LocalPath(path string) string {
	if len(path) > 1000 || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") ||
		strings.ContainsAny(path, "\\\r\n\t\x00") {
		return ""
	}
	return path
}
