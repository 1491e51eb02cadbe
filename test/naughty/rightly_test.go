package naughty_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/test/cast"
	"guildhall/test/world"
)

// deed is a call, of which the body may be a file.
type deed struct {
	call
	raw string
	of  *world.Browser // whose circumstances matter, where it is not the caller
}

func empty(who *world.Browser, path string) deed { return deed{call: call{who: who, path: path}} }

// rightly says how the operations are called that take no body of fields.
var rightly = map[string]func(s *stage) deed{
	"hideAvailableRequest": func(s *stage) deed { return empty(s.ben, "/available-requests/"+s.post()+"/hide") },
	"showAvailableRequest": func(s *stage) deed {
		q := s.post()
		s.call(s.ben, "POST", "/available-requests/"+q+"/hide", nil)
		return empty(s.ben, "/available-requests/"+q+"/show")
	},
	"uploadAttachment": func(s *stage) deed {
		return deed{call: call{who: s.ben, path: "/conversations/" + s.talk + "/attachments?name=plan.txt"}, raw: "step one"}
	},
	"uploadAttachmentAhead": func(s *stage) deed {
		return deed{call: call{who: s.ben, path: "/attachments?name=plan.txt"}, raw: "step one"}
	},
	"deleteAttachment": func(s *stage) deed { return empty(s.ben, "/attachments/"+s.attach()) },
	"getChatToken":     func(s *stage) deed { return empty(s.ben, "/chat/token") },
	"archiveConversation": func(s *stage) deed {
		s.try(s.aiko, "/conversations/"+s.talk+"/unarchive")
		return empty(s.aiko, "/conversations/"+s.talk+"/archive")
	},
	"unarchiveConversation": func(s *stage) deed {
		s.try(s.aiko, "/conversations/"+s.talk+"/archive")
		return empty(s.aiko, "/conversations/"+s.talk+"/unarchive")
	},
	"joinConversation":    func(s *stage) deed { return empty(s.newcomer(), "/conversations/"+s.companyTalk+"/join") },
	"markChatMessageRead": func(s *stage) deed { return empty(s.aiko, "/messages/"+s.message()+"/read") },
	"setCompanyLogo": func(s *stage) deed {
		return deed{call: call{who: s.kumo, path: "/company/logo"}, raw: string(cast.Specimen())}
	},
	"setExpertPicture": func(s *stage) deed {
		return deed{call: call{who: s.ben, path: "/me/expert/picture"}, raw: string(cast.Specimen())}
	},
	"setMyPicture": func(s *stage) deed {
		return deed{call: call{who: s.aiko, path: "/me/picture"}, raw: string(cast.Specimen())}
	},
	"removeMyPicture": func(s *stage) deed { return empty(s.aiko, "/me/picture") },
	"uploadSellerPaper": func(s *stage) deed {
		who, _ := s.seller("started")
		return deed{call: call{who: who, path: "/seller/checks/identity/papers?name=front.png"}, raw: string(cast.Specimen())}
	},
	"enableCompanyPublicProfile": func(s *stage) deed {
		s.described()
		s.try(s.kumo, "/company/hide")
		return empty(s.kumo, "/company/show")
	},
	"disableCompanyPublicProfile": func(s *stage) deed {
		s.described()
		s.try(s.kumo, "/company/show")
		return empty(s.kumo, "/company/hide")
	},
	"enableIndividualPublicProfile":  func(s *stage) deed { s.try(s.ben, "/me/expert/hide"); return empty(s.ben, "/me/expert/show") },
	"disableIndividualPublicProfile": func(s *stage) deed { s.try(s.ben, "/me/expert/show"); return empty(s.ben, "/me/expert/hide") },
	"closeCountry": func(s *stage) deed {
		s.try(s.chie, "/desk/countries/NZ/open")
		return empty(s.chie, "/desk/countries/NZ/close")
	},
	"openCountry":   func(s *stage) deed { return empty(s.chie, "/desk/countries/"+s.shut()+"/open") },
	"grantNetTerms": func(s *stage) deed { c := s.terms("grant"); return deed{call: call{c.who, c.path, nil}} },
	"stopFactorReset": func(s *stage) deed {
		c := calls["resetFactors"](s)
		return deed{call: call{s.chie, "/desk/factor-resets/" + s.call(c.who, "POST", c.path, c.body).ID + "/stop", nil}}
	},
	"loadInvoiceIssuers": func(s *stage) deed {
		return deed{call: call{who: s.chie, path: "/desk/tax-issuers"}, raw: `1,"T5180301018702",01,0,2,1,1,2023-10-01,2023-10-01,,,"東京都",,,,,,,"国税庁",,,,,` + "\n"}
	},
	"loadSanctionsList": func(s *stage) deed {
		return deed{call: call{who: s.chie, path: fmt.Sprintf("/desk/sanctions/lists/M-%d", s.next())}, raw: "name\nVantablack Shipping\n"}
	},
	"verifyJournal":    func(s *stage) deed { return empty(s.chie, "/desk/verification") },
	"completeProposal": func(s *stage) deed { return empty(s.ben, "/engagements/"+s.engage("10.00")+"/complete") },
	"stopSchedule": func(s *stage) deed {
		c := calls["createScheduledProposal"](s)
		p := s.call(c.who, "POST", c.path, c.body).ID
		return empty(s.aiko, "/engagements/"+s.call(s.aiko, "POST", "/proposals/"+p+"/accept", fields{"approval": "automatic"}).ID+"/stop")
	},
	"acceptInvitation":   func(s *stage) deed { who, i := s.invited(); return empty(who, "/invitations/"+i+"/accept") },
	"declineInvitation":  func(s *stage) deed { who, i := s.invited(); return empty(who, "/invitations/"+i+"/decline") },
	"withdrawInvitation": func(s *stage) deed { _, i := s.invited(); return empty(s.ben, "/invitations/"+i+"/withdraw") },
	"withdrawCertificationProof": func(s *stage) deed {
		who := s.expert()
		return empty(who, "/me/certifications/proofs/"+s.call(who, "POST", "/me/certifications/evidence", evidence()).ID+"/withdraw")
	},
	"unlinkAwsCertification": func(s *stage) deed { return empty(s.ben, "/me/certifications/"+s.linked()+"/unlink") },
	"exportMyData":           func(s *stage) deed { return empty(s.aiko, "/me/export") },
	"removeFactor": func(s *stage) deed {
		who := s.join()
		return empty(who, "/me/factors/"+account.FactorID.Text(s.factor(who))+"/remove")
	},
	"revokeApiKey": func(s *stage) deed {
		c := calls["createApiKey"](s)
		s.call(c.who, "POST", c.path, c.body)
		return empty(c.who, "/me/keys/"+s.first(c.who, "/me/keys")+"/revoke")
	},
	"revokeSession":     func(s *stage) deed { who := s.join(); return empty(who, "/me/sessions/"+s.first(who, "/me/sessions")) },
	"closeOrganisation": func(s *stage) deed { who, company := s.owner(); return empty(who, "/organisations/"+company+"/close") },
	"leaveOrganisation": func(s *stage) deed { who := s.newcomer(); return empty(who, "/organisations/"+s.company+"/leave") },
	"handOverOrganisation": func(s *stage) deed {
		who, company := s.owner()
		return empty(who, "/organisations/"+company+"/members/"+s.enrolled(company)+"/hand-over")
	},
	"removeMember": func(s *stage) deed {
		who, company := s.owner()
		return empty(who, "/organisations/"+company+"/members/"+s.enrolled(company))
	},
	"preferPaymentMethod": func(s *stage) deed {
		who, m := s.method()
		return empty(who, "/payment-methods/"+m+"/prefer")
	},
	"removePaymentMethod": func(s *stage) deed {
		who, m := s.method()
		return empty(who, "/payment-methods/"+m)
	},
	"withdrawPaymentRequest": func(s *stage) deed {
		return empty(s.ben, "/payment-requests/"+s.call(s.ben, "POST", "/payment-requests", fields{"engagement": s.engagement, "amount": "1.00", "work": "Found it."}).ID+"/withdraw")
	},
	"stopPayoutAccount": func(s *stage) deed {
		c := calls["addPayoutAccount"](s)
		return empty(s.ben, "/payout-accounts/"+s.call(c.who, "POST", c.path, c.body).ID+"/stop")
	},
	"removePayoutAccount": func(s *stage) deed {
		who, _ := s.seller("started")
		s.give(who)
		return empty(who, "/payout-accounts/"+s.first(who, "/payout-accounts"))
	},
	"withdrawProposal": func(s *stage) deed { return empty(s.ben, "/proposals/"+s.offer("10.00")+"/withdraw") },
	"updateConversationMembers": func(s *stage) deed {
		return deed{call: call{s.kumo, "/conversations/" + s.companyTalk + "/members", fields{"add": []string{s.enrolled(s.company)}}}}
	},
	"addPaymentMethod": func(s *stage) deed {
		return deed{call: call{s.join(), "/payment-methods", fields{"number": "4242 4242 4242 4242", "expires": "12/39"}}}
	},
	"getReview": func(s *stage) deed { return empty(s.aiko, "/reviews/"+s.reviewed()) },
	"getExpert": func(s *stage) deed {
		return deed{call: call{who: s.w.Visitor(s.T), path: "/experts/" + s.handle("/me/expert", s.ben)}, of: s.ben}
	},
	"getCompanyProfile": func(s *stage) deed {
		s.described()
		s.try(s.kumo, "/company/show")
		return deed{call: call{who: s.w.Visitor(s.T), path: "/companies/" + s.handle("/company", s.kumo)}, of: s.kumo}
	},
	"createConversation to an expert": func(s *stage) deed {
		return deed{call: call{s.join(), "/conversations", fields{"to": account.PersonID.Text(s.s.Ben.Person), "subject": "Backups", "text": "Do you have time?"}}, of: s.ben}
	},
	"createConversation as oneself": func(s *stage) deed {
		return deed{call: call{s.ben, "/conversations", fields{"request": s.post(), "text": "I can look.", "voice": "self"}}}
	},
	"createConversation as a company": func(s *stage) deed {
		return deed{call: call{s.kumo, "/conversations", fields{"request": s.post(), "text": "We can look.", "voice": "company"}}}
	},
	"closeRequest": func(s *stage) deed { return empty(s.aiko, "/requests/"+s.post()+"/close") },
	"hideRequest":  func(s *stage) deed { return empty(s.aiko, "/requests/"+s.post()+"/pause") },
	"resumeRequest": func(s *stage) deed {
		q := s.post()
		s.call(s.aiko, "POST", "/requests/"+q+"/pause", nil)
		return empty(s.aiko, "/requests/"+q+"/resume")
	},
}

