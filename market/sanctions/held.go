package sanctions

import (
	"context"
	"slices"

	"guildhall/base/db"
	"guildhall/base/id"
)

// Held gives those of the organisations whose money waits. Asked inside a change, it
// answers for it.
func (r *Room) Held(ctx context.Context, d db.Reader, organisations ...id.ID) (map[id.ID]bool, error) {
	holds := map[id.ID]bool{}
	if len(organisations) <= 2 && len(organisations) > 0 {
		list, err := db.All(ctx, d, heldOne, db.ScanValue[id.ID], db.Padded(organisations, 2)...)
		for _, o := range list {
			holds[o] = true
		}
		return holds, err
	}
	for some := range slices.Chunk(organisations, holdsAtOnce) {
		list, err := db.All(ctx, d, held, db.ScanValue[id.ID], db.Padded(some, holdsAtOnce)...)
		if err != nil {
			return nil, err
		}
		for _, o := range list {
			holds[o] = true
		}
	}
	return holds, nil
}

// Holds lists the organisations whose money a match is about, held or not.
func (r *Room) Holds(ctx context.Context, m Match) ([]id.ID, error) {
	person := m.Party.ID
	if m.Party.Kind != Person {
		person = id.None
	}
	return db.All(ctx, r.Journal.DB, holdsOf, db.ScanValue[id.ID], person[:], m.Organisation.OrLast())
}

// MatchesBehind lists the matches that hold an organisation's money and keep it from
// being let in to sell, oldest first; whoever asks is at the desk.
func MatchesBehind(ctx context.Context, d db.Reader, organisation id.ID) ([]Match, error) {
	return db.All(ctx, d, matchesBehind, scanMatch, organisation)
}

// BeforePaying compares those of the organisations, and the people behind them, who
// were not compared in the newest round: a list that has just come, or a name that
// was never looked at, is looked at before money leaves.
func (r *Room) BeforePaying(ctx context.Context, organisations []id.ID) error {
	round, err := db.Value[int64](ctx, r.Journal.DB, listRound)
	if err != nil || round == 0 {
		return err
	}
	for some := range slices.Chunk(organisations, holdsAtOnce) {
		list, err := db.All(ctx, r.Journal.DB, unlooked, db.ScanValue[id.ID], append([]any{round}, db.Padded(some, holdsAtOnce)...)...)
		if err != nil {
			return err
		}
		for _, o := range list {
			if err := r.LookBehind(ctx, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// LookBehind compares an organisation, and the people who own or registered it.
func (r *Room) LookBehind(ctx context.Context, organisation id.ID) error {
	if round, err := db.Value[int64](ctx, r.Journal.DB, listRound); err != nil || round == 0 {
		return err
	}
	people, err := db.All(ctx, r.Journal.DB, behind, db.ScanValue[id.ID], organisation)
	if err != nil {
		return err
	}
	var all []Party
	company, err := db.Exists(ctx, r.Journal.DB, isCompany, organisation)
	if err != nil {
		return err
	}
	if company {
		all = append(all, Party{Kind: Company, ID: organisation, Organisation: organisation})
	}
	owned, err := db.All(ctx, r.Journal.DB, ownersOf, scanOwner, organisation)
	if err != nil {
		return err
	}
	all = append(all, owned...)
	for _, p := range people {
		all = append(all, Party{Kind: Person, ID: p})
	}
	return r.Look(ctx, all...)
}

var isCompany = db.Read("sanctions.is_company", `SELECT 1 FROM account_organisation WHERE id = $1 AND kind = 'company'`)
