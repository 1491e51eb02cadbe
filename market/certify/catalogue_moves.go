package certify

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

var (
	issuerByCode = db.Read("certify.issuer.by_code", `SELECT `+issuerColumns+` FROM certify_issuer WHERE code = $1`)
	issuerInsert = db.Write("certify.issuer.insert", `INSERT INTO certify_issuer (id, state, state_since, version, code, name, contact, ids, reason, made_at)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $3)`)
	issuerUpdate = db.Write("certify.issuer.update", `UPDATE certify_issuer SET name = $2, contact = $3, ids = $4, reason = $5 WHERE id = $1`)
	issuerReason = db.Write("certify.issuer.reason", `UPDATE certify_issuer SET reason = $2 WHERE id = $1`)
	kindByCode   = db.Read("certify.kind.by_code", `SELECT `+kindColumns+` FROM certify_kind WHERE code = $1`)
	kindInsert   = db.Write("certify.kind.insert", `INSERT INTO certify_kind (id, state, state_since, version, code, issuer, name, exam, level, months, achievements, reason, made_at)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $3)`)
	kindUpdate = db.Write("certify.kind.update", `UPDATE certify_kind SET issuer = $2, name = $3, exam = $4, level = $5, months = $6, achievements = $7, reason = $8 WHERE id = $1`)
	kindReason = db.Write("certify.kind.reason", `UPDATE certify_kind SET reason = $2 WHERE id = $1`)
)

// IssuerInput is an issuer as the desk types it. IDs has a line for each id that its
// badges write (an https address or a DID), with pinned keys behind it where the
// issuer's own document cannot be had.
type IssuerInput struct {
	Code, Name, Contact, IDs, Reason string
}

// KindInput is a certification as the desk types it. Achievements has a line for each
// id that badges write; Months is how long it is valid when a badge does not say, 0 to
// go by badges alone.
type KindInput struct {
	Code, Issuer, Name, Exam, Level, Achievements, Reason string
	Months                                                int64
}

var (
	codeForm = regexp.MustCompile(`^[a-z0-9](?:-?[a-z0-9]){1,39}$`)
	idForm   = regexp.MustCompile(`^(https?://[^\s/]+\.[^\s]+|did:(key|web):[^\s]+)$`)
	keyForm  = regexp.MustCompile(`^[A-Za-z0-9_-]{20,200}$`)
)

// linesMax bounds the ids of one entry, lineMax the length of one, in bytes.
const linesMax, lineMax = 50, 600

func checkCode(form *fault.Form, code string) string {
	code = strings.ToLower(strings.TrimSpace(code))
	if !codeForm.MatchString(code) {
		form.Add("code", "certify_code")
	}
	return code
}

func checkLines(form *fault.Form, field, text string, keys bool) string {
	if len(text) > linesMax*lineMax {
		form.Add(field, "certify_ids")
		return ""
	}
	list := lines(text)
	for _, line := range list {
		words := strings.Fields(line)
		wrong := len(line) > lineMax || !keys && len(words) > 1 || len(words) > 6
		if keys {
			wrong = wrong || !idForm.MatchString(words[0])
		}
		for _, key := range words[1:] {
			wrong = wrong || !keyForm.MatchString(key)
		}
		if wrong || len(list) > linesMax {
			form.Add(field, "certify_ids")
			break
		}
	}
	return strings.Join(list, "\n")
}

func checkContact(form *fault.Form, text string) string {
	text = prose.Check(form, prose.Rule{Field: "contact", Min: 3, Max: 200, SingleLine: true}, text)
	mailbox := strings.Contains(text, "@") && !strings.ContainsAny(text, " /:")
	if text != "" && !mailbox && !strings.HasPrefix(text, "https://") {
		form.Add("contact", "certify_contact")
	}
	return text
}

func reasonOf(form *fault.Form, text string) string {
	return prose.Check(form, prose.Rule{Field: "reason", Min: 3, Max: 500}, text)
}

