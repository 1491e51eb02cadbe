package naughty_test

import (
	"fmt"

	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/test/cast"
	"guildhall/test/world"
)

// call is an operation called rightly.
type call struct {
	who  *world.Browser
	path string
	body fields
}

// calls says how each operation that takes a body of fields is called rightly; it
// is made anew whenever one succeeded. An operation added later is asked for here;
// a field added later needs nothing.
var calls = map[string]func(s *stage) call{
	"updateMe":      func(s *stage) call { return call{s.aiko, "/me", fields{"name": "Aiko", "language": "en"}} },
	"changeMyEmail": func(s *stage) call { return call{s.aiko, "/me/email", fields{"email": s.address()}} },
	"closeMyAccount": func(s *stage) call {
		who := s.join()
		return call{who, "/me/close", fields{"confirm": fmt.Sprintf("somebody-%d@example.org", s.count)}}
	},
	"chooseMailTopics": func(s *stage) call {
		return call{s.aiko, "/me/mail", fields{"answers": true, "messages": true, "reviews": true}}
	},
	"createApiKey": func(s *stage) call {
		return call{s.join(), "/me/keys", fields{"name": "Reports", "scopes": []string{"requests:read"}, "days": 30}}
	},

	"createOrganisation": func(s *stage) call { return call{s.join(), "/organisations", fields{"name": "Harbour"}} },
	"setSellerSettings": func(s *stage) call {
		seen := s.settings()
		return call{s.chie, "/desk/seller-settings", fields{"edition": seen.Edition, "domains": []string{"operator.example"}, "addresses": []string{"temp@agency.example"}}}
	},
	"announceCountry": func(s *stage) call {
		return call{s.chie, "/desk/countries/" + s.shut() + "/announce", fields{"opens_on": "2999-01-01"}}
	},

	"updateOrganisation": func(s *stage) call { return call{s.ben, "/organisations/" + s.company, fields{"name": "Kumo Works"}} },
	"inviteMember": func(s *stage) call {
		return call{s.ben, "/organisations/" + s.company + "/invitations", fields{"email": s.address(), "role": "viewer"}}
	},
	"updateMember": func(s *stage) call {
		return call{s.ben, "/organisations/" + s.company + "/members/" + s.kai, fields{"role": "member", "may_propose": true, "may_access": false,
			"may_write_self": true, "may_write_company": true, "default_voice": "company"}}
	},
	"setMyVoice": func(s *stage) call {
		return call{s.ben, "/organisations/" + s.company + "/voice", fields{"voice": "company"}}
	},

	"createRequest": func(s *stage) call { return call{s.aiko, "/requests", wanted()} },
	"updateRequest": func(s *stage) call { return call{s.aiko, "/requests/" + s.request, wanted()} },
	"createExpert":  func(s *stage) call { return call{s.join(), "/me/expert", fields{"name": "Dai"}} },
	"updateExpert": func(s *stage) call {
		return call{s.ben, "/me/expert", fields{"name": "Ben", "biography": "Databases."}}
	},
	"updateCompanyProfile": func(s *stage) call {
		return call{s.kumo, "/company", fields{"name": "Kumo Works", "description": "Clouds."}}
	},
	"createSeller": func(s *stage) call { return call{s.join(), "/seller", details()} },
	"submitSeller": func(s *stage) call {
		who, _ := s.seller("started")
		s.give(who)
		return call{who, "/seller/submit", details()}
	},
	"updateSeller": func(s *stage) call {
		who, _ := s.seller("started")
		return call{who, "/seller", details()}
	},
	"giveSellerCheck": func(s *stage) call {
		who, _ := s.seller("started")
		return call{who, "/seller/checks/contact", fields{"answer": cast.Answers(registration.Contact, "JP")}}
	},
	"withdrawSeller": func(s *stage) call {
		who, _ := s.seller("started")
		return call{who, "/seller/withdraw", fields{}}
	},
	"restartSeller": func(s *stage) call {
		who, _ := s.seller("withdrawn")
		return call{who, "/seller/restart", fields{}}
	},
	"appealSeller": func(s *stage) call {
		who, _ := s.seller("refused")
		return call{who, "/seller/appeal", fields{"appeal": "You looked at the wrong person."}}
	},
	"resubmitSeller": func(s *stage) call {
		who, _ := s.seller("action_required")
		in := details()
		in["answer"] = "Here it is."
		return call{who, "/seller/resubmit", in}
	},

	"createConversation": func(s *stage) call {
		return call{s.aiko, "/conversations", fields{"to": account.PersonID.Text(s.s.Ben.Person), "subject": "Backups", "text": "Do you have time?"}}
	},
	"updateConversationMembers": func(s *stage) call {
		return call{s.kumo, "/conversations/" + s.companyTalk + "/members", fields{"add": []string{s.kai}}}
	},
	"sendIndividualChatMessage": func(s *stage) call {
		return call{s.ben, "/conversations/" + s.talk + "/messages/individual", fields{"text": "One more thing."}}
	},
	"sendCompanyChatMessage": func(s *stage) call {
		return call{s.kumo, "/conversations/" + s.companyTalk + "/messages/company", fields{"text": "One more thing."}}
	},
	"reportMessage": func(s *stage) call {
		return call{s.aiko, "/messages/" + s.message() + "/report", fields{"note": "Odd."}}
	},

	"createMilestoneProposal": func(s *stage) call {
		return call{s.ben, "/proposals", fields{"conversation": s.talk, "total": "10.00", "currency": "USD", "terms": s.wording()}}
	},
	"createUpfrontProposal": func(s *stage) call {
		return call{s.ben, "/proposals/upfront", fields{"conversation": s.talk, "total": "10.00", "currency": "USD", "terms": s.wording()}}
	},
	"createScheduledProposal": func(s *stage) call {
		return call{s.ben, "/proposals/scheduled", fields{"conversation": s.talk, "currency": "USD", "terms": s.wording(),
			"payments": []fields{{"due_on": "2099-12-01", "amount": "10.00", "title": "December"}}}}
	},
	"approveProposal": func(s *stage) call {
		return call{s.aiko, "/proposals/" + s.offer("10.00") + "/accept", fields{"approval": "automatic", "purchase_order": "PO 1"}}
	},
	"rejectProposal": func(s *stage) call {
		return call{s.aiko, "/proposals/" + s.offer("10.00") + "/decline", fields{"reason": "Too much."}}
	},
	"createPaymentRequest": func(s *stage) call {
		return call{s.ben, "/payment-requests", fields{"engagement": s.engagement, "amount": "1.00", "work": "Found it."}}
	},
	"approvePaymentRequest": func(s *stage) call {
		asked := s.call(s.ben, "POST", "/payment-requests", fields{"engagement": s.engagement, "amount": "1.00", "work": "Found it."}).ID
		return call{s.aiko, "/payment-requests/" + asked + "/approve", fields{"purchase_order": "PO 1"}}
	},
	"rejectPaymentRequest": func(s *stage) call {
		asked := s.call(s.ben, "POST", "/payment-requests", fields{"engagement": s.engagement, "amount": "1.00", "work": "Found it."}).ID
		return call{s.aiko, "/payment-requests/" + asked + "/decline", fields{"reason": "Not yet."}}
	},
	"addPaymentMethod": func(s *stage) call {
		return call{s.aiko, "/payment-methods", fields{"number": "4242 4242 4242 4242", "expires": "12/39"}}
	},
	"askNetTerms": func(s *stage) call {
		return call{s.join(), "/payment-methods/net-terms", fields{"number": "000100000030"}}
	},
	"refuseNetTerms": func(s *stage) call { return s.terms("refuse") },
	"setApprovalLimit": func(s *stage) call {
		return call{s.aiko, "/approval-limits/USD", fields{"amount": "900000.00"}}
	},
	"setPayoutPreference": func(s *stage) call {
		return call{s.ben, "/payout-preferences/USD", fields{"day": 15}}
	},
	"addPayoutAccount": func(s *stage) call {
		return call{s.ben, "/payout-accounts", fields{"currency": "USD", "bank": "Test Bank", "holder": "Ben Carter", "number": "000123456789"}}
	},
	"writeReview": func(s *stage) call {
		return call{s.aiko, "/reviews", fields{"engagement": s.reviewable(), "succeeded": "yes", "again": true, "stars": 5}}
	},

	"replyToReview": func(s *stage) call {
		return call{s.ben, "/reviews/" + s.reviewed() + "/reply", fields{"reply": "Thank you."}}
	},
	"reportReview": func(s *stage) call {
		return call{s.join(), "/reviews/" + s.reviewed() + "/report", fields{"ground": "copied", "note": "Seen elsewhere."}}
	},
	"keepReview": func(s *stage) call {
		return call{s.chie, "/desk/review-reports/" + s.reportedReview() + "/keep", fields{"reason": "It is about the work."}}
	},
	"takeDownReview": func(s *stage) call {
		return call{s.chie, "/desk/review-reports/" + s.reportedReview() + "/take-down", fields{"reason": "Copied."}}
	},
	"enterCertification": func(s *stage) call {
		return call{s.chie, "/desk/people/" + account.PersonID.Text(s.s.Ben.Person) + "/certifications",
			fields{"name": "Solutions Architect", "level": "professional", "valid_until": "2099-12-31", "reason": "Seen."}}
	},
	"withdrawCertification": func(s *stage) call {
		c := calls0["enterCertification"](s)
		return call{s.chie, "/desk/certifications/" + s.call(c.who, "POST", c.path, c.body).ID + "/withdraw", fields{"reason": "Ended."}}
	},
	"linkAwsCertification": func(s *stage) call {
		return call{s.expert(), "/me/certifications", fields{"file": "e30=", "name": "badge.json"}}
	},
	"showCertificationEvidence": func(s *stage) call { return call{s.expert(), "/me/certifications/evidence", evidence()} },
	"proveAddress":              func(s *stage) call { return call{s.join(), "/me/addresses", fields{"email": s.address()}} },
	"acceptCertificationEvidence": func(s *stage) call {
		return call{s.chie, "/desk/certifications/proofs/" + s.shown() + "/accept", fields{"reason": "Looked up."}}
	},
	"refuseCertificationEvidence": func(s *stage) call {
		return call{s.chie, "/desk/certifications/proofs/" + s.shown() + "/refuse", fields{"reason": "It cannot be read."}}
	},
	"moveCertificationRecipient": func(s *stage) call {
		return call{s.chie, "/desk/certifications/proofs/" + s.taken() + "/hand-over", fields{"reason": "Two accounts of one person."}}
	},
	"saveCertificationIssuer": func(s *stage) call {
		return call{s.chie, fmt.Sprintf("/desk/certifications/issuers/one-%d", s.next()), issuer("did:web:badges.example")}
	},
	"saveCertificationKind": func(s *stage) call {
		return call{s.chie, fmt.Sprintf("/desk/certifications/kinds/one-%d", s.next()), kind("aws", "https://badges.example/a")}
	},
	"retireCertificationIssuer": func(s *stage) call { return s.entry("saveCertificationIssuer", "retire") },
	"reopenCertificationIssuer": func(s *stage) call { return s.entry("saveCertificationIssuer", "reopen") },
	"retireCertificationKind":   func(s *stage) call { return s.entry("saveCertificationKind", "retire") },
	"reopenCertificationKind":   func(s *stage) call { return s.entry("saveCertificationKind", "reopen") },
	"erasePerson": func(s *stage) call {
		return call{s.chie, "/desk/people/" + account.PersonID.Text(s.join().Person) + "/erase", fields{"reason": "The law."}}
	},
	"resetFactors": func(s *stage) call {
		who := s.join()
		s.factor(who)
		return call{s.chie, "/desk/people/" + account.PersonID.Text(who.Person) + "/reset-factors", fields{"reason": "Seen on a video call."}}
	},
	"activateSeller": func(s *stage) call {
		_, registration := s.seller("checking")
		s.judge(registration)
		return call{s.chie, "/desk/registrations/" + registration + "/activate", fields{"reason": "Seen."}}
	},
	"rejectSellerPaper": func(s *stage) call {
		who, _ := s.seller("started")
		return call{s.chie, "/desk/papers/" + s.paper(who, "identity") + "/reject", fields{}}
	},
	"takeBackSellerPaper": func(s *stage) call {
		who, _ := s.seller("started")
		return call{who, "/seller/papers/" + s.paper(who, "identity"), nil}
	},
	"passSellerCheck": func(s *stage) call {
		return call{s.chie, "/desk/checks/" + s.check("given") + "/pass", fields{"reason": "Seen."}}
	},
	"failSellerCheck": func(s *stage) call {
		return call{s.chie, "/desk/checks/" + s.check("given") + "/fail", fields{"reason": "Not readable.", "rule": "identity"}}
	},
	"reopenSellerCheck": func(s *stage) call {
		return call{s.chie, "/desk/checks/" + s.check("passed") + "/reopen", fields{"reason": "It has changed.", "rule": "identity"}}
	},
	"refuseSeller": func(s *stage) call {
		s.secondLook(false)
		_, registration := s.seller("checking")
		return call{s.chie, "/desk/registrations/" + registration + "/refuse", fields{"reason": "Not who they say.", "rule": "identity"}}
	},
	"proposeSellerRefusal": func(s *stage) call {
		_, registration := s.seller("checking")
		s.secondLook(true)
		return call{s.chie, "/desk/registrations/" + registration + "/propose-refusal", fields{"reason": "Not who they say.", "rule": "identity"}}
	},
	"confirmSellerRefusal": func(s *stage) call {
		return call{s.dora, s.proposed() + "/confirm-refusal", fields{}}
	},
	"rejectSellerRefusal": func(s *stage) call {
		return call{s.dora, s.proposed() + "/reject-refusal", fields{"reason": "They have shown it."}}
	},
	"upholdSellerRefusal": func(s *stage) call {
		_, registration := s.seller("appealed")
		return call{s.other(), "/desk/registrations/" + registration + "/uphold", fields{"reason": "Looked again."}}
	},
	"overturnSellerRefusal": func(s *stage) call {
		_, registration := s.seller("appealed")
		return call{s.other(), "/desk/registrations/" + registration + "/overturn", fields{"reason": "Looked again."}}
	},
	"reopenSeller":    func(s *stage) call { return s.desk("closed", "reopen") },
	"askMoreOfSeller": func(s *stage) call { return s.desk("checking", "ask-more") },
	"suspendSeller": func(s *stage) call {
		c := s.desk("active", "suspend")
		c.body["rule"] = "conduct"
		return c
	},
	"keepSuspension": func(s *stage) call {
		_, registration := s.seller("contested")
		return call{s.other(), "/desk/registrations/" + registration + "/keep-suspension", fields{"reason": "Looked again."}}
	},
	"appealSuspension": func(s *stage) call {
		who, _ := s.seller("suspended")
		return call{who, "/seller/appeal-suspension", fields{"appeal": "You looked at the wrong person."}}
	},
	"restoreSeller": func(s *stage) call { return s.desk("suspended", "restore") },
	"retireSanctionsList": func(s *stage) call {
		return call{s.chie, "/desk/sanctions/lists/" + s.sanctionsList() + "/retire", fields{"reason": "Loaded by mistake."}}
	},
	"clearSanctionsMatch": func(s *stage) call {
		return call{s.chie, "/desk/sanctions/matches/" + s.sanctionsMatch() + "/clear", fields{"reason": "Born in another year."}}
	},
	"confirmSanctionsMatch": func(s *stage) call {
		return call{s.chie, "/desk/sanctions/matches/" + s.sanctionsMatch() + "/confirm", fields{"reason": "The same papers."}}
	},
	"vouchTaxNumber": func(s *stage) call {
		return call{s.chie, "/desk/tax-numbers/" + s.taxNumber() + "/vouch", fields{"reason": "Certificate of the tax office seen."}}
	},
	"takeDownRequest": func(s *stage) call {
		return call{s.chie, "/desk/requests/" + s.post() + "/take-down", fields{"reason": "Not here."}}
	},
	"settleReport": func(s *stage) call {
		report := s.call(s.aiko, "POST", "/messages/"+s.message()+"/report", fields{}).ID
		return call{s.chie, "/desk/reports/" + report + "/settle", fields{"reason": "Seen."}}
	},
	"advanceClock": func(s *stage) call { return call{s.chie, "/desk/clock", fields{"hours": 1}} },

	// Nothing has failed here, so these find nothing to do again.
	"retryPaymentRequest": func(s *stage) call {
		return call{s.aiko, "/payment-requests/pr_00000000000000000000000001/retry", fields{"purchase_order": "PO 1"}}
	},
	"writeOffPaymentRequest": func(s *stage) call {
		return call{s.chie, "/desk/payment-requests/pr_00000000000000000000000001/write-off", fields{"reason": "Never."}}
	},
	"sendMailAgain": func(s *stage) call {
		return call{s.chie, "/desk/mail/mail_00000000000000000000000001/send", fields{"reason": "Try."}}
	},
	"retryJob":        func(s *stage) call { return call{s.chie, "/desk/jobs/1/retry", fields{"reason": "Try."}} },
	"offerEventAgain": func(s *stage) call { return call{s.chie, "/desk/followers/notify/1/offer", fields{"reason": "Try."}} },
}

