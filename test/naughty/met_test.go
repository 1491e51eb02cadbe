package naughty_test

import (
	"guildhall/base/id"
	"guildhall/test/world"
)

// notMet are the forms that no link of the demo leads to, each with its reason; they
// are held with an address that leads nowhere.
var notMet = map[string]string{
	"POST /sign-in/{token}":                                        "the link comes in a letter",
	"POST /direct/{token}":                                         "the link comes in a letter",
	"POST /direct/{token}/again":                                   "the link comes in a letter",
	"POST /countries/told/{token}":                                 "the link comes in a letter",
	"POST /password/{token}":                                       "the link comes in a letter",
	"POST /email/{token}":                                          "the link comes in a letter",
	"POST /setup/{token}":                                          "the link comes in a letter",
	"POST /invitations/{token}/accept":                             "the link comes in a letter",
	"POST /invitations/{token}/decline":                            "the link comes in a letter",
	"POST /invitations/{token}/sign-in":                            "the link comes in a letter",
	"POST /unsubscribe/{key}/{topic}":                              "the link comes in a letter",
	"POST /sign-in/factor":                                         "between the two steps of a sign-in",
	"POST /sign-in/passkey":                                        "a script of the page sends it",
	"POST /passkeys/ask":                                           "a script of the page sends it",
	"POST /confirm":                                                "personas count as confirmed",
	"POST /not-me/{token}":                                         "the link comes in a letter",
	"POST /factor-reset/{token}":                                   "the link comes in a letter",
	"POST /payout-account/stop/{token}":                            "the link comes in a letter",
	"POST /settings/sign-in/passkeys":                              "a script of the page sends it",
	"POST /settings/sign-in/passkeys/ask":                          "a script of the page sends it",
	"POST /desk/factor-resets/{id}/stop":                           "nobody of the demo has one yet",
	"POST /settings/password":                                      "nobody of the demo has one yet",
	"POST /settings/sessions/end-others":                           "nobody of the demo has one yet",
	"POST /company/logo":                                           "nobody of the demo has one yet",
	"POST /company/show":                                           "nobody of the demo has one yet",
	"POST /company/hide":                                           "nobody of the demo has one yet",
	"POST /settings/organisations/{id}/members/{person}/remove":    "no persona meets it in this state",
	"POST /settings/organisations/{id}/members/{person}/hand-over": "no persona meets it in this state",
	"POST /profile/show":                                           "no persona meets it in this state",
	"POST /conversations/{id}/join":                                "no persona meets it in this state",
	"POST /desk/registrations/{id}/restore":                        "no persona meets it in this state",
	"POST /registration/details":                                   "no persona meets it in this state",
	"POST /registration/submit":                                    "no persona meets it in this state",
	"POST /registration/papers/{id}/take-back":                     "what was shown is erased by the story's last day",
	"POST /registration/appeal":                                    "no persona meets it in this state",
	"POST /registration/contest":                                   "no persona meets it in this state",
	"POST /desk/registrations/{id}/keep-suspension":                "no persona meets it in this state",
	"POST /registration/withdraw":                                  "no persona meets it in this state",
	"POST /desk/registrations/{id}/propose-refusal":                "one person at the desk of the demo: a second pair of eyes cannot be asked for",
	"POST /desk/registrations/{id}/confirm-refusal":                "one person at the desk of the demo: a second pair of eyes cannot be asked for",
	"POST /desk/registrations/{id}/reject-refusal":                 "one person at the desk of the demo: a second pair of eyes cannot be asked for",
	"POST /registration/restart":                                   "no persona meets it in this state",
	"POST /desk/registrations/{id}/activate":                       "no persona meets it in this state",
	"POST /desk/registrations/{id}/uphold":                         "no persona meets it in this state",
	"POST /desk/registrations/{id}/overturn":                       "no persona meets it in this state",
	"POST /desk/registrations/{id}/reopen":                         "no persona meets it in this state",
	"POST /desk/certifications/{id}/hand-over":                     "no persona meets it in this state",
	"POST /desk/catalogue/issuers/{code}/reopen":                   "no persona meets it in this state",
	"POST /desk/catalogue/kinds/{code}/reopen":                     "no persona meets it in this state",
	"POST /messages/{id}/report":                                   "no persona meets it in this state",
	"POST /requests":                                               "the page of the draft leads there",
	"POST /conversations/{id}/files":                               "sent by the script",
	"POST /conversations/{id}/draft":                               "sent by the script",
	"POST /conversations/{id}/read":                                "sent by the script",
	"POST /conversations/{id}/propose/xray":                        "sent by the script",
	"POST /files":                                                  "sent by the script",
	"POST /engagements/{id}/stop":                                  "nobody of the demo has one yet",
	"POST /desk/mail/{id}/send":                                    "nothing has failed in the demo",
	"POST /desk/jobs/{job}/retry":                                  "nothing has failed in the demo",
	"POST /desk/followers/{follower}/{position}/offer":             "nothing has failed in the demo",
}

// factor sets an authenticator app up for somebody and gives its id.
func (s *stage) factor(who *world.Browser) id.ID {
	s.Helper()
	person := who.Person
	if who == s.aiko {
		person = s.s.Aiko.Person
	}
	return world.SetUpFactor(s.T, s.w.House, person).ID
}