// handle is that of somebody's page.
func (s *stage) handle(path string, who *world.Browser) string {
	s.Helper()
	var page struct{ Handle string }
	who.JSON("GET", path, nil, &page).Want(s, 200)
	return page.Handle
}

// try does what may have been done already.
func (s *stage) try(who *world.Browser, path string) {
	s.again(func() world.Answer { return who.JSON("POST", path, nil, nil) })
}

func (s *stage) attach() string {
	s.Helper()
	a := s.again(func() world.Answer {
		return s.ben.Do("POST", "/api/v1/conversations/"+s.talk+"/attachments?name=plan.txt", "application/octet-stream", strings.NewReader("step one"), nil)
	}).Want(s, 201)
	var up made
	_ = json.Unmarshal([]byte(a.Body), &up) // Its status was seen.
	return up.ID
}

// newcomer has just been made a member of Kumo, and is in none of its conversations.
func (s *stage) newcomer() *world.Browser {
	s.Helper()
	who := s.join()
	s.enrol(s.company, who.Person)
	hat(s, who, "expert:"+s.company)
	return who
}

func (s *stage) enrol(company string, person id.ID) {
	s.Helper()
	org, _ := account.OrganisationID.Parse(company)
	err := s.w.House.Journal.Change(s.Context(), policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) error {
		return account.Enrol(ctx, tx, account.Membership{Organisation: org, Person: person, Role: account.Member, MayPropose: true, MayWriteSelf: true,
			MayWriteCompany: true, DefaultVoice: account.VoiceCompany})
	})
	if err != nil {
		s.Fatal(err)
	}
}