// idle are the operations of calls that have nothing to do in this house.
var idle = map[string]bool{"sendMailAgain": true, "retryJob": true, "offerEventAgain": true, "retryPaymentRequest": true, "writeOffPaymentRequest": true}

// calls0 lets one call begin with another.
var calls0 map[string]func(s *stage) call

func init() { calls0 = calls }

// terms is somebody new's wish to pay on invoice, decided.
func (s *stage) terms(move string) call {
	asked := s.call(s.join(), "POST", "/payment-methods/net-terms", fields{"number": "000100000030"}).ID
	return call{s.chie, "/desk/net-terms/" + asked + "/" + move, fields{"reason": "Seen."}}
}

func (s *stage) address() string { return fmt.Sprintf("new-%d@example.org", s.next()) }

func (s *stage) desk(state, move string) call {
	_, registration := s.seller(state)
	return call{s.chie, "/desk/registrations/" + registration + "/" + move, fields{"reason": "Seen."}}
}

// reviewed is a review nobody has answered or reported.
func (s *stage) reviewed() string {
	c := calls0["writeReview"](s)
	return s.call(c.who, "POST", c.path, c.body).ID
}

func (s *stage) reportedReview() string {
	return s.call(s.aiko, "POST", "/reviews/"+s.reviewed()+"/report", fields{"ground": "copied"}).ID
}

// shut is a country that is closed.
func (s *stage) shut() string {
	s.chie.JSON("POST", "/desk/countries/FJ/close", nil, nil)
	return "FJ"
}
