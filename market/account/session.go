package account

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// How long a session lasts, in wall time: 30 days after it was last used, and
// half a year at most. seen_at is written at most once a minute.
const (
	sessionIdle  = 30 * 24 * time.Hour
	sessionMax   = 180 * 24 * time.Hour
	sessionTouch = time.Minute
)

// The hats a person may wear.
const (
	HatCustomer = "customer"
	HatExpert   = "expert"
	HatOperator = "operator"
)

// Session is somebody signed in at one browser, wearing one hat.
type Session struct {
	ID     id.ID
	Person Person
	// Membership is the place in the organisation whose hat is worn.
	Membership       Membership
	Organisation     id.ID
	OrganisationName string
	OrganisationKind string
	Hat              string
	// Operator tells that the person runs the house, whatever hat is worn.
	Operator bool
	Device   string
	Address  string
	MadeAt   clock.Micros
	SeenAt   clock.Micros
	EndsAt   clock.Micros
	// FreshAt is when the person last proved who they are, FactorAt when they did so with
	// a second factor; never in a session that began without one.
	FreshAt  clock.Micros
	FactorAt clock.Micros
	// HasFactor tells that the person has a second factor.
	HasFactor bool
	// Fresh tells that what wants a fresh proof may be done now (RULES.md 6).
	Fresh bool
	// Persona tells that this is somebody of the demonstration's story, who counts as
	// having proved everything.
	Persona bool
}

// Proved tells whether a second factor was proved in this session at all: the desk
// opens to nobody else.
func (s Session) Proved() bool { return !s.FactorAt.IsZero() || s.Persona }

// Actor is who acts in this session: at the desk only with the operator's hat, and
// with a second factor proved.
func (s Session) Actor(request string) policy.Actor {
	kind := policy.Person
	if s.Hat == HatOperator && s.Operator && s.Proved() {
		kind = policy.Operator
	}
	return policy.Actor{Kind: kind, Person: s.Person.ID, Organisation: s.Organisation, Request: request, Fresh: s.Fresh}
}

const sessionColumns = `s.id, s.organisation_id, s.hat, s.device, s.address, s.made_at, s.seen_at, s.ends_at, s.fresh_at, s.factor_at`

var (
	sessionFind = db.Read("account.session.find", `SELECT `+sessionColumns+`,
			p.id, p.state, p.name, COALESCE(p.email, ''), p.lang, p.zone, p.operator, COALESCE(p.picture, ''), COALESCE(p.handle, ''), p.made_at,
			m.organisation_id, m.role, m.may_propose, m.may_access, m.may_write_self, m.may_write_company, m.default_voice,
			o.name, o.kind, EXISTS (SELECT 1 FROM account_factor f WHERE f.person_id = p.id AND f.state = 'active')
		FROM account_session s
		JOIN account_person p ON p.id = s.person_id
		JOIN account_membership m ON m.person_id = s.person_id AND m.left_at IS NULL
		JOIN account_organisation o ON o.id = m.organisation_id
		WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.ends_at > $2 AND p.state = 'active'
		ORDER BY CASE WHEN m.organisation_id = s.organisation_id THEN 0 ELSE 1 END, m.made_at, m.organisation_id
		LIMIT 1`)
	sessionsOf = db.Read("account.session.of", `SELECT `+sessionColumns+` FROM account_session s
		WHERE s.person_id = $1 AND s.ended_at IS NULL AND s.ends_at > $2 ORDER BY s.seen_at DESC, s.id LIMIT 200`)
	sessionInsert = db.Keep("account.session.insert", `INSERT INTO account_session
		(id, token_hash, person_id, organisation_id, hat, device, address, browser_hash, made_at, seen_at, ends_at, fresh_at, factor_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $9, $11)`)
	sessionTouched = db.Keep("account.session.touch", `UPDATE account_session SET seen_at = $1, ends_at = $2 WHERE id = $3 AND seen_at < $1`)
	sessionHat     = db.Keep("account.session.hat", `UPDATE account_session SET organisation_id = $1, hat = $2
		WHERE id = $3 AND person_id = $4 AND ended_at IS NULL`)
	sessionEnd = db.Keep("account.session.end", `UPDATE account_session SET ended_at = $1
		WHERE id = $2 AND person_id = $3 AND ended_at IS NULL`)
	sessionEndOthers = db.Keep("account.session.end_others", `UPDATE account_session SET ended_at = $1
		WHERE person_id = $2 AND id <> $3 AND ended_at IS NULL`)
	sessionPrune   = db.Keep("account.session.prune", `DELETE FROM account_session WHERE ends_at < $1`)
	sessionBrowser = db.Read("account.session.browser", `SELECT 1 FROM account_session WHERE person_id = $1 AND browser_hash = $2 LIMIT 1`)
	sessionAny     = db.Read("account.session.any", `SELECT 1 FROM account_session WHERE person_id = $1 LIMIT 1`)
	firstMember    = db.Read("account.membership.first", `SELECT `+membershipColumns+` FROM account_membership
		WHERE person_id = $1 AND left_at IS NULL ORDER BY made_at, organisation_id LIMIT 1`)
)

