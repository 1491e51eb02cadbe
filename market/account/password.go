package account

import (
	"context"
	_ "embed"
	"errors"
	"strings"
	"unicode/utf8"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
)

// Length of a password in characters; no other rules of composition (NIST SP
// 800-63B-4, 3.1.1.2).
const (
	PasswordMin = 12
	passwordMax = 200
)

//go:embed common_passwords.txt
var commonList string

var commonPasswords = func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(commonList) {
		set[strings.TrimSpace(line)] = true
	}
	return set
}()

// CheckPassword complains about a password that is short, well known, of hardly
// any different characters, or made of the person's own name or address.
func CheckPassword(form *fault.Form, field string, password seal.Secret, about ...string) {
	text := password.Reveal()
	if text == "" {
		form.Add(field, "required")
		return
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		form.Add(field, "malformed")
		return
	}
	count := prose.Count(text)
	switch {
	case count < PasswordMin:
		form.Add(field, "too_short", "Min", PasswordMin, "Count", count)
	case count > passwordMax || len(text) > 4*passwordMax:
		form.Add(field, "too_long", "Max", passwordMax, "Count", count)
	case guessable(text, about):
		form.Add(field, "password_common")
	}
}

func guessable(text string, about []string) bool {
	lower := strings.ToLower(text)
	bare := strings.Trim(lower, "0123456789!?.@#$%&*-_ ")
	if commonPasswords[lower] || commonPasswords[bare] {
		return true
	}
	different := map[rune]bool{}
	for _, r := range lower {
		different[r] = true
	}
	if len(different) < 5 {
		return true
	}
	for _, word := range append(about, "guildhall") {
		word, _, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(word, " ", "")), "@")
		if len(word) >= 3 && len(strings.ReplaceAll(lower, word, "")) < PasswordMin/2 {
			return true
		}
	}
	return false
}

var (
	passwordRead = db.Read("account.password.read", `SELECT id, COALESCE(password_hash, '') FROM account_person WHERE email = $1 AND state = 'active'`)
	passwordOf   = db.Read("account.password.of", `SELECT COALESCE(password_hash, '') FROM account_person WHERE id = $1 AND state = 'active'`)
	passwordSet  = db.Write("account.password.set", `UPDATE account_person SET password_hash = $1, version = version + 1 WHERE id = $2 AND state = 'active'`)
)

type storedPassword struct {
	person id.ID
	hash   string
}

// WithPassword is what somebody types to sign in without mail.
type WithPassword struct {
	Email    string
	Password seal.Secret
	Browser  Browser
	Next     string // path to go on to
}

// SignInWithPassword begins a session. A wrong password, an unknown address and a
// person without a password look the same and take as long. After ten wrong ones
// the address is refused for a while; a link by mail still works.
func (r *Room) SignInWithPassword(ctx context.Context, who policy.Actor, in WithPassword) (SignedIn, error) {
	var form fault.Form
	email := checkEmail(&form, "email", in.Email)
	if in.Password.IsEmpty() {
		form.Add("password", "required")
	}
	if err := form.Err(); err != nil {
		return SignedIn{}, err
	}
	if err := limit.Take(ctx, r.journal, "password.network:"+limit.Network(in.Browser.Address), guessesPerNet, guessesWindow); err != nil {
		return SignedIn{}, err
	}
	bucket := "password.email:" + email
	if err := limit.Take(ctx, r.journal, bucket, guessesPerEmail, guessesWindow); err != nil {
		return SignedIn{}, err
	}
	stored, err := db.One(ctx, r.journal.DB, passwordRead, func(row db.Scanner) (storedPassword, error) {
		var s storedPassword
		err := row.Scan(&s.person, &s.hash)
		return s, err
	}, email)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return SignedIn{}, err
	}
	stale, err := r.verify(ctx, in.Password, stored.hash)
	if err != nil {
		return SignedIn{}, err
	}
	again := ""
	if stale {
		if again, err = seal.HashPassword(ctx, in.Password); err != nil {
			return SignedIn{}, err
		}
	}
	if err := limit.Reset(ctx, r.journal, bucket); err != nil {
		return SignedIn{}, err
	}
	done := SignedIn{Person: stored.person, Next: LocalPath(in.Next)}
	who.Kind, who.Person = policy.Person, stored.person
	err = r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if again != "" {
			if _, err := tx.Exec(ctx, passwordSet, again, stored.person); err != nil {
				return err
			}
		}
		return r.signedIn(ctx, tx, stored.person, in.Browser, &done)
	})
	return done, err
}

// verify refuses a wrong password; longer ones than can be set cost nothing more.
func (r *Room) verify(ctx context.Context, password seal.Secret, hash string) (stale bool, err error) {
	if len(password.Reveal()) > 4*passwordMax {
		password = seal.Hide("too long to be right")
	}
	right, stale, err := seal.VerifyPassword(ctx, password, hash)
	if err == nil && !right {
		err = fault.Unauthenticated("account.sign_in_refused")
	}
	return stale, err
}

// HasPassword tells whether the actor has set a password.
func (r *Room) HasPassword(ctx context.Context, who policy.Actor) (bool, error) {
	hash, err := db.Value[string](ctx, r.journal.DB, passwordOf, who.Person)
	if errors.Is(err, db.ErrNone) {
		return false, fault.Missing("person.missing")
	}
	return hash != "", err
}

// ChangePassword sets a new password by giving the old one, and signs the person
// out everywhere but here. Who has none sets one by a link (AskPassword).
func (r *Room) ChangePassword(ctx context.Context, who policy.Actor, here id.ID, old, password seal.Secret) error {
	p, err := FindPerson(ctx, r.journal.DB, who.Person)
	if err != nil {
		return err
	}
	var form fault.Form
	CheckPassword(&form, "password", password, p.Name, p.Email)
	if err := form.Err(); err != nil {
		return err
	}
	bucket := "password.email:" + p.Email
	if err := limit.Take(ctx, r.journal, bucket, guessesPerEmail, guessesWindow); err != nil {
		return err
	}
	hash, err := db.Value[string](ctx, r.journal.DB, passwordOf, who.Person)
	if err != nil {
		return err
	}
	if _, err := r.verify(ctx, old, hash); err != nil {
		if fault.Is(err, "account.sign_in_refused") {
			return fault.Invalid("form.invalid", fault.At("old_password", "password_wrong"))
		}
		return err
	}
	if err := limit.Reset(ctx, r.journal, bucket); err != nil {
		return err
	}
	return r.setPassword(ctx, who, p, password, func(ctx context.Context, tx *journal.Tx) error {
		return endSessions(ctx, tx, p.ID, here)
	})
}

// setPassword hashes outside the change, for hashing takes long, and sets inside.
func (r *Room) setPassword(ctx context.Context, who policy.Actor, p Person, password seal.Secret,
	then func(ctx context.Context, tx *journal.Tx) error) error {
	hash, err := seal.HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		n, err := tx.Exec(ctx, passwordSet, hash, p.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Missing("person.missing")
		}
		if err := then(ctx, tx); err != nil {
			return err
		}
		if err := r.letter(ctx, tx, addressOf(p), LetterPasswordSet, map[string]any{"At": int64(tx.Wall), "Path": "/settings/password"}); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "person.set_password", Subject: p.ID})
	})
}
