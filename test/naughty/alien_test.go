package naughty_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"guildhall/market/account"
	"guildhall/test/world"
	"guildhall/web"
)

// met are the addresses at which a stranger may meet somebody's thing, each with
// its reason.
var met = map[string]string{
	"/experts/{handle}": "a public page", "/companies/{handle}": "a public page", "/reviews/{id}": "reviews are public",
	"/reviews/{id}/reply": "reviews are public", "/reviews/{id}/report": "reviews are public",
	"/e/{handle}": "a public page", "/c/{handle}": "a public page", "/e/{handle}/share.png": "a public page", "/c/{handle}/share.png": "a public page", "/e/{handle}/message": "a public page", "/c/{handle}/message": "a public page",
	"/requests/{id}": "open requests are the pool's: who may not see it is told what is needed", "/work/{id}": "the pool", "/work/{id}/answer": "the pool",
	"/work/{id}/hide": "the pool", "/work/{id}/show": "the pool", "/available-requests/{id}/hide": "the pool", "/available-requests/{id}/show": "the pool",
	"/statements/{currency}/{month}": "names no thing of anybody", "/payouts/statements/{currency}": "names no thing of anybody",
	"/payout-preferences/{currency}": "names no thing of anybody", "/approval-limits/{currency}": "names no thing of anybody", "/settings/payment/preferences/{currency}": "names no thing of anybody",
	"/seller/checks/{kind}": "one's own, by what is checked", "/registration/checks/{kind}": "one's own, by what is checked", "/seller/checks/{kind}/papers": "one's own, by what is checked", "/pictures/{name}": "a picture's name is its contents", "/kit/{rest...}": "samples", "/agreement/{version}": "a public page", "/agreements/{version}": "a public page", "/guides/{side}/{name}": "a public page", "/sitemap/{part}": "for everybody", "/unsubscribe/{key}/{topic}": "the key is a secret",
	"/sign-in/{token}": "the token is a secret", "/password/{token}": "the token is a secret", "/email/{token}": "the token is a secret", "/setup/{token}": "the token is a secret",
	"/invitations/{token}": "the token is a secret", "/invitations/{token}/accept": "the token is a secret", "/invitations/{token}/decline": "the token is a secret",
	"/invitations/{token}/sign-in": "the token is a secret", "/countries/told/{token}": "the token is a secret", "/not-me/{token}": "the token is a secret",
	"/direct/{token}": "the token is a secret", "/direct/{token}/again": "the token is a secret",
	"/factor-reset/{token}": "the token is a secret", "/payout-account/stop/{token}": "the token is a secret",
}

// others gives for each noun of a path a thing of Aiko's, Ben's or Kumo's.
func (s *stage) others() map[string]string {
	asked := s.call(s.ben, "POST", "/payment-requests", fields{"engagement": s.engagement, "amount": "1.00", "work": "Found it."}).ID
	file := s.ben.Do("POST", "/api/v1/conversations/"+s.talk+"/attachments?name=plan.txt", "application/octet-stream", strings.NewReader("step one"), nil).Want(s, 201)
	var up made
	_ = json.Unmarshal([]byte(file.Body), &up) // Its status was seen.
	s.call(s.ben, "POST", "/conversations/"+s.talk+"/messages/individual", fields{"text": "See.", "attachments": []string{up.ID}})
	s.reviewable() // Money has come and gone: there are an invoice and a payout.
	s.call(s.chie, "POST", "/desk/clock", fields{"hours": 96})
	invited := s.call(s.ben, "POST", "/organisations/"+s.company+"/invitations", fields{"email": "invited@example.org", "role": "viewer"}).ID
	s.call(s.aiko, "POST", "/me/keys", fields{"name": "Reports", "scopes": []string{"requests:read"}, "days": 30})
	return map[string]string{"conversations": s.talk, "requests": s.request, "organisations": s.company, "engagements": s.engagement, "proposals": s.offer("10.00"),
		"payment-requests": asked, "messages": s.message(), "attachments": up.ID, "files": up.ID, "invitations": invited,
		"keys": s.first(s.aiko, "/me/keys"), "factors": account.FactorID.Text(s.factor(s.aiko)), "sessions": s.first(s.aiko, "/me/sessions"), "invoices": s.first(s.aiko, "/invoices"),
		"payouts": s.first(s.ben, "/payouts"), "payout-accounts": s.first(s.ben, "/payout-accounts"), "accounts": s.first(s.ben, "/payout-accounts"),
		"methods": s.first(s.aiko, "/payment-methods"), "payment-methods": s.first(s.aiko, "/payment-methods"), "members": s.kai, "papers": s.paper(s.ben, "identity"),
		"proofs": s.call(s.ben, "POST", "/me/certifications/evidence", evidence()).ID, "certifications": s.held()}
}

func (s *stage) first(who *world.Browser, path string) string {
	s.Helper()
	list := s.call(who, "GET", path, nil).Items
	if len(list) == 0 {
		s.Fatalf("%s lists nothing", path)
	}
	return list[0].ID
}

// absentOf is an id of the same kind that nothing has.
func absentOf(known string) string {
	prefix, _, _ := strings.Cut(known, "_")
	return prefix + "_00000000000000000000000001"
}