func scanSession(row db.Scanner) (Session, error) {
	var s Session
	err := row.Scan(&s.ID, &s.Organisation, &s.Hat, &s.Device, &s.Address, &s.MadeAt, &s.SeenAt, &s.EndsAt, &s.FreshAt, &s.FactorAt)
	return s, err
}

func scanSignedIn(row db.Scanner) (Session, error) {
	var s Session
	p, m := &s.Person, &s.Membership
	err := row.Scan(&s.ID, &s.Organisation, &s.Hat, &s.Device, &s.Address, &s.MadeAt, &s.SeenAt, &s.EndsAt, &s.FreshAt, &s.FactorAt,
		&p.ID, &p.State, &p.Name, &p.Email, &p.Lang, &p.Zone, &p.Operator, &p.Picture, &p.Handle, &p.MadeAt,
		&m.Organisation, &m.Role, &m.MayPropose, &m.MayAccess, &m.MayWriteSelf, &m.MayWriteCompany, &m.DefaultVoice,
		&s.OrganisationName, &s.OrganisationKind, &s.HasFactor)
	if err != nil {
		return s, err
	}
	m.Person = p.ID
	// Who was removed from an organisation falls back to the first of their own.
	s.Organisation, s.Operator = m.Organisation, p.Operator
	if s.Hat == HatOperator && !p.Operator {
		s.Hat = HatCustomer
	}
	return s, nil
}

// Session gives who is signed in with this token, or Unauthenticated.
func (r *Room) Session(ctx context.Context, token string) (Session, error) {
	if token == "" {
		return Session{}, fault.Unauthenticated("account.sign_in_first")
	}
	now := clock.Wall()
	s, err := db.One(ctx, r.journal.DB, sessionFind, scanSignedIn, seal.HashToken(token), int64(now))
	if errors.Is(err, db.ErrNone) {
		return s, fault.Unauthenticated("account.sign_in_first")
	}
	if err == nil {
		err = r.fresh(ctx, &s, now)
	}
	if err != nil || now.Sub(s.SeenAt) < sessionTouch {
		return s, err
	}
	ends := min(now.Add(sessionIdle), s.MadeAt.Add(sessionMax))
	err = r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sessionTouched, int64(now), int64(ends), s.ID)
		return err
	})
	if fault.IsKind(err, fault.KindUnavailable) {
		err = nil // Reading goes on while the disk is full.
	}
	return s, err
}

// BeginSession signs a person in at a browser and gives the token for its cookie. It
// asks for nothing: who calls it has made sure who they are in full, a second factor
// included. No page and no operation leads here.
func (r *Room) BeginSession(ctx context.Context, person id.ID, device, address string) (string, error) {
	var token string
	who := policy.Actor{Kind: policy.Person, Person: person, Request: "sign_in"}
	err := r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) (err error) {
		token, err = r.beginSession(ctx, tx, person, Browser{Device: device, Address: address}, tx.Wall)
		return err
	})
	return token, err
}

// Browser is what a sign-in page knows about where somebody signs in.
type Browser struct {
	Device  string // User-Agent header
	Address string // of the client, for the list of sessions
	Token   string // a cookie that outlives sessions, so that a new browser is noticed
	Hat     string // to begin with; customer when empty, an operator's own when so
	Company bool   // begin with the hat of a company, where there is one
}

