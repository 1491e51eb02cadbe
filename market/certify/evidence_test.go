package certify_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"guildhall/base/badge"
	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/certify"
	"guildhall/market/expert"
	"guildhall/test/badges"
)

// keepMailbox has somebody have proved a further address.
func keepMailbox(person id.ID, address string) func(context.Context, *db.Tx) error {
	return func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, mailboxKept, person, address, int64(clock.Wall()))
		return err
	}
}

var (
	mailboxKept = db.Keep("account.test.mailbox", `INSERT INTO account_mailbox (person_id, email, confirmed_at) VALUES ($1, $2, $3)`)
	sealedRows  = db.Read("certify.test.sealed", `SELECT COALESCE(file_sealed, source_sealed) FROM certify_proof WHERE id = $1`)
	marksLeft   = db.Read("certify.test.marks", `SELECT COUNT(*) FROM certify_recipient WHERE person_id = $1 AND mark IS NOT NULL`)
)

func (s *stage) evidence(who policy.Actor) id.ID {
	s.t.Helper()
	proof, err := s.room.ShowEvidence(s.t.Context(), who, certify.EvidenceInput{Code: "aws-saa", ValidUntil: s.now().AddDate(1, 0, 0).Format(time.DateOnly),
		Words: "Number 1234.", Name: "certificate.pdf", Bytes: []byte("%PDF-1.4\nA certificate.")})
	want(s.t, err, "")
	return proof
}

func TestEvidenceIsDecidedAtTheDeskAndSaidToBeCheckedByHand(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ctx := t.Context()
		ben, _ := s.person("Ben")
		for field, in := range map[string]certify.EvidenceInput{
			"file":        {Code: "aws-saa", ValidUntil: "2099-01-01", Name: "run.html", Bytes: []byte("<html><script>1</script>")},
			"code":        {Code: "other", ValidUntil: "2099-01-01", Name: "a.pdf", Bytes: []byte("%PDF-1.4")},
			"valid_until": {Code: "aws-saa", ValidUntil: "2001-01-01", Name: "a.pdf", Bytes: []byte("%PDF-1.4")},
		} {
			_, err := s.room.ShowEvidence(ctx, ben, in)
			wantField(t, err, field, map[string]string{"file": "certify_evidence", "code": "certify_kind", "valid_until": "date_past"}[field])
		}
		proof := s.evidence(ben)
		if n, _ := certify.Waiting(ctx, s.DB); n != 1 {
			t.Errorf("%d wait", n)
		}
		// It is kept sealed, and given to its owner and the desk alone.
		if raw, _ := db.Value[[]byte](ctx, s.DB, sealedRows, proof); bytes.Contains(raw, []byte("certificate")) {
			t.Error("the file lies open")
		}
		dai, _ := s.person("Dai")
		_, _, err := s.room.File(ctx, dai, proof)
		want(t, err, "certification_proof.missing")
		for _, who := range []policy.Actor{ben, s.chie} {
			if _, raw, err := s.room.File(ctx, who, proof); err != nil || string(raw) != "%PDF-1.4\nA certificate." {
				t.Errorf("%q, %v", raw, err)
			}
		}
		want(t, s.room.Accept(ctx, ben, certify.JudgeInput{Proof: proof, Reason: "Mine."}), "certification.desk_only")
		wantField(t, s.room.Accept(ctx, s.chie, certify.JudgeInput{Proof: proof}), "reason", "required")
		wantField(t, s.room.Accept(ctx, s.chie, certify.JudgeInput{Proof: proof, Code: "nothing", Reason: "Seen."}), "code", "certify_kind")
		want(t, s.room.Accept(ctx, s.chie, certify.JudgeInput{Proof: proof, Reason: "Looked up with the issuer."}), "")
		want(t, s.room.Accept(ctx, s.chie, certify.JudgeInput{Proof: proof, Reason: "Looked up with the issuer."}), "certification_proof.moved_already")
		p := s.find(proof)
		c, err := expert.FindCertification(ctx, s.DB, p.Certification)
		if want(t, err, ""); p.State != certify.Linked || c.How != expert.ByHand || c.Code != "aws-saa" || c.Level != "associate" {
			t.Errorf("%+v %+v", p, c)
		}
		other := s.evidence(ben)
		want(t, s.room.TurnDown(ctx, s.chie, certify.JudgeInput{Proof: other, Reason: "It cannot be read."}), "")
		if p := s.find(other); p.State != certify.Refused || p.Reason != "It cannot be read." {
			t.Errorf("%+v", p)
		}
		third := s.evidence(ben)
		want(t, s.room.Withdraw(ctx, dai, third), "certification_proof.missing")
		want(t, s.room.Withdraw(ctx, ben, third), "")
	})
}

