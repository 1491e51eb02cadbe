// Package register asks the registers of the European Commission (VIES) and of HM
// Revenue & Customs whether a VAT number was given out: the real clients behind
// tax.Register. In a sandbox outside/sandbox answers instead.
//
// Invariants: an answer other than "known" or "not known" is an error, so that it is
// asked again and nobody's number is denied because a register was away; a number
// never stands in an error. Calls go through base/guard, bounded in time and bytes.
package register

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"guildhall/base/guard"
	"guildhall/base/seal"
	"guildhall/base/taxid"
	"guildhall/market/tax"
)

// The addresses of the registers.
const (
	VIESAddress = "https://ec.europa.eu/taxation_customs/vies/rest-api"
	HMRCAddress = "https://api.service.hmrc.gov.uk"
)

// ErrAway says that a register gave no answer; it is asked again.
var ErrAway = errors.New("register: no answer")

// Options of a client.
type Options struct {
	Address string // of the register; "" means its own
	// AllowLoopback lets tests call their own servers.
	AllowLoopback bool
}

func (o Options) client() *http.Client {
	return guard.Client(guard.Options{Timeout: 20 * time.Second, MaxBytes: 64 << 10, Redirects: -1, AllowLoopback: o.AllowLoopback})
}

func (o Options) at(path, own string) string {
	if o.Address == "" {
		return own + path
	}
	return strings.TrimRight(o.Address, "/") + path
}

// VIES is the VAT number system of the European Commission (Regulation (EU) 904/2010,
// article 31; REST interface "check-vat-number").
type VIES struct {
	o      Options
	client *http.Client
}

// NewVIES builds the client.
func NewVIES(o Options) *VIES { return &VIES{o, o.client()} }

// Name is how the register is called in the text.
func (*VIES) Name() string { return "vies" }

// members are those whose numbers VIES knows, as taxid calls them: the Union and
// Northern Ireland.
var members = strings.Fields(`AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI`)

// Knows tells whether it can be asked about a kind.
func (*VIES) Knows(kind string) bool {
	country, is := strings.CutPrefix(kind, "vat:")
	return is && slices.Contains(members, country)
}

// Ask asks about one number.
func (v *VIES) Ask(ctx context.Context, kind, number string) (tax.Answer, error) {
	country := strings.TrimPrefix(kind, "vat:")
	if country == "GR" { // VIES writes Greece as the numbers do.
		country = "EL"
	}
	body, err := json.Marshal(map[string]string{"countryCode": country, "vatNumber": strings.TrimPrefix(number, country)})
	if err != nil {
		return tax.Answer{}, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, v.o.at("/check-vat-number", VIESAddress), bytes.NewReader(body))
	if err != nil {
		return tax.Answer{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	var said struct {
		Valid             *bool
		Name              string
		RequestIdentifier string
		ErrorWrappers     []struct{ Error string }
	}
	status, err := send(v.client, request, &said)
	switch {
	case err != nil:
		return tax.Answer{}, err
	case len(said.ErrorWrappers) > 0: // MS_UNAVAILABLE, MS_MAX_CONCURRENT_REQ, INVALID_INPUT ...
		return tax.Answer{}, fmt.Errorf("%w: vies says %.40q", ErrAway, said.ErrorWrappers[0].Error)
	case status != http.StatusOK || said.Valid == nil:
		return tax.Answer{}, fmt.Errorf("%w: vies answers %d", ErrAway, status)
	}
	if strings.Trim(said.Name, "- ") == "" { // "---": the member tells no names.
		said.Name = ""
	}
	return tax.Answer{Known: *said.Valid, Name: said.Name, Reference: said.RequestIdentifier}, nil
}

// HMRC is the register of the United Kingdom ("Check a UK VAT number", version 2, which
// wants the credentials of an application).
type HMRC struct {
	o      Options
	client *http.Client
	id     string
	secret seal.Secret

	mu    sync.Mutex
	token seal.Secret
	until time.Time
}

// NewHMRC builds the client with the credentials that HMRC's developer hub gave.
func NewHMRC(o Options, id string, secret seal.Secret) *HMRC {
	return &HMRC{o: o, client: o.client(), id: id, secret: secret}
}

// Name is how the register is called in the text.
func (*HMRC) Name() string { return "hmrc" }

// Knows tells whether it can be asked about a kind.
func (*HMRC) Knows(kind string) bool { return kind == "vat:GB" }

// Ask asks about one number.
func (h *HMRC) Ask(ctx context.Context, kind, number string) (tax.Answer, error) {
	token, err := h.signIn(ctx)
	if err != nil {
		return tax.Answer{}, err
	}
	if result, _ := taxid.Check(kind, number); !result.OK() {
		return tax.Answer{}, fmt.Errorf("%w: not a number of the United Kingdom", ErrAway)
	}
	path := "/organisations/vat/check-vat-number/lookup/" + url.PathEscape(strings.TrimPrefix(number, "GB"))
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.o.at(path, HMRCAddress), nil)
	if err != nil {
		return tax.Answer{}, err
	}
	request.Header.Set("Accept", "application/vnd.hmrc.2.0+json")
	request.Header.Set("Authorization", "Bearer "+token.Reveal())
	var said struct {
		Code               string
		ConsultationNumber string
		Target             struct{ Name, VatNumber string }
	}
	status, err := send(h.client, request, &said)
	switch {
	case err != nil:
		return tax.Answer{}, err
	case status == http.StatusNotFound && said.Code == "NOT_FOUND":
		return tax.Answer{}, nil
	case status != http.StatusOK || said.Target.VatNumber == "":
		return tax.Answer{}, fmt.Errorf("%w: hmrc answers %d", ErrAway, status)
	}
	return tax.Answer{Known: true, Name: said.Target.Name, Reference: said.ConsultationNumber}, nil
}

// signIn gets a token for the application and keeps it until shortly before its end.
func (h *HMRC) signIn(ctx context.Context) (seal.Secret, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Now().Before(h.until) {
		return h.token, nil
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {h.id}, "client_secret": {h.secret.Reveal()}, "scope": {"read:vat"}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.o.at("/oauth/token", HMRCAddress), strings.NewReader(form.Encode()))
	if err != nil {
		return h.token, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var said struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
	}
	status, err := send(h.client, request, &said)
	if err != nil {
		return h.token, err
	}
	if status != http.StatusOK || said.AccessToken == "" {
		return h.token, fmt.Errorf("%w: hmrc lets nobody in, %d", ErrAway, status)
	}
	h.token, h.until = seal.Hide(said.AccessToken), time.Now().Add(time.Duration(said.ExpiresIn)*time.Second-time.Minute)
	return h.token, nil
}

// send makes a call and reads its JSON; a call that fails says so without the address,
// which may hold the number.
func send(client *http.Client, request *http.Request, into any) (status int, err error) {
	response, err := client.Do(request)
	if err != nil {
		var at *url.Error
		if errors.As(err, &at) {
			err = at.Err
		}
		return 0, fmt.Errorf("%w: %w", ErrAway, err)
	}
	defer func() { _ = response.Body.Close() }()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		return response.StatusCode, fmt.Errorf("%w: %d and no JSON", ErrAway, response.StatusCode)
	}
	return response.StatusCode, nil
}