// beginSession joins a change. ProvedAt is when a second factor was proved, 0 for not.
func (r *Room) beginSession(ctx context.Context, tx *journal.Tx, person id.ID, b Browser, provedAt clock.Micros) (string, error) {
	if err := Hold(ctx, tx.Tx, person); fault.IsKind(err, fault.KindMissing) {
		return "", fault.Unauthenticated("account.sign_in_refused")
	} else if err != nil {
		return "", err
	}
	p, err := FindPerson(ctx, tx, person)
	if err != nil {
		return "", err
	}
	m, err := firstPlace(ctx, tx, person, b.Company)
	if err != nil {
		return "", err
	}
	hat := b.Hat
	if hat == "" || hat == HatOperator && !p.Operator {
		hat = HatCustomer
	}
	if p.Operator && b.Hat == "" {
		hat = HatOperator
	}
	if err := r.tellNewBrowser(ctx, tx, p, b); err != nil {
		return "", err
	}
	var browser any
	if b.Token != "" {
		browser = seal.HashToken(b.Token)
	}
	var proved any
	if !provedAt.IsZero() {
		proved = int64(provedAt)
	}
	token, session := seal.Token(), id.New()
	_, err = tx.Exec(ctx, sessionInsert, session, seal.HashToken(token), person, m.Organisation, hat, DeviceName(b.Device),
		shortLine(b.Address, 64), browser, int64(tx.Wall), int64(tx.Wall.Add(sessionIdle)), proved)
	if err != nil {
		return "", err
	}
	return token, tx.Record(ctx, journal.Event{Name: "session.begin", Subject: session, Organisation: m.Organisation})
}

// firstPlace is the organisation a new session begins with: the person's own, or
// the first company.
func firstPlace(ctx context.Context, tx *journal.Tx, person id.ID, company bool) (Membership, error) {
	if company {
		list, err := db.All(ctx, tx, organisationsOf, scanBelonging, person)
		if err != nil {
			return Membership{}, err
		}
		for _, b := range list {
			if b.Organisation.Kind == KindCompany {
				return b.Membership, nil
			}
		}
	}
	m, err := db.One(ctx, tx, firstMember, scanMembership, person)
	if errors.Is(err, db.ErrNone) {
		err = fault.Unauthenticated("account.sign_in_refused")
	}
	return m, err
}

// shortLine keeps one clean line of what a stranger's machine says of itself.
func shortLine(s string, max int) string {
	line, err := prose.Line(s)
	if err != nil {
		return ""
	}
	line, _ = prose.Cut(line, max, "en")
	return line
}

// Sessions lists where the actor is signed in, the latest used first.
func (r *Room) Sessions(ctx context.Context, who policy.Actor) ([]Session, error) {
	if !who.IsSignedIn() {
		return nil, fault.Unauthenticated("account.sign_in_first")
	}
	return db.All(ctx, r.journal.DB, sessionsOf, scanSession, who.Person, int64(clock.Wall()))
}

// EndSession signs the actor out of one of their sessions; someone else's is Missing.
func (r *Room) EndSession(ctx context.Context, who policy.Actor, session id.ID) error {
	return r.once(ctx, who, "session.end", session, func(ctx context.Context, tx *journal.Tx) error {
		n, err := tx.Exec(ctx, sessionEnd, int64(tx.Wall), session, who.Person)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Missing("session.missing")
		}
		return tx.Record(ctx, journal.Event{Name: "session.end", Subject: session})
	})
}

// EndOtherSessions signs the actor out everywhere but here.
func (r *Room) EndOtherSessions(ctx context.Context, who policy.Actor, here id.ID) error {
	return r.once(ctx, who, "session.end_others", here, func(ctx context.Context, tx *journal.Tx) error {
		return endSessions(ctx, tx, who.Person, here)
	})
}

// endSessions ends all of a person's sessions but one (None for all), in a change.
func endSessions(ctx context.Context, tx *journal.Tx, person, but id.ID) error {
	keep := but[:] // None is sixteen zero bytes here, not NULL, which would compare to nothing.
	n, err := tx.Exec(ctx, sessionEndOthers, int64(tx.Wall), person, keep)
	if err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Name: "session.end_others", Subject: person, Data: map[string]any{"count": n}})
}

// SwitchHat changes on whose behalf the session acts, and as what.
func (r *Room) SwitchHat(ctx context.Context, session Session, organisation id.ID, hat string) error {
	switch hat {
	case HatCustomer, HatExpert:
	case HatOperator:
		if !session.Operator {
			return fault.Forbidden("account.not_operator")
		}
	default:
		return fault.Invalid("form.invalid", fault.At("hat", "choice"))
	}
	if _, err := FindMembership(ctx, r.journal.DB, organisation, session.Person.ID); err != nil {
		return err
	}
	return r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sessionHat, organisation, hat, session.ID, session.Person.ID)
		return err
	})
}

// Prune forgets sessions and tokens that ended more than half a year ago.
func (r *Room) Prune(ctx context.Context) error {
	return r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sessionPrune, int64(clock.Wall().Add(-sessionMax))); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, challengePrune, int64(clock.Wall())); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, tokenPrune, int64(clock.Wall().Add(-24*time.Hour)))
		return err
	})
}
