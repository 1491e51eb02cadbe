package badge

import (
	"context"
	"time"
)

// Input is what Verify judges. Exactly one of Bytes and URL is given.
type Input struct {
	// Bytes is a file or pasted text: JSON, a compact JWT, a baked PNG or SVG, or an
	// address. At most MaxBytes.
	Bytes []byte
	// URL is a badge's address (http is asked over https).
	URL string
	// Emails are the addresses the person has proved. Empty leaves the recipient
	// unchecked ("skipped"): only a tool may do that.
	Emails []string
	// At is the moment for which the badge is judged; zero means now.
	At time.Time
	// Trust says whose badges count.
	Trust Trust
	// Fetch answers addresses; nil answers none.
	Fetch Fetcher
}

// Trust is the operator's list of issuers.
type Trust struct {
	// Any leaves out the list, as a tool may. The key must still be the issuer's, with
	// one ease: where the issuer's document does not answer, a key named under the
	// issuer's own address (`https://issuer#z6Mk...`) is taken at its word.
	Any     bool
	Issuers []Issuer
}

// Issuer is who gave a badge, or an entry of the operator's list.
type Issuer struct {
	// ID is an https address or a DID (key or web), as badges write it.
	ID   string
	Name string
	URL  string
	// Keys, on the operator's list only: keys that count for this issuer though its
	// document cannot be had, as multibase (`z6Mk...`) or as the RFC 7638 SHA-256
	// thumbprint of a JWK (base64url).
	Keys []string
}

// Fetcher answers addresses.
type Fetcher interface {
	// Fetch asks one https address. An error means that nobody answered, or that the
	// address is not one to be called; every status that was answered is an Answer.
	Fetch(ctx context.Context, address string) (Answer, error)
}

// Answer is what an address answered.
type Answer struct {
	Status  int    // of HTTP
	Address string // that answered, after redirects
	Body    []byte
}

// Verdict is what all checks together say.
type Verdict string

// The verdicts.
const (
	Valid            Verdict = "valid"
	ValidWithWarning Verdict = "valid-with-warning"
	Invalid          Verdict = "invalid"
)

// Result is what one check says.
type Result string

// The results. Skipped means that there was nothing to check, that nobody asked, or
// that an earlier check failed without which this one has no meaning.
const (
	Pass    Result = "pass"
	Warning Result = "warning"
	Fail    Result = "fail"
	Skipped Result = "skipped"
)

// Check is one step.
type Check struct {
	// Name is one of Names.
	Name   string `json:"name"`
	Result Result `json:"result"`
	// Code is stable: the name and why, as "revocation.revoked"; text/badge.toml says
	// it in words under "badge.<code>". Codes lists all there are.
	Code string `json:"code"`
	// Reason is one English sentence for a log or a tool, with the particulars. It may
	// quote the badge: strangers' words, cut short, never markup.
	Reason string `json:"reason,omitempty"`
	// Again tells a failure that may pass by itself: nobody answered. A room that
	// verifies daily keeps the last verdict for a while then.
	Again bool `json:"again,omitempty"`
}

// Names are the checks in the order of a report; each stands in every report once.
var Names = []string{"read", "form", "proof", "key", "issuer", "trust", "achievement", "recipient", "dates", "revocation"}

// Source is how a badge is proved.
type Source string

// The sources.
const (
	Hosted Source = "hosted" // its own address answers for it: keep Report.Address
	Signed Source = "signed" // it proves itself: keep Report.Document
)

// Achievement is what was achieved: a BadgeClass (2.0) or an Achievement (3.0). Its ID
// means something together with Report.Issuer.ID only: whoever may sign may write any
// id, so a catalogue is asked for both.
type Achievement struct {
	ID          string
	Name        string
	Description string
	Criteria    string // narrative or address
}

// Report is what Verify found. Issuer, Achievement, Issued and Expires are zero unless
// the proof holds.
type Report struct {
	Verdict Verdict
	// Version is "2.0", "3.0", or "" when that could not be told.
	Version string
	// Kind is what the document is: "badge", or, judged on its form and hosting alone
	// and proving nothing about a person, "badge class", "issuer" or "part".
	Kind        string
	Source      Source
	Checks      []Check
	Issuer      Issuer
	Achievement Achievement
	// ID is the badge's own id.
	ID string
	// Address is where a hosted badge answers.
	Address string
	// Document is the badge without its picture: JSON or a compact JWT.
	Document []byte
	// Email is the one of Input.Emails that the badge names.
	Email string
	// Recipient is a stable key of "this address at this issuer", the same for every
	// badge which the issuer gave to that address, whatever the salt. Empty unless the
	// recipient was proved. It is a plain hash: seal or blank it like an address.
	Recipient string
	Issued    time.Time
	Expires   time.Time // zero: never
}

// Failed returns the first failed check, or false.
func (r Report) Failed() (Check, bool) {
	for _, one := range r.Checks {
		if one.Result == Fail {
			return one, true
		}
	}
	return Check{}, false
}

// Again tells that the badge is not proved only because somebody did not answer:
// every failed check may pass by itself.
func (r Report) Again() bool {
	failed := false
	for _, one := range r.Checks {
		if one.Result == Fail {
			if failed = true; !one.Again {
				return false
			}
		}
	}
	return failed
}
