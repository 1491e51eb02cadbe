package certify

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"guildhall/base/badge"
	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/market/expert"
)

// ProofID is how a proof is written outside.
const ProofID id.Prefix = "cpr"

// The kinds of proof.
const (
	ByBadge    = "badge"
	ByEvidence = "evidence"
)

// Deps is what the room needs to be built.
type Deps struct {
	Journal *journal.Journal
	Jobs    *job.Jobs
	Experts *expert.Room
	Keys    *seal.Keyring
	// Fetch answers addresses. The house's calls no private machine (base/guard).
	Fetch badge.Fetcher
}

// Room gives the commands of this package.
type Room struct {
	Deps
	// LinksPerHour is how many proofs one person may hand in; 0 means as many as they
	// can. Each badge asks a stranger's machine.
	LinksPerHour int
}

// New builds the room and registers its workers.
func New(deps Deps) *Room {
	r := &Room{Deps: deps, LinksPerHour: 20}
	job.Register(deps.Jobs, func(ctx context.Context, args verifyArgs) error { return r.Verify(ctx, args.Proof) })
	job.Register(deps.Jobs, func(ctx context.Context, args askArgs) error { return r.AskOne(ctx, args.Certification) })
	return r
}

// Step is one step of the verification: of the badge (badge.Names), or whether it is
// in the catalogue ("catalogue") and whose recipient it is ("person").
type Step struct {
	Name   string       `json:"name"`
	Result badge.Result `json:"result"`
	Code   string       `json:"code"`
	Again  bool         `json:"again,omitempty"`
}

// Key is where text/ has the words of a step's finding.
func (s Step) Key() string {
	if slices.Contains(Codes, s.Code) {
		return "certification_proof.step." + s.Code
	}
	return "badge." + s.Code
}

// Codes are what this room finds out beside base/badge.
var Codes = []string{
	"catalogue.ok", "catalogue.no_badge", "catalogue.unknown", "catalogue.retired", "catalogue.over",
	"person.ok", "person.taken",
}

// Proof is what a person handed in.
type Proof struct {
	ID            id.ID
	State         flow.State
	Since         clock.Micros
	Deadline      clock.Micros // when it is tried again
	Kind          string
	Person        id.ID
	Profile       id.ID
	Code          string // of the catalogue; "" for a badge that is none of it
	ValidUntil    string // of evidence, as the person said
	Words         string
	WordsLang     string
	FileName      string // "" for an address
	MediaType     string
	Bytes         int64
	Steps         []Step
	Issuer        string // its name as signed; "" unless the proof holds
	Achievement   string
	Tries         int64
	Reason        string // of the desk
	Judge         id.ID
	Certification id.ID
	Recipient     id.ID
	MadeAt        clock.Micros
}

// Failed are the steps that failed.
func (p Proof) Failed() []Step {
	return slices.DeleteFunc(slices.Clone(p.Steps), func(s Step) bool { return s.Result != badge.Fail })
}

// Taken tells that another person has proved the same recipient before.
func (p Proof) Taken() bool {
	return p.State == Refused && slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Code == "person.taken" })
}

// HasFile tells that there is something to download.
func (p Proof) HasFile() bool { return p.Bytes > 0 }

const proofColumns = `id, state, state_since, deadline, kind, person_id, profile_id, code, valid_until, words, words_lang, file_name, media_type,
	bytes, checks, issuer_name, achievement_name, tries, reason, judge_id, certification_id, recipient_id, made_at`

func scanProof(row db.Scanner) (Proof, error) {
	var p Proof
	var steps string
	err := row.Scan(&p.ID, &p.State, &p.Since, &p.Deadline, &p.Kind, &p.Person, &p.Profile, &p.Code, &p.ValidUntil, &p.Words, &p.WordsLang,
		&p.FileName, &p.MediaType, &p.Bytes, &steps, &p.Issuer, &p.Achievement, &p.Tries, &p.Reason, &p.Judge, &p.Certification, &p.Recipient, &p.MadeAt)
	if err == nil && steps != "" {
		err = json.Unmarshal([]byte(steps), &p.Steps)
	}
	return p, err
}