// filled writes a path with the things of others, and the same path with ids that
// nothing has; unknown names the noun that the test was not told of.
func filled(path string, things map[string]string) (real, absent, unknown string) {
	parts := strings.Split(path, "/")
	other := slices.Clone(parts)
	for i, part := range parts {
		if !strings.HasPrefix(part, "{") {
			continue
		}
		switch thing, has := things[parts[i-1]]; {
		case has:
			parts[i], other[i] = thing, absentOf(thing)
		case part == "{name}":
			parts[i], other[i] = "plan.txt", "plan.txt"
		default:
			return "", "", parts[i-1]
		}
	}
	return strings.Join(parts, "/"), strings.Join(other, "/"), ""
}

var (
	requestWord = regexp.MustCompile(`[0-9a-hjkmnp-tv-z]{26}`)
	keyWord     = regexp.MustCompile(`name="_key" value="[^"]*"|data-now="[0-9]*"`)
)

// said is an answer without what names the request or the address itself.
func said(a world.Answer) string {
	return fmt.Sprint(a.Status, " ", a.Header.Get("Content-Type"), " ", requestWord.ReplaceAllString(a.Location, "…"), " ",
		keyWord.ReplaceAllString(requestWord.ReplaceAllString(a.Body, "…"), ""))
}

// Whatever belongs to another organisation is answered word for word like a thing
// that is not there, at every address of the pages and of the API that names one.
func TestAnotherOrganisationsThingIsAnsweredLikeAMissingOne(t *testing.T) {
	t.Parallel()
	s := newStage(t, open(t, ""))
	things := s.others()
	eve, dora := s.join(), s.join()
	s.s.Seller(dora.Actor(), "Dora", "GB")
	roam(eve, dora)
	compared := 0
	compare := func(method, path, kind string, body string) {
		pattern := strings.TrimPrefix(path, "/api/v1")
		if met[pattern] != "" || !strings.Contains(path, "{") {
			return
		}
		real, absent, unknown := filled(path, things)
		if unknown != "" {
			t.Errorf("%s %s: give others() a thing of %s, or say why a stranger may meet it", method, path, unknown)
			return
		}
		for name, who := range map[string]*world.Browser{"somebody": eve, "another expert": dora} {
			one, other := who.Do(method, real, kind, strings.NewReader(body), nil), who.Do(method, absent, kind, strings.NewReader(body), nil)
			if said(one) != said(other) || one.Status < 400 {
				t.Errorf("%s: %s %s answers %s, and what is not there %s", name, method, path, short(said(one)), short(said(other)))
			}
			compared++
		}
	}
	for _, o := range served(t, s.aiko).operations {
		if strings.HasPrefix(o.path, "/desk/") {
			continue // An operator's, and nobody else's: see below.
		}
		body := ""
		if start := calls[o.id]; start != nil && o.kind == "application/json" {
			body = mustJSON(start(s).body)
		}
		compare(o.method, "/api/v1"+o.path, "application/json", body)
	}
	form := url.Values{"_key": {"one"}, "reason": {"Because."}, "text": {"Something said."}, "name": {"Somebody"}, "title": {"Our nightly job times out"}}
	for _, r := range (&web.Face{}).Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if r.Need != web.Desk {
			compare(method, strings.TrimSuffix(path, "{$}"), "application/x-www-form-urlencoded", form.Encode())
		}
	}
	s.deskIsNowhere(eve, things)
	s.whole()
	t.Logf("%d answers compared", compared)
}

// deskIsNowhere looks at every address of the desk as somebody who is no operator.
func (s *stage) deskIsNowhere(eve *world.Browser, things map[string]string) {
	s.Helper()
	all := maps.Clone(things)
	for k, v := range map[string]string{"people": account.PersonID.Text(s.s.Ben.Person), "registrations": "reg_00000000000000000000000001", "certifications": "cer_00000000000000000000000001",
		"reports": "rep_00000000000000000000000001", "tax-numbers": "taxn_00000000000000000000000001", "reviews": "revrep_00000000000000000000000001", "mail": "mail_00000000000000000000000001", "journal": "00000000000000000000000001", "jobs": "1", "followers": "notify", "issuers": "aws", "kinds": "aws-saa",
		"factor-resets": "frs_00000000000000000000000001", "checks": "chk_00000000000000000000000001", "papers": "ppr_00000000000000000000000001", "terms": "pm_00000000000000000000000001", "ledger": "bank", "postings": "post_00000000000000000000000001", "explain": "pr_00000000000000000000000001",
		"countries": "JP", "sanctions": "smatch_00000000000000000000000001", "lists": "slist_00000000000000000000000001"} {
		all[k] = v
	}
	for _, r := range (&web.Face{}).Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if r.Need != web.Desk {
			continue
		}
		address, _, _ := filled(strings.Replace(path, "{position}", "1", 1), all)
		if address == "" {
			s.Errorf("%s: say in deskIsNowhere how it is reached", path)
			continue
		}
		a := eve.Do(method, address, "application/x-www-form-urlencoded", strings.NewReader("reason=x"), nil)
		if nothing := eve.Get("/nothing-is-here"); a.Status != 404 || method == "GET" && world.Words(requestWord.ReplaceAllString(a.Body, "")) != world.Words(requestWord.ReplaceAllString(nothing.Body, "")) {
			s.Errorf("%s %s answers %d to somebody who is no operator: %s", method, path, a.Status, short(world.Words(a.Body)))
		}
	}
}
