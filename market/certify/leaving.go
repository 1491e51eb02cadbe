package certify

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

var (
	proofBlank = db.Write("certify.proof.blank", `UPDATE certify_proof SET words = '', words_lang = '', file_name = '', reason = '', bytes = 0, checks = '',
		issuer_name = '', achievement_name = '', source_sealed = NULL, file_sealed = NULL, kept_sealed = NULL, erased_at = $2 WHERE person_id = $1`)
	proofsUndecided = db.Read("certify.proof.undecided", `SELECT id FROM certify_proof WHERE person_id = $1 AND state IN ('pending', 'unanswered', 'shown') ORDER BY id`)
	keptFind        = db.Read("certify.proof.kept_of", `SELECT id, kept_sealed FROM certify_proof WHERE certification_id = $1 AND kept_sealed IS NOT NULL
		ORDER BY state_since DESC, id DESC LIMIT 1`)
	sealedAll = db.Read("certify.proof.sealed", `SELECT id, source_sealed, file_sealed, kept_sealed FROM certify_proof WHERE id > $1 AND erased_at IS NULL
		ORDER BY id LIMIT 20`)
	sealedAgain = db.Write("certify.proof.reseal", `UPDATE certify_proof SET source_sealed = $2, file_sealed = $3, kept_sealed = $4 WHERE id = $1`)
)

type sealedColumn struct {
	proof  id.ID
	sealed []byte
}

// Erase blanks what a leaving person handed in, and lets go of their recipients:
// somebody who proves the same address later can link again.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	list, err := db.All(ctx, tx, proofsUndecided, db.ScanValue[id.ID], person)
	if err != nil {
		return err
	}
	for _, proof := range list {
		p, err := oneProof(ctx, tx, proofGuard, proof)
		if err != nil {
			return err
		}
		if err := r.move(ctx, tx, p, "withdraw", flow.Expert, 0); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, proofBlank, person, int64(tx.Now)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, recipientBlank, person, int64(tx.Now))
	return err
}

// Export gives what this room holds about a person, for "download my data".
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	list, err := Of(ctx, r, person)
	out := []map[string]any{}
	for _, p := range list {
		out = append(out, map[string]any{"id": ProofID.Text(p.ID), "state": p.State, "kind": p.Kind, "certification": p.Code, "file": p.FileName,
			"words": p.Words, "reason": p.Reason, "steps": p.Steps, "issuer": p.Issuer, "achievement": p.Achievement, "made_at": p.MadeAt.Time()})
	}
	return out, err
}

// Reseal seals again what an older key sealed, and tells how many proofs those were.
func (r *Room) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	type row struct {
		id   id.ID
		cols [3][]byte
	}
	did := 0
	var after id.ID
	for {
		page, err := db.All(ctx, r.Journal.DB, sealedAll, func(s db.Scanner) (row, error) {
			var one row
			err := s.Scan(&one.id, &one.cols[0], &one.cols[1], &one.cols[2])
			return one, err
		}, after[:])
		if err != nil || len(page) == 0 {
			return did, err
		}
		for _, one := range page {
			after = one.id
			stale := false
			for i, what := range []string{"source", "file", "kept"} {
				if len(one.cols[i]) == 0 {
					continue
				}
				sealed, changed, err := ring.Reseal(one.cols[i], sealContext(what, one.id))
				if err != nil {
					return did, err
				}
				one.cols[i], stale = sealed, stale || changed
			}
			if !stale {
				continue
			}
			err := r.Journal.Change(ctx, policy.As(policy.System, "keys.rotate"), func(ctx context.Context, tx *journal.Tx) error {
				if _, err := tx.Exec(ctx, sealedAgain, one.id, one.cols[0], one.cols[1], one.cols[2]); err != nil {
					return err
				}
				return tx.Record(ctx, journal.Event{Name: "certification_proof.reseal", Subject: one.id})
			})
			if err != nil {
				return did, err
			}
			did++
		}
	}
}
