package country

import (
	"context"
	"errors"
	"slices"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/names"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/market/account"
)

// ID is how a country's standing is written outside; WaiterID a wish to be told.
const (
	ID       id.Prefix = "ctry"
	WaiterID id.Prefix = "wait"
)

// Room gives the commands of this package.
type Room struct {
	journal *journal.Journal
	// First lists the countries that are open before anybody decides; empty for all.
	First []string
	// Zone is the house's, for the day on which an announced country opens.
	Zone *time.Location
	// Post sends letters; nil in a house without a post office.
	Post account.Post
}

// New builds the room with every country open.
func New(j *journal.Journal) *Room { return &Room{journal: j, Zone: time.UTC} }

// Standing is how a country stands.
type Standing struct {
	ID       id.ID // None while nobody has decided about it
	State    flow.State
	Since    clock.Micros
	Deadline clock.Micros // when an announced one opens by itself
	Country  string       // ISO 3166-1 alpha-2
	OpensOn  string       // the day announced, YYYY-MM-DD
	Waiting  int64        // how many want to be told, once confirmed
}

const columns = `id, state, state_since, deadline, country, opens_on`

func scan(row db.Scanner) (Standing, error) {
	var s Standing
	err := row.Scan(&s.ID, &s.State, &s.Since, &s.Deadline, &s.Country, &s.OpensOn)
	return s, err
}

type tally struct {
	country string
	count   int64
}

func scanTally(row db.Scanner) (t tally, err error) {
	err = row.Scan(&t.country, &t.count)
	return t, err
}

var (
	find   = db.Read("country.find", `SELECT `+columns+` FROM country_standing WHERE country = $1`)
	byID   = db.Read("country.by_id", `SELECT `+columns+` FROM country_standing WHERE id = $1`)
	all    = db.Read("country.all", `SELECT `+columns+` FROM country_standing ORDER BY country`)
	guard  = db.Write("country.guard", `UPDATE country_standing SET version = version + 1 WHERE country = $1 RETURNING `+columns)
	insert = db.Write("country.insert", `INSERT INTO country_standing (id, state, state_since, deadline, version, country, opens_on, made_at)
		VALUES ($1, $2, $3, $4, 1, $5, $6, $3)`)
	dated  = db.Write("country.dated", `UPDATE country_standing SET opens_on = $2 WHERE id = $1`)
	counts = db.Read("country.counts", `SELECT country, COUNT(*) FROM country_waiter WHERE state = 'waiting' GROUP BY country`)
)

// first is how a country stands that nobody has decided about.
func (r *Room) first(code string) Standing {
	s := Standing{Country: code, State: Closed}
	if len(r.First) == 0 || slices.Contains(r.First, code) {
		s.State = Open
	}
	return s
}

// Find gives how a country stands; Missing for a code that is no country.
func (r *Room) Find(ctx context.Context, d db.Reader, code string) (Standing, error) {
	if !names.KnownCountry(code) {
		return Standing{}, fault.Missing("country.missing")
	}
	s, err := db.One(ctx, d, find, scan, code)
	if errors.Is(err, db.ErrNone) {
		return r.first(code), nil
	}
	return s, err
}

// IsOpen tells whether a seller from the country may register.
func (r *Room) IsOpen(ctx context.Context, d db.Reader, code string) (bool, error) {
	s, err := r.Find(ctx, d, code)
	return s.State == Open, err
}

// Of gives how a standing that was decided stands, by its id.
func Of(ctx context.Context, d db.Reader, standing id.ID) (Standing, error) {
	s, err := db.One(ctx, d, byID, scan, standing)
	if errors.Is(err, db.ErrNone) {
		return s, fault.Missing("country.missing")
	}
	return s, err
}

// All lists every country of the world with its standing and who waits for it, by code.
func (r *Room) All(ctx context.Context, d db.Reader) ([]Standing, error) {
	rows, err := db.All(ctx, d, all, scan)
	if err != nil {
		return nil, err
	}
	tallies, err := db.All(ctx, d, counts, scanTally)
	if err != nil {
		return nil, err
	}
	decided, waiting := map[string]Standing{}, map[string]int64{}
	for _, s := range rows {
		decided[s.Country] = s
	}
	for _, t := range tallies {
		waiting[t.country] = t.count
	}
	var list []Standing
	for _, code := range names.CountryCodes() {
		s, is := decided[code]
		if !is {
			s = r.first(code)
		}
		s.Waiting = waiting[code]
		list = append(list, s)
	}
	return list, nil
}

// OpenCountries lists the codes of the open countries; nil when all are.
func (r *Room) OpenCountries(ctx context.Context, d db.Reader) ([]string, error) {
	list, err := r.All(ctx, d)
	if err != nil {
		return nil, err
	}
	var open []string
	for _, s := range list {
		if s.State == Open {
			open = append(open, s.Country)
		}
	}
	if len(open) == len(list) {
		return nil, nil
	}
	return open, nil
}

var countOf = db.Read("country.count", `SELECT COUNT(*) FROM country_waiter WHERE country = $1 AND state = 'waiting'`)

// WaitingFor is how many confirmed addresses wait for a country.
func WaitingFor(ctx context.Context, d db.Reader, code string) (int64, error) {
	return db.Value[int64](ctx, d, countOf, code)
}