// SaveIssuer adds an issuer, or changes the one with this code.
func (r *Room) SaveIssuer(ctx context.Context, who policy.Actor, in IssuerInput) (id.ID, error) {
	return journal.Do(ctx, r.Journal, who, "certification_issuer.save", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("certification.desk_only")
		}
		var form fault.Form
		code, contact := checkCode(&form, in.Code), checkContact(&form, in.Contact)
		name := prose.Check(&form, prose.Rule{Field: "name", Min: 2, Max: 100, SingleLine: true}, in.Name)
		ids := checkLines(&form, "ids", in.IDs, true)
		reason := reasonOf(&form, in.Reason)
		if err := form.Err(); err != nil {
			return id.None, err
		}
		was, err := db.One(ctx, tx, issuerByCode, scanIssuer, code)
		step := flow.Step{Move: "add", ID: id.New(), By: flow.Operator, Data: map[string]any{"code": code}}
		if errors.Is(err, db.ErrNone) {
			state, _, err := IssuerFlow.Make(ctx, tx, step)
			if err != nil {
				return id.None, err
			}
			_, err = tx.Exec(ctx, issuerInsert, step.ID, string(state), int64(tx.Now), code, name, contact, ids, reason)
			return step.ID, taken(err)
		}
		if err != nil {
			return id.None, err
		}
		step.Move, step.ID, step.From = "change", was.ID, was.State
		if _, err := IssuerFlow.Move(ctx, tx, step); err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, issuerUpdate, was.ID, name, contact, ids, reason)
		return was.ID, err
	})
}

// taken says that somebody was faster with the same code.
func taken(err error) error {
	if db.IsUnique(err) {
		return fault.Conflict("certification_issuer.moved_already")
	}
	return err
}

// SaveKind adds a certification to the catalogue, or changes the one with this code.
func (r *Room) SaveKind(ctx context.Context, who policy.Actor, in KindInput) (id.ID, error) {
	return journal.Do(ctx, r.Journal, who, "certification_kind.save", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("certification.desk_only")
		}
		k, reason, err := r.checkKind(ctx, tx, in)
		if err != nil {
			return id.None, err
		}
		achievements := strings.Join(k.Achievements, "\n")
		was, err := db.One(ctx, tx, kindByCode, scanKind, k.Code)
		step := flow.Step{Move: "add", ID: id.New(), By: flow.Operator, Data: map[string]any{"code": k.Code}}
		if errors.Is(err, db.ErrNone) {
			state, _, err := KindFlow.Make(ctx, tx, step)
			if err != nil {
				return id.None, err
			}
			_, err = tx.Exec(ctx, kindInsert, step.ID, string(state), int64(tx.Now), k.Code, k.Issuer, k.Name, k.Exam, k.Level, k.Months, achievements, reason)
			return step.ID, taken(err)
		}
		if err != nil {
			return id.None, err
		}
		step.Move, step.ID, step.From = "change", was.ID, was.State
		if _, err := KindFlow.Move(ctx, tx, step); err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, kindUpdate, was.ID, k.Issuer, k.Name, k.Exam, k.Level, k.Months, achievements, reason)
		return was.ID, err
	})
}

func (r *Room) checkKind(ctx context.Context, d db.Reader, in KindInput) (k Kind, reason string, err error) {
	var form fault.Form
	k = Kind{Code: checkCode(&form, in.Code), Issuer: in.Issuer, Level: in.Level, Months: in.Months}
	k.Name = prose.Check(&form, prose.Rule{Field: "name", Min: 3, Max: 100, SingleLine: true}, in.Name)
	k.Exam = prose.Check(&form, prose.Rule{Field: "exam", Max: 40, SingleLine: true}, in.Exam)
	k.Achievements = lines(checkLines(&form, "achievements", in.Achievements, false))
	reason = reasonOf(&form, in.Reason)
	if !slices.Contains(Levels, in.Level) {
		form.Add("level", "certify_level")
	}
	if in.Months < 0 || in.Months > 600 {
		form.Add("months", "certify_months")
	}
	issuers, err := Issuers(ctx, d)
	if err != nil {
		return k, reason, err
	}
	if _, known := findBy(issuers, func(i Issuer) bool { return i.Code == in.Issuer }); !known {
		form.Add("issuer", "certify_issuer")
	}
	return k, reason, form.Err()
}