var (
	proofFind  = db.Read("certify.proof.find", `SELECT `+proofColumns+` FROM certify_proof WHERE id = $1`)
	proofsBy   = db.Read("certify.proof.by_person", `SELECT `+proofColumns+` FROM certify_proof WHERE person_id = $1 ORDER BY id DESC LIMIT 50`)
	proofsDesk = db.Read("certify.proof.desk", `SELECT `+proofColumns+` FROM certify_proof WHERE (state = $1 OR $1 = '') AND id > $2 ORDER BY id LIMIT $3`)
	proofsLast = db.Read("certify.proof.desk_newest", `SELECT `+proofColumns+` FROM certify_proof WHERE (state = $1 OR $1 = '') AND id < $2 ORDER BY id DESC LIMIT $3`)
	proofWaits = db.Read("certify.proof.waiting", `SELECT COUNT(*) FROM certify_proof WHERE state = 'shown'`)
	proofOpen  = db.Read("certify.proof.open", `SELECT COUNT(*) FROM certify_proof WHERE person_id = $1 AND state IN ('pending', 'unanswered', 'shown')`)
	proofGuard = db.Write("certify.proof.guard", `UPDATE certify_proof SET version = version + 1 WHERE id = $1 RETURNING `+proofColumns)

	proofInsert = db.Write("certify.proof.insert", `INSERT INTO certify_proof (id, state, state_since, deadline, version, kind, person_id, profile_id,
		code, valid_until, words, words_lang, file_name, media_type, bytes, source_sealed, file_sealed, checks, issuer_name, achievement_name,
		tries, reason, made_at) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, '', '', '', 0, '', $3)`)
	proofFound = db.Write("certify.proof.found", `UPDATE certify_proof SET code = $2, checks = $3, issuer_name = $4, achievement_name = $5, tries = $6,
		certification_id = $7, recipient_id = $8, kept_sealed = $9 WHERE id = $1`)
	proofJudged = db.Write("certify.proof.judged", `UPDATE certify_proof SET judge_id = $2, reason = $3, certification_id = $4, code = $5, valid_until = $6 WHERE id = $1`)

	proofSource = db.Read("certify.proof.source", `SELECT source_sealed FROM certify_proof WHERE id = $1`)
	proofFile   = db.Read("certify.proof.file", `SELECT file_sealed FROM certify_proof WHERE id = $1`)
)

// Find gives a proof, or Missing. Whoever calls it asks whether the reader may see it.
func Find(ctx context.Context, r db.Reader, proof id.ID) (Proof, error) {
	return oneProof(ctx, r, proofFind, proof)
}

func oneProof(ctx context.Context, r db.Reader, q *db.Query, proof id.ID) (Proof, error) {
	p, err := db.One(ctx, r, q, scanProof, proof)
	if errors.Is(err, db.ErrNone) {
		return p, fault.Missing("certification_proof.missing")
	}
	return p, err
}

// Mine gives one's own proof, or Missing.
func Mine(ctx context.Context, r db.Reader, person, proof id.ID) (Proof, error) {
	p, err := Find(ctx, r, proof)
	if err == nil && (p.Person != person || person.IsNone()) {
		return Proof{}, fault.Missing("certification_proof.missing")
	}
	return p, err
}

// Of lists what a person handed in, newest first, 50 at most.
func Of(ctx context.Context, r db.Reader, person id.ID) ([]Proof, error) {
	return db.All(ctx, r, proofsBy, scanProof, person)
}

// ForDesk lists proofs in a state, "" for all: what waits (Shown) oldest first, else
// newest first, behind one of them; one more than limit tells that there are more.
func ForDesk(ctx context.Context, r db.Reader, state flow.State, after id.ID, limit int) ([]Proof, error) {
	if state == Shown {
		return db.All(ctx, r, proofsDesk, scanProof, string(state), after[:], limit+1)
	}
	if after.IsNone() {
		for i := range after {
			after[i] = 0xff
		}
	}
	return db.All(ctx, r, proofsLast, scanProof, string(state), after[:], limit+1)
}

// Waiting counts the evidence that waits for the desk.
func Waiting(ctx context.Context, r db.Reader) (int64, error) {
	return db.Value[int64](ctx, r, proofWaits)
}

// source is how the badge came.
type source struct {
	Address string `json:"address,omitempty"`
	Email   string `json:"email,omitempty"` // as the badge writes it, where that differs in capitals
}

// keptBadge is what a badge is asked again by.
type keptBadge struct {
	Address  string `json:"address,omitempty"`
	Document string `json:"document,omitempty"`
	Email    string `json:"email"`
}

func sealContext(what string, proof id.ID) string {
	return "certify.proof." + what + ":" + proof.String()
}

func (r *Room) sealJSON(what string, proof id.ID, v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return r.Keys.Seal(raw, sealContext(what, proof)), nil
}

func (r *Room) openJSON(what string, proof id.ID, sealed []byte, into any) error {
	if len(sealed) == 0 {
		return nil
	}
	raw, err := r.Keys.Open(sealed, sealContext(what, proof))
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

func encode(steps []Step) string {
	var b strings.Builder
	_ = json.NewEncoder(&b).Encode(steps) // strings and bools
	return b.String()
}
