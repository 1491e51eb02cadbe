package story_test

import (
	"bytes"
	"encoding/base64"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/test/cast"
	"guildhall/test/world"
)

// onePixel is the smallest PNG.
var onePixel, _ = base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

// upload sends one picture as a page's form does.
func upload(t *testing.T, b *world.Browser, path string, content []byte) world.Answer {
	t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("picture", "me.png")
	if err == nil {
		_, err = part.Write(content)
	}
	if err != nil || m.Close() != nil {
		t.Fatal(err)
	}
	return b.Do("POST", path, m.FormDataContentType(), &body, nil)
}

type apiRequest struct {
	ID, State, Title, Description, Language, Country, Email string
	WaitsFor                                                string `json:"waits_for"`
	Edition, Responses                                      int64
	Services                                                []string
	Budget                                                  *struct {
		Currency string
		Band     int
		From     int64 `json:"from_minor"`
	}
	Moves []struct{ Move, Operation string }
}

func body(extra map[string]any) map[string]any {
	all := map[string]any{"title": helpTitle, "description": helpText, "preferred_name": "Aiko", "email": "aiko@example.org"}
	for k, v := range extra {
		all[k] = v
	}
	return all
}

func TestRequestsOverTheAPI(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken)
		eve := w.Join(t, account.NewPerson{Name: "Eve", Email: "eve@example.org"})
		aiko.JSON("POST", "/requests", body(map[string]any{"title": "short"}), nil).Want(t, 422)
		aiko.JSON("POST", "/requests", body(map[string]any{"colour": "red"}), nil).Want(t, 422)
		w.Visitor(t).JSON("POST", "/requests", body(nil), nil).Want(t, 401)
		var q apiRequest
		once := http.Header{"Idempotency-Key": {"once"}}
		for range 2 {
			a := aiko.Do("POST", "/api/v1/requests", "application/json", strings.NewReader(`{"title":"`+helpTitle+`","description":"It reads ten thousand files from S3 every night.",
				"preferred_name":"Aiko","email":"aiko@example.org","budget":{"currency":"USD","band":2}}`), once).Want(t, 201)
			if q.ID != "" && !strings.Contains(a.Body, q.ID) {
				t.Fatal("one key made two requests")
			}
			q.ID = a.Body[strings.Index(a.Body, "req_"):][:30]
		}
		aiko.JSON("GET", "/requests/"+q.ID, nil, &q).Want(t, 200)
		if q.State != "open" || q.WaitsFor != "expert" || q.Email == "" || q.Budget == nil || q.Budget.From != 50000 || len(q.Moves) != 2 || q.Language != "en" ||
			strings.Join(q.Services, " ") != "lambda s3" {
			t.Errorf("%+v", q)
		}
		var seen apiRequest
		ben.JSON("GET", "/requests/"+q.ID, nil, &seen).Want(t, 200)
		if seen.Email != "" || len(seen.Moves) != 0 {
			t.Errorf("an expert sees %+v", seen)
		}
		eve.JSON("GET", "/requests/"+q.ID, nil, nil).Want(t, 403)
		eve.JSON("GET", "/requests/req_nonsense", nil, nil).Want(t, 404)
		eve.JSON("PUT", "/requests/"+q.ID, body(nil), nil).Want(t, 404)
		for _, move := range []string{"pause", "resume", "close"} {
			eve.JSON("POST", "/requests/"+q.ID+"/"+move, nil, nil).Want(t, 404)
		}
		q = apiRequest{ID: q.ID}
		aiko.JSON("PUT", "/requests/"+q.ID, body(map[string]any{"services": []string{}, "country": "DE", "edition": 1}), &q).Want(t, 200)
		aiko.JSON("PUT", "/requests/"+q.ID, body(map[string]any{"edition": 1}), nil).Want(t, 409)
		if len(q.Services) != 0 || q.Country != "DE" || q.Edition != 2 || q.Budget != nil {
			t.Errorf("after the change %+v", q)
		}
		for i := range 3 {
			aiko.JSON("POST", "/requests", body(map[string]any{"title": "One more request, number " + string(rune('1'+i))}), nil).Want(t, 201)
		}
		for _, who := range []struct {
			b    *world.Browser
			path string
		}{{aiko, "/requests?limit=3"}, {ben, "/available-requests?limit=3"}} {
			var page struct {
				Items []apiRequest
				Next  string
			}
			who.b.JSON("GET", who.path, nil, &page).Want(t, 200)
			if len(page.Items) != 3 || page.Next == "" {
				t.Fatalf("%s: %+v", who.path, page)
			}
			var rest struct {
				Items []apiRequest
				Next  string
			}
			who.b.JSON("GET", who.path+"&cursor="+page.Next, nil, &rest).Want(t, 200)
			if len(rest.Items) != 1 || rest.Next != "" || rest.Items[0].ID != q.ID {
				t.Errorf("%s: then %+v", who.path, rest)
			}
		}
		eve.JSON("GET", "/available-requests", nil, nil).Want(t, 403)
		ben.JSON("GET", "/available-requests?cursor=nonsense", nil, nil).Want(t, 422)
		ben.JSON("POST", "/available-requests/"+q.ID+"/hide", nil, nil).Want(t, 204)
		var hidden listOf[apiRequest]
		ben.JSON("GET", "/available-requests?hidden=true", nil, &hidden).Want(t, 200)
		if len(hidden.Items) != 1 || hidden.Items[0].ID != q.ID {
			t.Errorf("hidden: %+v", hidden)
		}
		ben.JSON("POST", "/available-requests/"+q.ID+"/show", nil, nil).Want(t, 204)
		aiko.JSON("POST", "/requests/"+q.ID+"/pause", nil, &q).Want(t, 200)
		aiko.JSON("POST", "/requests/"+q.ID+"/pause", nil, nil).Want(t, 409)
		aiko.JSON("POST", "/requests/"+q.ID+"/resume", nil, &q).Want(t, 200)
		s.Answer(q.ID)
		var answers listOf[struct {
			Conversation string
			Expert       struct{ Name, Page string }
			Yours        bool `json:"waits_for_you"`
		}]
		aiko.JSON("GET", "/requests/"+q.ID+"/responses", nil, &answers).Want(t, 200)
		if len(answers.Items) != 1 || answers.Items[0].Expert.Name != "Ben Carter" || !answers.Items[0].Yours {
			t.Errorf("answers: %+v", answers)
		}
		ben.JSON("GET", "/requests/"+q.ID+"/responses", nil, nil).Want(t, 404)
		q = apiRequest{ID: q.ID}
		aiko.JSON("POST", "/requests/"+q.ID+"/close", nil, &q).Want(t, 200)
		if q.State != "closed" || len(q.Moves) != 0 || q.Responses != 1 {
			t.Errorf("at the end %+v", q)
		}
	})
}