// RetireIssuer stops new links of an issuer's badges; what counts already goes on.
func (r *Room) RetireIssuer(ctx context.Context, who policy.Actor, code, reason string) (id.ID, error) {
	return r.issuerMove(ctx, who, "retire", code, reason)
}

// ReopenIssuer lets an issuer's badges be linked again.
func (r *Room) ReopenIssuer(ctx context.Context, who policy.Actor, code, reason string) (id.ID, error) {
	return r.issuerMove(ctx, who, "reopen", code, reason)
}

func (r *Room) issuerMove(ctx context.Context, who policy.Actor, move, code, reason string) (id.ID, error) {
	return journal.Do(ctx, r.Journal, who, "certification_issuer."+move, []string{code, reason}, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		reason, err := mayMove(who, reason)
		if err != nil {
			return id.None, err
		}
		i, err := db.One(ctx, tx, issuerByCode, scanIssuer, code)
		step := flow.Step{Move: move, ID: i.ID, From: i.State, By: flow.Operator, Data: map[string]any{"code": code}}
		if errors.Is(err, db.ErrNone) { // It is as shipped: the desk's own row begins with this.
			i, known := findBy(shipped().Issuers, func(i Issuer) bool { return i.Code == code })
			if !known {
				return id.None, fault.Missing("certification_issuer.missing")
			}
			step.ID = id.New()
			state, _, err := IssuerFlow.Make(ctx, tx, step)
			if err != nil {
				return id.None, err
			}
			_, err = tx.Exec(ctx, issuerInsert, step.ID, string(state), int64(tx.Now), i.Code, i.Name, i.Contact, strings.Join(i.IDs, "\n"), reason)
			return step.ID, taken(err)
		}
		if err != nil {
			return id.None, err
		}
		if _, err = IssuerFlow.Move(ctx, tx, step); err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, issuerReason, i.ID, reason)
		return i.ID, err
	})
}

func mayMove(who policy.Actor, reason string) (string, error) {
	if !who.IsOperator() {
		return "", fault.Forbidden("certification.desk_only")
	}
	var form fault.Form
	reason = reasonOf(&form, reason)
	return reason, form.Err()
}

// RetireKind stops new links of a certification; what counts already goes on.
func (r *Room) RetireKind(ctx context.Context, who policy.Actor, code, reason string) (id.ID, error) {
	return r.kindMove(ctx, who, "retire", code, reason)
}

// ReopenKind lets a certification be linked again.
func (r *Room) ReopenKind(ctx context.Context, who policy.Actor, code, reason string) (id.ID, error) {
	return r.kindMove(ctx, who, "reopen", code, reason)
}

func (r *Room) kindMove(ctx context.Context, who policy.Actor, move, code, reason string) (id.ID, error) {
	return journal.Do(ctx, r.Journal, who, "certification_kind."+move, []string{code, reason}, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		reason, err := mayMove(who, reason)
		if err != nil {
			return id.None, err
		}
		k, err := db.One(ctx, tx, kindByCode, scanKind, code)
		step := flow.Step{Move: move, ID: k.ID, From: k.State, By: flow.Operator, Data: map[string]any{"code": code}}
		if errors.Is(err, db.ErrNone) {
			k, known := findBy(shipped().Kinds, func(k Kind) bool { return k.Code == code })
			if !known {
				return id.None, fault.Missing("certification_kind.missing")
			}
			step.ID = id.New()
			state, _, err := KindFlow.Make(ctx, tx, step)
			if err != nil {
				return id.None, err
			}
			_, err = tx.Exec(ctx, kindInsert, step.ID, string(state), int64(tx.Now), k.Code, k.Issuer, k.Name, k.Exam, k.Level, k.Months, strings.Join(k.Achievements, "\n"), reason)
			return step.ID, taken(err)
		}
		if err != nil {
			return id.None, err
		}
		if _, err = KindFlow.Move(ctx, tx, step); err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, kindReason, k.ID, reason)
		return k.ID, err
	})
}