// enrolled is somebody new in a company, per_.
func (s *stage) enrolled(company string) string {
	s.Helper()
	who := s.join()
	s.enrol(company, who.Person)
	return account.PersonID.Text(who.Person)
}

// owner has founded a company.
func (s *stage) owner() (who *world.Browser, company string) {
	s.Helper()
	who = s.join()
	return who, s.call(who, "POST", "/organisations", fields{"name": "Harbour"}).ID
}

func (s *stage) invited() (who *world.Browser, invitation string) {
	s.Helper()
	who = s.join()
	return who, s.call(s.ben, "POST", "/organisations/"+s.company+"/invitations", fields{"email": fmt.Sprintf("somebody-%d@example.org", s.count), "role": "viewer"}).ID
}

func (s *stage) method() (who *world.Browser, method string) {
	s.Helper()
	who = s.join()
	s.call(who, "POST", "/payment-methods", fields{"number": "4242 4242 4242 4242", "expires": "12/39"})
	return who, s.first(who, "/payment-methods")
}

// described gives Kumo's page all that it needs to be shown.
func (s *stage) described() {
	s.Helper()
	s.call(s.kumo, "PUT", "/company", fields{"name": "Kumo Works", "description": "Clouds.", "website": "https://kumo.example"})
	s.again(func() world.Answer {
		return s.kumo.Do("PUT", "/api/v1/company/logo", "application/octet-stream", strings.NewReader(string(cast.Specimen())), nil)
	})
}