func TestExpertsCompaniesAndSellersOverTheAPI(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		dai := w.Join(t, account.NewPerson{Name: "Dai", Email: "dai@example.org"})
		type expert struct {
			State, Handle string
			Edition       int64
			Lacks         []string
			Shown         bool
			Rate          *struct {
				From int64 `json:"from_minor"`
			} `json:"hourly_rate"`
			Moves []struct{ Move string }
		}
		var e expert
		dai.JSON("GET", "/me/expert", nil, nil).Want(t, 404)
		dai.JSON("POST", "/me/expert", map[string]any{"name": "Dai", "handle": "dai", "biography": "Queues.",
			"hourly_rate": map[string]any{"from_minor": 9000, "to_minor": 8000, "currency": "USD"}}, nil).Want(t, 422)
		dai.JSON("POST", "/me/expert", map[string]any{"name": "Dai", "handle": "dai", "biography": "Queues.",
			"hourly_rate": map[string]any{"from_minor": 9000, "to_minor": 12000, "currency": "JPY"}}, &e).Want(t, 201)
		dai.JSON("POST", "/me/expert", map[string]any{"name": "Dai"}, nil).Want(t, 409)
		wrong := dai.JSON("PUT", "/me/expert", map[string]any{"name": "Dai", "about": map[string]any{"entries": []any{map[string]any{"title": "x", "from": "May"}}}}, nil).Want(t, 422)
		if !strings.Contains(wrong.Body, `"#/about/entries/0/from"`) {
			t.Error(wrong.Body)
		}
		if e.State != "hidden" || e.Rate == nil || e.Rate.From != 9000 || strings.Join(e.Lacks, " ") != "picture" || len(e.Moves) != 0 {
			t.Errorf("%+v", e)
		}
		dai.JSON("POST", "/me/expert/show", nil, nil).Want(t, 403)
		dai.Do("PUT", "/api/v1/me/expert/picture", "application/octet-stream", bytes.NewReader([]byte("none")), nil).Want(t, 422)
		dai.Do("PUT", "/api/v1/me/expert/picture", "application/octet-stream", bytes.NewReader(onePixel), nil).Want(t, 200)
		dai.JSON("POST", "/me/expert/show", nil, &e).Want(t, 200)
		w.Visitor(t).JSON("GET", "/experts/dai", nil, nil).Want(t, 404)

		var g struct {
			State        string
			WaitsFor     string `json:"waits_for"`
			DecideBy     string `json:"decide_by"`
			Capabilities struct {
				SeesPool   bool `json:"sees_pool"`
				PublicPage bool `json:"public_page"`
			}
		}
		details := map[string]any{"legal_name": "Dai Sato", "country": "JP", "not_employed": true, "terms_accepted": true}
		dai.JSON("GET", "/seller", nil, nil).Want(t, 404)
		dai.JSON("POST", "/seller/submit", details, nil).Want(t, 404)
		dai.JSON("POST", "/seller", map[string]any{"legal_name": "Dai", "country": "JP", "not_employed": false, "terms_accepted": true}, nil).Want(t, 422)
		dai.JSON("POST", "/seller", details, &g).Want(t, 201)
		dai.JSON("POST", "/seller/submit", details, nil).Want(t, 403)
		world.SetUpFactor(t, w.House, dai.Person)
		for _, kind := range []registration.Kind{registration.Contact, registration.Identity, registration.Antisocial, registration.Tax, registration.DAC7} {
			dai.JSON("GET", "/seller/checks/"+string(kind), nil, nil).Want(t, 200)
			if kind == registration.Identity {
				dai.JSON("POST", "/seller/checks/identity", map[string]any{"answer": cast.Answers(kind, "JP")}, nil).Want(t, 422)
				dai.Do("POST", "/api/v1/seller/checks/identity/papers?name=page.png", "application/octet-stream", bytes.NewReader(cast.Specimen()), nil).Want(t, 201)
			}
			dai.JSON("POST", "/seller/checks/"+string(kind), map[string]any{"answer": cast.Answers(kind, "JP")}, nil).Want(t, 200)
		}
		world.Elsewhere(t, w.House, dai.Actor(), registration.Bank)
		world.Elsewhere(t, w.House, dai.Actor(), registration.Preference)
		dai.JSON("GET", "/seller/checks/horoscope", nil, nil).Want(t, 404)
		dai.JSON("POST", "/seller/submit", details, &g).Want(t, 200)
		if g.State != "checking" || g.WaitsFor != "operator" || g.DecideBy == "" || g.Capabilities.PublicPage {
			t.Errorf("%+v", g)
		}
		s.Activate(dai.Org)
		dai.JSON("GET", "/seller", nil, &g).Want(t, 200)
		if g.State != "active" || !g.Capabilities.PublicPage || g.Capabilities.SeesPool {
			t.Errorf("%+v", g)
		}
		var page struct{ Name, Page, Biography string }
		w.Visitor(t).JSON("GET", "/experts/dai", nil, &page).Want(t, 200)
		if page.Name != "Dai" || page.Page != "/e/dai" {
			t.Errorf("%+v", page)
		}
		dai.JSON("PUT", "/me/expert", map[string]any{"name": "Dai S.", "biography": "Queues.", "edition": 99}, nil).Want(t, 409)
		dai.JSON("PUT", "/me/expert", map[string]any{"name": "Dai S.", "biography": "Queues."}, &e).Want(t, 200)
		dai.JSON("POST", "/me/expert/hide", nil, &e).Want(t, 200)
		if e.State != "hidden" || e.Shown || e.Handle != "dai" {
			t.Errorf("%+v", e)
		}
		var company struct{ State, Website string }
		dai.JSON("GET", "/company", nil, nil).Want(t, 404)
		dai.JSON("PUT", "/company", map[string]any{"name": "Dai Works", "description": "Queues.", "website": "dai.example", "handle": "dai-works"}, &company).Want(t, 200)
		dai.Do("PUT", "/api/v1/company/logo", "application/octet-stream", bytes.NewReader(onePixel), nil).Want(t, 200)
		dai.JSON("POST", "/company/show", nil, &company).Want(t, 200)
		w.Visitor(t).JSON("GET", "/companies/dai-works", nil, &page).Want(t, 200)
		if company.Website != "https://dai.example" || page.Name != "Dai Works" {
			t.Errorf("%+v %+v", company, page)
		}
		var buyer struct {
			Name   string
			MayBuy bool `json:"may_buy"`
		}
		dai.JSON("GET", "/buyer", nil, &buyer).Want(t, 200)
		if !buyer.MayBuy {
			t.Errorf("%+v", buyer)
		}
	})
}
