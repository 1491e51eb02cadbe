package country

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/base/names"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// The letters of this room.
const (
	LetterConfirm = "mail.country_confirm"
	LetterOpened  = "mail.country_opened"
)

// How often links may be asked for, in wall time.
const (
	linksPerEmail   = 5
	linksPerNetwork = 20
	linksWindow     = 24 * time.Hour
)

// AskInput is who wants to be told of which country. Lang is the page's, Network the
// address of the client.
type AskInput struct {
	Country string
	Email   string
	Lang    string
	Network string
}

// Waiter is one wish to be told.
type Waiter struct {
	ID      id.ID
	State   flow.State
	Country string
	Email   string // empty once it is no longer needed
	Lang    string
	MadeAt  clock.Micros
}

const waiterColumns = `id, state, country, email, lang, made_at`

func scanWaiter(row db.Scanner) (w Waiter, err error) {
	err = row.Scan(&w.ID, &w.State, &w.Country, &w.Email, &w.Lang, &w.MadeAt)
	return w, err
}

var (
	waiterInsert = db.Write("country.waiter.insert", `INSERT INTO country_waiter (id, state, state_since, deadline, version, country, email, lang, token_hash, made_at)
		VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $3)`)
	waiterStands = db.Read("country.waiter.stands", `SELECT `+waiterColumns+` FROM country_waiter WHERE country = $1 AND email = $2 AND state IN ('asked', 'waiting')`)
	waiterToken  = db.Write("country.waiter.token", `UPDATE country_waiter SET token_hash = $2 WHERE id = $1`)
	waiterBy     = db.Read("country.waiter.by_token", `SELECT `+waiterColumns+` FROM country_waiter WHERE token_hash = $1`)
	waiterGuard  = db.Write("country.waiter.guard", `UPDATE country_waiter SET version = version + 1 WHERE id = $1 RETURNING `+waiterColumns)
	waiterBlank  = db.Write("country.waiter.blank", `UPDATE country_waiter SET email = '', erased_at = $2 WHERE id = $1`)
	waitersOf    = db.Read("country.waiters.of", `SELECT `+waiterColumns+` FROM country_waiter WHERE country = $1 AND state = 'waiting' ORDER BY id LIMIT $2`)
	waitersAt    = db.Read("country.waiters.at", `SELECT `+waiterColumns+` FROM country_waiter WHERE email = $1 AND email <> '' ORDER BY id`)
)

// Ask sends a link to an address that wants to be told when a country opens. The answer
// is the same whether the address is known here or waits already.
func (r *Room) Ask(ctx context.Context, who policy.Actor, in AskInput) error {
	var form fault.Form
	email, ok := account.NormalEmail(in.Email)
	switch {
	case in.Email == "":
		form.Add("email", "required")
	case !ok:
		form.Add("email", "email")
	}
	switch {
	case in.Country == "":
		form.Add("country", "required")
	case !names.KnownCountry(in.Country):
		form.Add("country", "country")
	}
	if err := form.Err(); err != nil {
		return err
	}
	if err := limit.Take(ctx, r.journal, "country.network:"+limit.Network(in.Network), linksPerNetwork, linksWindow); err != nil {
		return err
	}
	if err := limit.Take(ctx, r.journal, "country.email:"+email, linksPerEmail, linksWindow); err != nil {
		return err
	}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		open, err := r.IsOpen(ctx, tx, in.Country)
		if err != nil {
			return err
		}
		if open {
			return fault.Invalid("form.invalid", fault.At("country", "country_open"))
		}
		text := seal.Token()
		if err := r.note(ctx, tx, in.Country, email, in.Lang, text); err != nil {
			return err
		}
		to, _, err := account.AddressAt(ctx, tx, email, in.Lang)
		if err != nil {
			return err
		}
		return r.letter(ctx, tx, to, LetterConfirm, in.Country, "/countries/told/"+text)
	})
}

// note writes the wish down, or gives the one that stands a new link.
func (r *Room) note(ctx context.Context, tx *journal.Tx, country, email, lang, text string) error {
	w, err := db.One(ctx, tx, waiterStands, scanWaiter, country, email)
	if err == nil {
		_, err = tx.Exec(ctx, waiterToken, w.ID, seal.HashToken(text))
		return err
	}
	if !errors.Is(err, db.ErrNone) {
		return err
	}
	l, _ := i18n.Parse(lang)
	w = Waiter{ID: id.New()}
	state, deadline, err := WaiterFlow.Make(ctx, tx, flow.Step{Move: "ask", ID: w.ID, By: roleVisitor, Data: map[string]any{"country": country}})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, waiterInsert, w.ID, string(state), int64(tx.Now), deadline.OrNull(), country, email, string(l), seal.HashToken(text))
	if db.IsUnique(err) { // Asked twice at once: the other one's letter goes.
		return fault.Conflict("country_waiter.asked_already")
	}
	return err
}

func (r *Room) letter(ctx context.Context, tx *journal.Tx, to account.Address, key, country, path string) error {
	if r.Post == nil {
		return nil
	}
	lang, _ := i18n.Parse(to.Lang)
	return r.Post.Letter(ctx, tx, to, key, map[string]any{"Path": path, "Country": names.Country(country, lang), "Days": ConfirmDays})
}