// linked is a certification of Ben's that the desk has just entered.
func (s *stage) linked() string {
	s.Helper()
	c := calls["enterCertification"](s)
	return s.call(c.who, "POST", c.path, c.body).ID
}

// maker says how an operation is called rightly, or is nil.
func (s *stage) maker(o operation, words []string, things map[string]string) func(s *stage) deed {
	if start := rightly[o.id]; start != nil {
		return start
	}
	if start := calls[o.id]; start != nil {
		return func(s *stage) deed { return deed{call: start(s)} }
	}
	if o.method != "GET" {
		return nil
	}
	who := s.aiko
	switch {
	case slices.Contains(words, "desk"):
		who = s.chie
	case slices.Contains(words, "expert"):
		who = s.ben
	case slices.Contains(words, "kumo"):
		who = s.kumo
	}
	if who == s.kumo {
		things = maps.Clone(things)
		things["conversations"] = s.companyTalk
	}
	path := reads[o.id]
	if path == "" {
		path = o.path
	}
	path = strings.ReplaceAll(strings.ReplaceAll(path, "TALK", s.talk), "BEN", account.PersonID.Text(s.s.Ben.Person))
	real, _, _ := filled(path, things)
	if real == "" {
		return nil
	}
	return func(*stage) deed { return empty(who, real) }
}

// matrixSend calls as somebody.
func (s *stage) matrixSend(who *world.Browser, o operation, c deed) string {
	s.Helper()
	return verdict(s.again(func() world.Answer {
		switch {
		case c.raw != "":
			return who.Do(o.method, "/api/v1"+c.path, "application/octet-stream", strings.NewReader(c.raw), nil)
		case c.body != nil:
			return who.Do(o.method, "/api/v1"+c.path, "application/json", strings.NewReader(mustJSON(c.body)), nil)
		}
		return who.Do(o.method, "/api/v1"+c.path, "", nil, nil)
	}))
}
