package certify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// RecipientID is how a recipient is written outside.
const RecipientID id.Prefix = "crc"

// Recipient is one address at one issuer. The address itself is not kept.
type Recipient struct {
	ID      id.ID
	Issuer  string
	Person  id.ID
	MovedAt clock.Micros
	MadeAt  clock.Micros
}

const recipientColumns = `id, issuer, person_id, moved_at, made_at`

func scanRecipient(row db.Scanner) (Recipient, error) {
	var c Recipient
	err := row.Scan(&c.ID, &c.Issuer, &c.Person, &c.MovedAt, &c.MadeAt)
	return c, err
}

var (
	recipientInsert = db.Write("certify.recipient.insert", `INSERT INTO certify_recipient (id, issuer, mark, person_id, made_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (issuer, mark) DO NOTHING`)
	recipientFind  = db.Read("certify.recipient.find", `SELECT `+recipientColumns+` FROM certify_recipient WHERE issuer = $1 AND mark = $2`)
	recipientByID  = db.Read("certify.recipient.by_id", `SELECT `+recipientColumns+` FROM certify_recipient WHERE id = $1`)
	recipientMove  = db.Write("certify.recipient.move", `UPDATE certify_recipient SET person_id = $2, moved_at = $3 WHERE id = $1 AND erased_at IS NULL RETURNING `+recipientColumns)
	recipientBlank = db.Write("certify.recipient.blank", `UPDATE certify_recipient SET mark = NULL, erased_at = $2 WHERE person_id = $1 AND erased_at IS NULL`)
	recipientHolds = db.Read("certify.recipient.holds", `SELECT DISTINCT p.certification_id FROM certify_proof p JOIN expert_certification c ON c.id = p.certification_id
		WHERE p.recipient_id = $1 AND p.person_id = $2 AND c.state = 'valid'`)
)

// mark hides an address. It is a plain hash and blanked like an address.
func mark(issuer, email string) string {
	sum := sha256.Sum256([]byte("recipient\n" + issuer + "\n" + strings.ToLower(email)))
	return hex.EncodeToString(sum[:])
}

// claim gives a recipient to the first person who proves it, for good, and tells whose
// it is. Of two at once the unique pair of issuer and mark lets one through.
func claim(ctx context.Context, tx *journal.Tx, issuer, email string, person id.ID) (recipient, owner id.ID, err error) {
	hidden := mark(issuer, email)
	if _, err := tx.Exec(ctx, recipientInsert, id.New(), issuer, hidden, person, int64(tx.Now)); err != nil {
		return id.None, id.None, err
	}
	c, err := db.One(ctx, tx, recipientFind, scanRecipient, issuer, hidden)
	return c.ID, c.Person, err
}

// FindRecipient gives a recipient.
func FindRecipient(ctx context.Context, r db.Reader, recipient id.ID) (Recipient, error) {
	return db.One(ctx, r, recipientByID, scanRecipient, recipient)
}

// HandOver moves the recipient of a refused proof to the person who handed it in: what
// the other one linked by it ends, and the badge is verified anew. Only the desk does
// it, with a reason that both can be told.
func (r *Room) HandOver(ctx context.Context, who policy.Actor, proof id.ID, reason string) error {
	_, err := journal.Do(ctx, r.Journal, who, "certification_proof.hand_over", []string{proof.String(), reason}, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		reason, err := mayMove(who, reason)
		if err != nil {
			return id.None, err
		}
		p, err := oneProof(ctx, tx, proofGuard, proof)
		if err != nil {
			return id.None, err
		}
		if !p.Taken() {
			return id.None, fault.Conflict("certification_proof.moved_already")
		}
		before, err := FindRecipient(ctx, tx, p.Recipient)
		if err != nil {
			return id.None, err
		}
		if _, err := db.One(ctx, tx, recipientMove, scanRecipient, p.Recipient, p.Person, int64(tx.Now)); err != nil {
			return id.None, err
		}
		if before.Person != p.Person {
			held, err := db.All(ctx, tx, recipientHolds, db.ScanValue[id.ID], p.Recipient, before.Person)
			if err != nil {
				return id.None, err
			}
			for _, c := range held {
				if err := r.Experts.Withdraw(ctx, tx, c, reason); err != nil {
					return id.None, err
				}
			}
		}
		err = tx.Record(ctx, journal.Event{Name: "certification_recipient.move", Subject: p.Recipient,
			Data: map[string]any{"from": before.Person.String(), "to": p.Person.String()}})
		if err != nil {
			return id.None, err
		}
		if err := r.move(ctx, tx, p, "hand_over", flow.Operator, 0); err != nil {
			return id.None, err
		}
		if _, err := tx.Exec(ctx, proofJudged, p.ID, who.Person, reason, nil, p.Code, p.ValidUntil); err != nil {
			return id.None, err
		}
		return p.ID, r.Jobs.Insert(ctx, tx, verifyArgs{p.ID})
	})
	return err
}
