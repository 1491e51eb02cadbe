package badge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"guildhall/base/guard"
)

// Over makes a Fetcher of an HTTP client. The client decides which machines may be
// called: use guard.Client for addresses from strangers. Plain http is never spoken,
// not after a redirect either: an answer that anybody on the way could have written
// proves nothing.
func Over(client *http.Client) Fetcher { return over{client} }

type over struct{ client *http.Client }

// accept asks for what a badge may be written in.
const accept = "application/ld+json, application/json, application/vc+jwt;q=0.9, image/png;q=0.8, image/svg+xml;q=0.8, */*;q=0.1"

// Fetch asks one address.
func (o over) Fetch(ctx context.Context, address string) (Answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return Answer{}, fmt.Errorf("%w: %w", guard.ErrAddress, err)
	}
	if request.URL.Scheme != "https" {
		return Answer{}, fmt.Errorf("%w: scheme %q", guard.ErrAddress, request.URL.Scheme)
	}
	request.Header.Set("Accept", accept)
	client := *o.client
	client.Jar, client.CheckRedirect = nil, o.redirect
	response, err := client.Do(request)
	if err != nil {
		return Answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, MaxBytes+1))
	if err != nil {
		return Answer{}, err
	}
	return Answer{Status: response.StatusCode, Address: response.Request.URL.String(), Body: body}, nil
}

// redirect follows the client's own rules, to https alone.
func (o over) redirect(next *http.Request, via []*http.Request) error {
	if next.URL.Scheme != "https" {
		return fmt.Errorf("%w: a redirect to %q", guard.ErrAddress, next.URL.Scheme)
	}
	if o.client.CheckRedirect != nil {
		return o.client.CheckRedirect(next, via)
	}
	if len(via) > 3 {
		return fmt.Errorf("%w: more than 3 redirects", guard.ErrAddress)
	}
	return nil
}

// What asking can end with, besides an answer of 200.
var (
	errUnanswered = errors.New("nobody answered")           // perhaps later
	errForbidden  = errors.New("this address is not asked") // never
	errAbsent     = errors.New("there is no such document") // 404 and its like
	errGone       = errors.New("the document is gone")      // 410: revoked, for Open Badges 2.0
	errNotJSON    = errors.New("it is no JSON document")
)

const maxAsked = 12 // addresses in one Verify

// asker asks addresses for one Verify: each once, few in all.
type asker struct {
	fetch   Fetcher
	asked   int
	answers map[string]Answer
	errors  map[string]error
}

// address gives the form in which an address is asked: http is asked over https, and a
// fragment is not part of it.
func address(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || len(s) > 2000 || u.Host == "" || u.User != nil || u.Opaque != "" {
		return "", errForbidden
	}
	switch strings.ToLower(u.Scheme) {
	case "http":
		if u.Port() != "" && u.Port() != "80" {
			return "", errForbidden // Another port speaks one language; which, is not guessed.
		}
		u.Host = u.Hostname()
	case "https":
		u.Host = strings.TrimSuffix(u.Host, ":443")
	default:
		return "", errForbidden
	}
	u.Scheme, u.Host, u.Fragment = "https", strings.ToLower(u.Host), ""
	return u.String(), nil
}

// same tells two ids that are the same address, whether with http or https.
func same(a, b string) bool {
	if a == b {
		return a != ""
	}
	one, err := address(a)
	other, otherErr := address(b)
	return err == nil && otherErr == nil && one == other && fragment(a) == fragment(b)
}

func fragment(s string) string {
	_, f, _ := strings.Cut(s, "#")
	return f
}

// ask gives the answer of an address, or one of the errors above.
func (a *asker) ask(ctx context.Context, where string) (Answer, error) {
	where, err := address(where)
	if err != nil {
		return Answer{}, err
	}
	if _, before := a.errors[where]; !before {
		a.asked++
		if a.asked > maxAsked {
			return Answer{}, fmt.Errorf("%w: more than %d for one badge", errForbidden, maxAsked)
		}
		a.answers[where], a.errors[where] = a.fresh(ctx, where)
	}
	return a.answers[where], a.errors[where]
}

func (a *asker) fresh(ctx context.Context, where string) (Answer, error) {
	if a.fetch == nil {
		return Answer{}, fmt.Errorf("%w: no addresses are asked", errUnanswered)
	}
	answer, err := a.fetch.Fetch(ctx, where)
	switch {
	case errors.Is(err, guard.ErrAddress) || errors.Is(err, guard.ErrTooLarge):
		return Answer{}, fmt.Errorf("%w: %w", errForbidden, err)
	case err != nil:
		return Answer{}, fmt.Errorf("%w: %w", errUnanswered, err)
	case len(answer.Body) > MaxBytes:
		return Answer{}, fmt.Errorf("%w: its answer is too large", errForbidden)
	case answer.Status == http.StatusGone:
		return answer, errGone
	case answer.Status >= 500, answer.Status == http.StatusTooManyRequests, answer.Status == http.StatusRequestTimeout:
		return answer, fmt.Errorf("%w: status %d", errUnanswered, answer.Status)
	case answer.Status != http.StatusOK:
		return answer, fmt.Errorf("%w: status %d", errAbsent, answer.Status)
	}
	if answer.Address, err = address(answer.Address); err != nil {
		return Answer{}, err
	}
	return answer, nil
}

// document asks for a JSON document.
func (a *asker) document(ctx context.Context, where string) (object, Answer, error) {
	answer, err := a.ask(ctx, where)
	if err != nil {
		return nil, answer, err
	}
	found, err := parse(answer.Body)
	if err != nil {
		return nil, answer, fmt.Errorf("%w: %w", errNotJSON, err)
	}
	return found, answer, nil
}
