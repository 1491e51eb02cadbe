package sanctions

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/base/screen"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// FileMax is how large a list may be, in bytes. The largest published today, the
// European Union's, has some 25 MB.
const FileMax = 64 << 20

// loadBatch is how many entries are written in one change.
const loadBatch = 500

// LoadInput is a list as its publisher writes it. Aliases is OFAC's ALT.CSV, or nil.
type LoadInput struct {
	Code    string
	File    io.Reader `json:"-"`
	Aliases io.Reader `json:"-"`
}

// asked is what a key remembers of a loading.
type asked struct {
	Code string
	Hash []byte
}

var (
	code       = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,19}$`)
	listInsert = db.Write("sanctions.list.insert", `INSERT INTO sanctions_list (id, state, state_since, deadline, version, code, format, entries, odds, odd,
		round, total, looked, matches, walk_kind, walk_after, reason, made_at) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, 0, 0, 0, 0, '', NULL, '', $3)`)
	listStand   = db.Write("sanctions.list.stand", `UPDATE sanctions_list SET round = $2, total = $3 WHERE id = $1`)
	listRetired = db.Write("sanctions.list.retired", `UPDATE sanctions_list SET reason = $2 WHERE id = $1`)
	listOlder   = db.Read("sanctions.list.older", `SELECT `+listColumns+` FROM sanctions_list WHERE code = $1 AND id <> $2 AND state IN ('comparing', 'current') ORDER BY id LIMIT 10`)
	entryInsert = db.Write("sanctions.entry.insert", `INSERT INTO sanctions_entry (list_id, number, entry_id, content) VALUES ($1, $2, $3, $4)`)
	entryDrop   = db.Write("sanctions.entry.drop", `DELETE FROM sanctions_entry WHERE list_id = $1 AND number < $2`)
	entryLowest = db.Read("sanctions.entry.lowest", `SELECT number FROM sanctions_entry WHERE list_id = $1 ORDER BY number LIMIT 1`)
)

// Load reads a list, writes it down and lets it stand in the place of an older one with
// the same code; everybody is then compared with it by a job. The file is read whole
// before anything is written: one that breaks off changes nothing. progress is told
// how many entries are written; it may be nil.
func (r *Room) Load(ctx context.Context, who policy.Actor, in LoadInput, progress func(done, all int)) (List, error) {
	if !who.IsOperator() && who.Kind != policy.System {
		return List{}, fault.Forbidden("sanctions_list.desk_only")
	}
	in.Code = strings.ToUpper(strings.TrimSpace(in.Code))
	file, sum, err := read(in)
	if err != nil {
		return List{}, err
	}
	odd, err := json.Marshal(file.Odd)
	if err != nil {
		return List{}, err
	}
	list, err := journal.Do(ctx, r.Journal, who, "sanctions_list.load", asked{in.Code, sum}, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		list := id.New()
		state, deadline, err := ListFlow.Make(ctx, tx, flow.Step{Move: "load", ID: list, By: flow.Operator,
			Data: map[string]any{"code": in.Code, "format": file.Format, "count": len(file.Entries), "odd": file.Odds}})
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, listInsert, list, string(state), int64(tx.Now), deadline.OrNull(), in.Code, file.Format, len(file.Entries), file.Odds, string(odd))
		return list, err
	})
	if err != nil {
		return List{}, err
	}
	l, err := FindList(ctx, r.Journal.DB, list)
	if err != nil || l.State != Loading { // The same again.
		return l, err
	}
	if err := r.write(ctx, who, list, file.Entries, progress); err != nil {
		return l, err
	}
	if err := r.stand(ctx, list); err != nil {
		return l, err
	}
	return FindList(ctx, r.Journal.DB, list)
}

// read reads and checks a file.
func read(in LoadInput) (screen.File, []byte, error) {
	var form fault.Form
	if !code.MatchString(in.Code) {
		form.Add("code", "sanctions_code")
	}
	sum := sha256.New()
	size := &counted{r: io.LimitReader(in.File, FileMax+1)}
	file, err := screen.Read(io.TeeReader(size, sum), in.Aliases)
	switch {
	case size.n > FileMax:
		form.Add("file", "sanctions_large", "Megabytes", FileMax>>20)
	case size.n == 0 && (err == nil || errors.Is(err, screen.ErrUnknownFormat)):
		form.Add("file", "required")
	case errors.Is(err, screen.ErrUnknownFormat) || err == nil && len(file.Entries) == 0:
		form.Add("file", "sanctions_format")
	case err != nil:
		form.Add("file", "sanctions_broken")
	}
	return file, sum.Sum(nil), form.Err()
}

type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func (r *Room) write(ctx context.Context, who policy.Actor, list id.ID, entries []screen.Entry, progress func(done, all int)) error {
	who.Key = ""
	done := 0
	for batch := range slices.Chunk(entries, loadBatch) {
		rows := make([][]any, len(batch))
		for i, e := range batch {
			content, err := json.Marshal(e)
			if err != nil {
				return err
			}
			rows[i] = []any{list, int64(done + i), e.ID, string(content)}
		}
		err := r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
			if err := tx.Record(ctx, journal.Event{Name: "sanctions_list.write", Subject: list, Data: map[string]any{"count": len(rows)}}); err != nil {
				return err
			}
			_, err := tx.ExecMany(ctx, entryInsert, rows)
			return err
		})
		if err != nil {
			return err
		}
		if done += len(batch); progress != nil {
			progress(done, len(entries))
		}
	}
	return nil
}

// stand puts a list in force, in the place of an older one, and asks for everybody to
// be compared.
func (r *Room) stand(ctx context.Context, list id.ID) error {
	total := int64(0)
	for _, s := range r.sources {
		n, err := s.Count(ctx, r.Journal.DB)
		if err != nil {
			return err
		}
		total += n
	}
	return r.Journal.Change(ctx, policy.As(policy.System, "sanctions.stand"), func(ctx context.Context, tx *journal.Tx) error {
		l, err := oneList(db.One(ctx, tx, listGuard, scanList, list))
		if err != nil {
			return err
		}
		older, err := db.All(ctx, tx, listOlder, scanList, l.Code, l.ID)
		if err != nil {
			return err
		}
		for _, o := range older {
			if o, err = oneList(db.One(ctx, tx, listGuard, scanList, o.ID)); err != nil {
				return err
			}
			if !o.InForce() {
				continue
			}
			if err := o.move(ctx, tx, "replace", flow.System, nil); err != nil {
				return err
			}
			if err := r.Jobs.Insert(ctx, tx, forgetArgs{o.ID}); err != nil {
				return err
			}
		}
		round, err := db.Value[int64](ctx, tx, listRounds)
		if err != nil {
			return err
		}
		if err := l.move(ctx, tx, "stand", flow.System, map[string]any{"round": round + 1}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, listStand, l.ID, round+1, total); err != nil {
			return err
		}
		return r.Jobs.Insert(ctx, tx, walkArgs{l.ID})
	})
}

// GiveUp ends a list whose loading broke off; the clock does it.
func (r *Room) GiveUp(ctx context.Context, who policy.Actor, list id.ID) error {
	return r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		l, err := oneList(db.One(ctx, tx, listGuard, scanList, list))
		if err != nil {
			return err
		}
		if l.State != Loading {
			return fault.Conflict("sanctions_list.moved_already")
		}
		if err := l.move(ctx, tx, "give_up", flow.Clock, nil); err != nil {
			return err
		}
		return r.Jobs.Insert(ctx, tx, forgetArgs{l.ID})
	})
}

// Retire takes a list out of force. Matches that it raised stay with the desk.
func (r *Room) Retire(ctx context.Context, who policy.Actor, list id.ID, reason string) error {
	_, err := journal.Do(ctx, r.Journal, who, "sanctions_list.retire", []any{list, reason}, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("sanctions_list.desk_only")
		}
		var form fault.Form
		reason := reasonOf(&form, reason)
		if err := form.Err(); err != nil {
			return id.None, err
		}
		l, err := oneList(db.One(ctx, tx, listGuard, scanList, list))
		if err != nil {
			return id.None, err
		}
		if err := l.move(ctx, tx, "retire", flow.Operator, nil); err != nil {
			return id.None, err
		}
		if _, err := tx.Exec(ctx, listRetired, l.ID, reason); err != nil {
			return id.None, err
		}
		return l.ID, r.Jobs.Insert(ctx, tx, forgetArgs{l.ID})
	})
	return err
}

func reasonOf(form *fault.Form, text string) string {
	return prose.Check(form, prose.Rule{Field: "reason", Min: 3, Max: 1000}, text)
}

// forgetArgs ask for the entries of a list that is no longer in force to be dropped:
// they are the publisher's words about others, and matches keep what they need.
type forgetArgs struct {
	List id.ID `json:"list"`
}

// Kind names the job.
func (forgetArgs) Kind() string { return "sanctions.forget" }

const forgetBatch = 2000

func (r *Room) forget(ctx context.Context, list id.ID) error {
	for {
		lowest, err := db.Value[int64](ctx, r.Journal.DB, entryLowest, list)
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		err = r.Journal.Change(ctx, policy.As(policy.System, "sanctions.forget"), func(ctx context.Context, tx *journal.Tx) error {
			n, err := tx.Exec(ctx, entryDrop, list, lowest+forgetBatch)
			if err != nil {
				return err
			}
			return tx.Record(ctx, journal.Event{Name: "sanctions_list.forget", Subject: list, Data: map[string]any{"count": n}})
		})
		if err != nil {
			return err
		}
	}
}
