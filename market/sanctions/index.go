package sanctions

import (
	"context"
	"encoding/json"
	"strings"
	"sync"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/screen"
)

// index keeps the lists in force ready to be asked, in memory. It is built anew when
// the lists in force are other ones, which each use asks about first.
type index struct {
	mu   sync.Mutex
	of   string // the lists it is made of
	list *screen.List
}

// parts a list's code from an entry's id.
const codeEnd = "\x00"

var entriesOf = db.Read("sanctions.entry.of_list", `SELECT content FROM sanctions_entry WHERE list_id = $1 ORDER BY number LIMIT 2000000`)

// ready gives the lists in force and their round; nil when there are none.
func (r *Room) ready(ctx context.Context) (*screen.List, int64, error) {
	lists, err := InForce(ctx, r.Journal.DB)
	if err != nil || len(lists) == 0 {
		return nil, 0, err
	}
	var of strings.Builder
	round := int64(0)
	for _, l := range lists {
		of.WriteString(l.ID.String())
		round = max(round, l.Round)
	}
	x := &r.index
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.list != nil && x.of == of.String() {
		return x.list, round, nil
	}
	var all []screen.Entry
	for _, l := range lists {
		if all, err = r.entries(ctx, l.ID, l.Code, all); err != nil {
			return nil, 0, err
		}
	}
	x.list, x.of = screen.New(all), of.String()
	return x.list, round, nil
}

func (r *Room) entries(ctx context.Context, list id.ID, code string, into []screen.Entry) ([]screen.Entry, error) {
	err := db.Each(ctx, r.Journal.DB, entriesOf, func(row db.Scanner) error {
		var content string
		if err := row.Scan(&content); err != nil {
			return err
		}
		var e screen.Entry
		if err := json.Unmarshal([]byte(content), &e); err != nil {
			return err
		}
		e.ID = code + codeEnd + e.ID
		into = append(into, e)
		return nil
	}, list)
	return into, err
}