func TestHandingInIsBounded(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ctx := t.Context()
		ben, _ := s.person("Ben")
		for want, in := range map[string]certify.LinkInput{
			"certify_nothing": {},
			"certify_both":    {Address: "https://badges.example/1", Bytes: []byte("{}")},
			"certify_large":   {Name: "b", Bytes: make([]byte, badge.MaxBytes+1)},
			"certify_address": {Address: "http://169.254.169.254/latest/meta-data/"},
		} {
			_, err := s.room.Link(ctx, ben, in)
			wantField(t, err, map[bool]string{true: "file", false: "address"}[want == "certify_large"], want)
		}
		nobody := s.Person("Nobody")
		_, err := s.room.Link(ctx, nobody, certify.LinkInput{Address: "https://badges.example/1"})
		want(t, err, "certification_proof.no_profile")
		for range 10 {
			_, err := s.room.Link(ctx, ben, certify.LinkInput{Address: "https://badges.example/1"})
			want(t, err, "")
		}
		_, err = s.room.Link(ctx, ben, certify.LinkInput{Address: "https://badges.example/1"})
		want(t, err, "certification_proof.too_many")
		s.room.LinksPerHour = 2
		dai, _ := s.person("Dai")
		for _, code := range []string{"", "", "limit.reached"} {
			_, err := s.room.Link(ctx, dai, certify.LinkInput{Address: "https://badges.example/1"})
			want(t, err, code)
		}
	})
}

func TestTheCatalogueIsTheDesksToChange(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ctx := t.Context()
		list, err := certify.OpenKinds(ctx, s.DB)
		if want(t, err, ""); len(list) < 13 {
			t.Errorf("%d certifications are shipped", len(list))
		}
		_, err = s.room.SaveIssuer(ctx, s.Person("Ben"), certify.IssuerInput{})
		want(t, err, "certification.desk_only")
		_, err = s.room.SaveIssuer(ctx, s.chie, certify.IssuerInput{Code: "A b", Name: "", Contact: "javascript:1", IDs: "ftp://x", Reason: ""})
		for field, code := range map[string]string{"code": "certify_code", "name": "required", "contact": "certify_contact", "ids": "certify_ids", "reason": "required"} {
			wantField(t, err, field, code)
		}
		_, err = s.room.SaveKind(ctx, s.chie, certify.KindInput{Code: "x", Issuer: "nobody", Name: "Some name", Level: "wizard", Months: -1, Reason: "Seen."})
		for field, code := range map[string]string{"code": "certify_code", "issuer": "certify_issuer", "level": "certify_level", "months": "certify_months"} {
			wantField(t, err, field, code)
		}
		// A shipped one that nobody changed can be retired and opened again.
		_, err = s.room.RetireKind(ctx, s.chie, "aws-dva", "We do not ask for it.")
		want(t, err, "")
		_, err = s.room.RetireKind(ctx, s.chie, "aws-dva", "We do not ask for it.")
		want(t, err, "certification_kind.moved_already")
		left, _ := certify.OpenKinds(ctx, s.DB)
		if len(left) != len(list)-1 {
			t.Errorf("%d of %d are left", len(left), len(list))
		}
		_, err = s.room.ReopenKind(ctx, s.chie, "aws-dva", "We do after all.")
		want(t, err, "")
		_, err = s.room.RetireKind(ctx, s.chie, "unheard-of", "Never heard of it.")
		want(t, err, "certification_kind.missing")
		_, err = s.room.RetireIssuer(ctx, s.chie, "unheard-of", "Never heard of it.")
		want(t, err, "certification_issuer.missing")
	})
}

func TestWhoLeavesTakesFilesAndRecipientsWithThem(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ctx := t.Context()
		ben, email := s.person("Ben")
		s.link(ben, certify.LinkInput{Name: "b", Bytes: s.token(email, solutions)})
		open := s.evidence(ben)
		ring := seal.New()
		if n, err := s.room.Reseal(ctx, s.room.Keys); n != 0 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		if _, err := s.room.Reseal(ctx, ring); err == nil {
			t.Error("a stranger's ring opens it")
		}
		data, err := certify.Export(ctx, s.DB, ben.Person)
		if want(t, err, ""); len(data.([]map[string]any)) != 2 {
			t.Errorf("%+v", data)
		}
		want(t, s.Journal.Change(ctx, policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) error { return s.room.Erase(ctx, tx, ben.Person) }), "")
		if p := s.find(open); p.State != certify.Withdrawn || p.FileName != "" || p.HasFile() {
			t.Errorf("%+v", p)
		}
		if n, _ := db.Value[int64](ctx, s.DB, marksLeft, ben.Person); n != 0 {
			t.Error("the recipient is still held")
		}
		dai, _ := s.person("Dai")
		want(t, s.Journal.Keep(ctx, keepMailbox(dai.Person, email)), "")
		if p := s.link(dai, certify.LinkInput{Name: "b", Bytes: s.token(email, solutions)}); p.State != certify.Linked {
			t.Errorf("%+v", p)
		}
	})
}

func TestItsOwnerIsToldThreeTimesBeforeItEnds(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben, email := s.person("Ben")
		raw := s.issuer.Token(badges.Badge{Email: email, Achievement: solutions, Name: "x", From: s.now().AddDate(-1, 0, 0), Until: s.now().Add(100 * 24 * time.Hour)})
		p := s.link(ben, certify.LinkInput{Name: "b", Bytes: raw})
		told := expert.Reminders{Room: s.Experts}
		var days []int
		for at := range 100 {
			due, err := told.NextDue(t.Context())
			want(t, err, "")
			if now := clock.Of(s.now()); due != 0 && due <= now {
				want(t, told.RunDue(t.Context(), now), "")
				days = append(days, 100-at)
			}
			s.advance(24 * time.Hour)
		}
		if len(days) != 3 || days[0] != 90 || days[1] != 30 || days[2] != 7 {
			t.Errorf("told %v days before", days)
		}
		s.advance(time.Hour)
		want(t, s.Experts.Lapse(t.Context(), policy.As(policy.Clock, "sweep"), p.Certification), "")
	})
}
