package certify

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/keys"
)

var (
	proofBlank = db.Write("certify.proof.blank", `UPDATE certify_proof SET words = '', words_lang = '', file_name = '', reason = '', bytes = 0, checks = '',
		issuer_name = '', achievement_name = '', source_sealed = NULL, file_sealed = NULL, kept_sealed = NULL, erased_at = $2 WHERE person_id = $1`)
	proofsUndecided = db.Read("certify.proof.undecided", `SELECT id FROM certify_proof WHERE person_id = $1 AND state IN ('pending', 'unanswered', 'shown') ORDER BY id`)
	keptFind        = db.Read("certify.proof.kept_of", `SELECT id, kept_sealed FROM certify_proof WHERE certification_id = $1 AND kept_sealed IS NOT NULL
		ORDER BY state_since DESC, id DESC LIMIT 1`)
)

// sealedColumns are what is kept of a proof, by what it is sealed as.
var sealedColumns = map[string]keys.Column{
	"source": {Read: db.Read("certify.proof.sealed_source", `SELECT id, source_sealed FROM certify_proof WHERE id > $1 AND source_sealed IS NOT NULL ORDER BY id LIMIT 20`),
		Write: db.Write("certify.proof.reseal_source", `UPDATE certify_proof SET source_sealed = $2 WHERE id = $1 AND source_sealed = $3`)},
	"file": {Read: db.Read("certify.proof.sealed_file", `SELECT id, file_sealed FROM certify_proof WHERE id > $1 AND file_sealed IS NOT NULL ORDER BY id LIMIT 20`),
		Write: db.Write("certify.proof.reseal_file", `UPDATE certify_proof SET file_sealed = $2 WHERE id = $1 AND file_sealed = $3`)},
	"kept": {Read: db.Read("certify.proof.sealed_kept", `SELECT id, kept_sealed FROM certify_proof WHERE id > $1 AND kept_sealed IS NOT NULL ORDER BY id LIMIT 20`),
		Write: db.Write("certify.proof.reseal_kept", `UPDATE certify_proof SET kept_sealed = $2 WHERE id = $1 AND kept_sealed = $3`)},
}

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

// Reseal seals again what an older key sealed, and tells how many values those were.
func (r *Room) Reseal(ctx context.Context, ring *seal.Keyring) (did int, err error) {
	for what, column := range sealedColumns {
		column.Journal, column.Event = r.Journal, "certification_proof.reseal"
		column.Context = func(proof id.ID) string { return sealContext(what, proof) }
		n, err := column.Reseal(ctx, ring)
		if did += n; err != nil {
			return did, err
		}
	}
	return did, nil
}