// ByLink gives the wish behind a link; Missing for a link that is none.
func (r *Room) ByLink(ctx context.Context, text string) (Waiter, error) {
	w, err := db.One(ctx, r.journal.DB, waiterBy, scanWaiter, seal.HashToken(text))
	if errors.Is(err, db.ErrNone) {
		return w, fault.Missing("account.link_unknown")
	}
	return w, err
}

// Confirm lets the address be told, by its link.
func (r *Room) Confirm(ctx context.Context, who policy.Actor, text string) error {
	return r.byLink(ctx, who, text, "confirm")
}

// Leave forgets the address, by its link.
func (r *Room) Leave(ctx context.Context, who policy.Actor, text string) error {
	return r.byLink(ctx, who, text, "leave")
}

func (r *Room) byLink(ctx context.Context, who policy.Actor, text, move string) error {
	w, err := r.ByLink(ctx, text)
	if err != nil || move == "confirm" && w.State == Waiting { // Pressed twice.
		return err
	}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		w, err := db.One(ctx, tx, waiterGuard, scanWaiter, w.ID)
		if err != nil {
			return err
		}
		if err := moveWaiter(ctx, tx, w, move, roleVisitor); err != nil {
			return err
		}
		if move == "confirm" { // It may have opened since the letter.
			open, err := r.IsOpen(ctx, tx, w.Country)
			if err != nil || !open {
				return err
			}
			return r.tell(ctx, tx, w)
		}
		_, err = tx.Exec(ctx, waiterBlank, w.ID, int64(tx.Now))
		return err
	})
}

func moveWaiter(ctx context.Context, tx *journal.Tx, w Waiter, move string, by flow.Role) error {
	_, err := WaiterFlow.Move(ctx, tx, flow.Step{Move: move, ID: w.ID, From: w.State, By: by, Data: map[string]any{"country": w.Country}})
	return err
}

// Forget is the clock's command for an address nobody confirmed.
func (r *Room) Forget(ctx context.Context, who policy.Actor, waiter id.ID) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		w, err := db.One(ctx, tx, waiterGuard, scanWaiter, waiter)
		if err != nil {
			return err
		}
		if err := moveWaiter(ctx, tx, w, "forget", flow.Clock); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, waiterBlank, w.ID, int64(tx.Now))
		return err
	})
}

// tellAtOnce is how many are told in one change.
const tellAtOnce = 50

// Tell writes to everybody who waits for a country that is open now, each once, and
// forgets their addresses. Stopped anywhere, it goes on where it was.
func (r *Room) Tell(ctx context.Context, who policy.Actor, country string) error {
	for {
		if open, err := r.IsOpen(ctx, r.journal.DB, country); err != nil || !open {
			return err
		}
		list, err := db.All(ctx, r.journal.DB, waitersOf, scanWaiter, country, tellAtOnce)
		if err != nil || len(list) == 0 {
			return err
		}
		err = r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
			for _, w := range list {
				if err := r.tell(ctx, tx, w); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil && !fault.IsKind(err, fault.KindConflict) { // Somebody of them left meanwhile: look again.
			return err
		}
	}
}

// TellAll tells whoever still waits for a country that is open: who confirmed in the
// moment in which it opened.
func (r *Room) TellAll(ctx context.Context, who policy.Actor) error {
	list, err := r.All(ctx, r.journal.DB)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.State == Open && s.Waiting > 0 {
			err = errors.Join(err, r.Tell(ctx, who, s.Country))
		}
	}
	return err
}

func (r *Room) tell(ctx context.Context, tx *journal.Tx, w Waiter) error {
	w, err := db.One(ctx, tx, waiterGuard, scanWaiter, w.ID)
	if err != nil {
		return err
	}
	to, _, err := account.AddressAt(ctx, tx, w.Email, w.Lang)
	if err != nil {
		return err
	}
	if err := moveWaiter(ctx, tx, w, "tell", flow.System); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, waiterBlank, w.ID, int64(tx.Now)); err != nil {
		return err
	}
	return r.letter(ctx, tx, to, LetterOpened, w.Country, "/experts/join")
}

// Erase forgets the wishes of a leaving person's address.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	p, err := account.FindPerson(ctx, tx, person)
	if err != nil || p.Email == "" {
		return err
	}
	list, err := db.All(ctx, tx, waitersAt, scanWaiter, p.Email)
	if err != nil {
		return err
	}
	for _, w := range list {
		if w, err = db.One(ctx, tx, waiterGuard, scanWaiter, w.ID); err != nil {
			return err
		}
		if w.State == Asked || w.State == Waiting {
			if err := moveWaiter(ctx, tx, w, "leave", roleVisitor); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, waiterBlank, w.ID, int64(tx.Now)); err != nil {
			return err
		}
	}
	return nil
}

// Export gives the countries a person's address waits for.
func Export(ctx context.Context, d db.Reader, person id.ID) (any, error) {
	p, err := account.FindPerson(ctx, d, person)
	if err != nil || p.Email == "" {
		return []string{}, err
	}
	list, err := db.All(ctx, d, waitersAt, scanWaiter, p.Email)
	out := []map[string]any{}
	for _, w := range list {
		out = append(out, map[string]any{"country": w.Country, "state": w.State, "asked_at": w.MadeAt.Time()})
	}
	return out, err
}
