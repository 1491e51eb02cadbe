package naughty_test

import (
	"context"
	"encoding/base64"
	"fmt"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/market/certify"
	"guildhall/market/expert"
	"guildhall/test/badges"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

// mailbox has somebody have proved a further address.
var mailbox = db.Keep("account.naughty.mailbox", `INSERT INTO account_mailbox (person_id, email, confirmed_at) VALUES ($1, $2, $3)`)

// expert is somebody new with a profile.
func (s *stage) expert() *world.Browser {
	s.Helper()
	who := s.join()
	s.call(who, "POST", "/me/expert", fields{"name": "Dai"})
	return who
}

func evidence() fields {
	return fields{"code": "aws-saa", "valid_until": "2099-12-31", "name": "certificate.pdf", "file": base64.StdEncoding.EncodeToString([]byte("%PDF-1.4\n"))}
}

// held is a certification of Ben's.
func (s *stage) held() string {
	s.Helper()
	p, err := expert.FindByPerson(s.Context(), s.w.House.DB, s.s.Ben.Person)
	if err != nil {
		s.Fatal(err)
	}
	list, err := expert.ValidCertifications(s.Context(), s.w.House.DB, p.ID)
	if err != nil || len(list) == 0 {
		s.Fatal(err, list)
	}
	return expert.CertificationID.Text(list[0].ID)
}

// shown is evidence that waits for the desk.
func (s *stage) shown() string {
	s.Helper()
	return s.call(s.expert(), "POST", "/me/certifications/evidence", evidence()).ID
}

func issuer(id string) fields {
	return fields{"name": "Cloud Certificates", "contact": "help@badges.example", "ids": id, "reason": "Read from a badge."}
}

func kind(issuer, achievement string) fields {
	return fields{"issuer": issuer, "name": "Solutions Architect", "level": "associate", "valid_months": 36, "achievements": achievement, "reason": "Read from a badge."}
}

// entry is a new entry of the catalogue, to be moved.
func (s *stage) entry(save, move string) call {
	s.Helper()
	c := calls0[save](s)
	s.call(c.who, "PUT", c.path, c.body)
	reason := fields{"reason": "Seen."}
	if move == "reopen" {
		s.call(c.who, "POST", c.path+"/retire", reason)
	}
	return call{s.chie, c.path + "/" + move, reason}
}

// taken is a badge whose recipient somebody else has proved before.
func (s *stage) taken() string {
	s.Helper()
	const achievement = "https://badges.example/taken"
	who := badges.New("naughty")
	s.call(s.chie, "PUT", "/desk/certifications/issuers/taken", issuer(who.DID))
	s.call(s.chie, "PUT", "/desk/certifications/kinds/taken", kind("taken", achievement))
	first, second := s.expert(), s.expert()
	address := fmt.Sprintf("shared-%d@example.org", s.next())
	for _, one := range []*world.Browser{first, second} {
		err := s.w.House.Journal.Keep(s.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, mailbox, one.Person, address, int64(clock.Wall()))
			return err
		})
		if err != nil {
			s.Fatal(err)
		}
	}
	token := who.Token(badges.Badge{Email: address, Achievement: achievement, Name: "x", From: dbtest.Monday.AddDate(0, -1, 0), Until: dbtest.Monday.AddDate(1, 0, 0)})
	body := fields{"name": "badge.jwt", "file": base64.StdEncoding.EncodeToString(token)}
	last := ""
	for _, one := range []*world.Browser{first, second} {
		last = s.call(one, "POST", "/me/certifications", body).ID
		proof, _ := certify.ProofID.Parse(last)
		s.w.Until(s.T, "the verdict", func() bool {
			p, err := certify.Find(s.Context(), s.w.House.DB, proof)
			return err == nil && p.State != certify.Pending
		})
	}
	return last
}
