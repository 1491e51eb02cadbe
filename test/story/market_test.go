package story_test

import (
	"net/url"
	"strings"
	"testing"

	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/test/cast"
	"guildhall/test/world"
)

const (
	helpTitle = "Our nightly Lambda job times out"
	helpText  = "It reads **ten thousand** files from S3.\r\n\r\n- since last week\r\n- every night at two"
)

// says fails unless the page holds every one of these words.
func says(t *testing.T, a world.Answer, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(a.Body, w) {
			t.Errorf("the page does not say %q: %s", w, world.Words(a.Body))
		}
	}
}

func TestAVisitorsRequestIsKeptThroughSignIn(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		visitor := w.Visitor(t)
		says(t, visitor.Get("/").Want(t, 200), `action="/requests/draft"`, `name="title"`)
		a := visitor.Post("/requests/draft", "title", "too short", "description", helpText).Want(t, 422)
		says(t, a, "too short", "ten thousand", "at least 10 characters")
		says(t, visitor.Get("/requests/new").Want(t, 200), "too short", "ten thousand")
		a = visitor.Post("/requests/draft", "title", helpTitle, "description", helpText, "country", "JP", "budget", "USD 2").Want(t, 303)
		review := a.Location
		a = visitor.Get(review).Want(t, 303)
		if !strings.HasPrefix(a.Location, "/sign-in?back=") || !strings.Contains(a.Location, url.QueryEscape("/requests/review")) {
			t.Fatalf("a visitor is led to %s", a.Location)
		}
		says(t, visitor.Get(a.Location).Want(t, 200), "Your request is kept")
		// The letter is opened in another browser: the link brings the draft along.
		aiko := w.Join(t, account.NewPerson{Name: "Aiko Tanaka of the Accounting Department", Email: "aiko@example.org"})
		if a := aiko.Get(review).Want(t, 303); a.Location != "/requests/review" {
			t.Fatalf("led to %s", a.Location)
		}
		says(t, aiko.Get("/requests/review").Want(t, 200), helpTitle, "<strong>ten thousand</strong>", "AWS Lambda", "Amazon S3", "Japan", "$500 to $2,000", "aiko@example.org")
		a = aiko.Post("/requests", "preferred_name", "", "email", "aiko", "services_shown", "1", "services", "lambda").Want(t, 422)
		says(t, a, "Please fill this in", "Please write an e-mail address")
		a = aiko.Post("/requests", "preferred_name", "Aiko", "email", "aiko@example.org", "services_shown", "1", "services", "lambda", "service_more", "sqs").Want(t, 303)
		says(t, aiko.Get(a.Location).Want(t, 200), helpTitle, "Amazon SQS", "Experts can see your request")
		if b := aiko.Post("/requests", "preferred_name", "Aiko", "email", "aiko@example.org").Want(t, 303); b.Location != "/requests" {
			t.Errorf("the draft was posted twice, or led to %s", b.Location)
		}
		stranger := w.Join(t, account.NewPerson{Name: "Eve", Email: "eve@example.org"})
		for _, path := range []string{"", "/edit", "/compare"} {
			stranger.Get(a.Location+path).Want(t, 404)
		}
		for _, move := range []string{"/edit", "/pause", "/resume", "/close"} {
			stranger.Post(a.Location+move).Want(t, 404)
		}
	})
}

func TestAnExpertAnswersAndTheCustomerCompares(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken)
		q := request.RequestID.Text(s.Post("RDS bill doubled in October"))
		dai := w.Join(t, account.NewPerson{Name: "Dai", Email: "dai@example.org"})
		says(t, dai.Get("/work").Want(t, 200), "Register your organisation first", "/experts/join")
		says(t, dai.Get("/work/"+q).Want(t, 200), "Register your organisation first")
		dai.Post("/work/"+q+"/hide").Want(t, 403)
		dai.Post("/work/"+q+"/answer", "text", "Hello").Want(t, 200)

		says(t, ben.Get("/work?q=rds&service=rds&lang=en&days=7").Want(t, 200), "RDS bill doubled", "Nobody else has responded yet", "Budget not said")
		if a := ben.Get("/work?service=sqs"); strings.Contains(a.Body, "RDS bill doubled") {
			t.Error("the filter lets it through")
		}
		ben.Get("/work?after=nonsense").Want(t, 422)
		ben.Post("/work/"+q+"/hide", "_back", "/work").Want(t, 303)
		if a := ben.Get("/work"); strings.Contains(a.Body, "RDS bill doubled") {
			t.Error("what was hidden is shown")
		}
		says(t, ben.Get("/work?aside=1").Want(t, 200), "RDS bill doubled")
		ben.Post("/work/"+q+"/show").Want(t, 303)

		page := ben.Get("/work/"+q).Want(t, 200)
		says(t, page, "Aiko T. asks", "Hello Aiko T.", "Ben Carter")
		if strings.Contains(page.Body, "aiko@example.org") {
			t.Error("the customer's address is shown")
		}
		says(t, ben.Post("/work/"+q+"/answer", "text", " ").Want(t, 422), "Please fill this in")
		a := ben.Post("/work/"+q+"/answer", "text", "I can look at this today.", "voice", "self").Want(t, 303)
		says(t, ben.Get("/work/"+q).Want(t, 200), "You have answered this request", a.Location)
		s.Seller(dai.Actor(), "Dai Sato", "JP")
		second, err := w.House.Talks.Answer(t.Context(), dai.Actor(), talk.AnswerInput{Request: must1(request.RequestID.Parse(q)), Voice: "self", Text: "Me too."})
		if err != nil {
			t.Fatal(err)
		}
		says(t, aiko.Get("/requests").Want(t, 200), "2件の応答が返信待ち")
		says(t, aiko.Get("/requests/"+q).Want(t, 200), "Ben Carter", "Dai Sato", a.Location)
		says(t, aiko.Get("/requests/"+q+"/compare").Want(t, 200), "Ben Carter", "Dai Sato", "AWS Certified Solutions Architect", "Databases, mostly.")
		only := aiko.Get("/requests/"+q+"/compare?c="+talk.ConversationID.Text(second)).Want(t, 200)
		if strings.Contains(only.Body, "Ben Carter") {
			t.Error("who was not chosen is compared")
		}
		aiko.Post("/requests/"+q+"/pause").Want(t, 303)
		says(t, aiko.Get("/requests/"+q), "応答の受付を再開する")
		aiko.Post("/requests/"+q+"/resume").Want(t, 303)
		aiko.Post("/requests/"+q+"/close").Want(t, 303)
		aiko.Post("/requests/"+q+"/close").Want(t, 409)
		says(t, ben.Get("/work/"+q).Want(t, 200), "You have answered this request")

		owner, other := world.At(t, w.Address, s.AikoToken), request.RequestID.Text(s.Post("Another question about Lambda"))
		owner.Post("/requests/"+other+"/pause").Want(t, 303)
		says(t, ben.Get("/work/"+other).Want(t, 200), "The customer has paused it. It may open again.")
		owner.Post("/requests/"+other+"/close").Want(t, 303)
		says(t, ben.Get("/work/"+other).Want(t, 200), "This request is closed")
	})
}

func must1[T any](v T, ok bool) T {
	if !ok {
		panic("malformed")
	}
	return v
}

func TestAnExpertWritesAProfileAndRegisters(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		dai := w.Join(t, account.NewPerson{Name: "Dai Sato", Email: "dai@example.org"})
		says(t, dai.Get("/experts/join").Want(t, 200), "Go to my profile")
		says(t, dai.Get("/profile").Want(t, 200), "Write your profile")
		shown := dai.Post("/profile", "then", "preview", "name", "Dai", "biography", "I like **queues**.", "rate_from", "1,000", "rate_currency", "USD").Want(t, 200)
		says(t, shown, "<strong>queues</strong>", "$1,000.00 an hour")
		shown = dai.Post("/profile", "then", "preview", "name", "Dai", "skills", "RDS, Terraform", "zone", "Asia/Tokyo",
			"entries.0.title", "Plumber of queues", "entries.0.organisation", "Kumo", "entries.0.from", "2019-04",
			"links.0.kind", "recommendation", "links.0.label", "What Kumo says", "links.0.address", "kumo.example/dai").Want(t, 200)
		says(t, shown, "Plumber of queues", "since April 2019", "Amazon RDS", "Terraform", "Asia/Tokyo (UTC+09:00)", `href="https://kumo.example/dai" rel="nofollow`)
		says(t, dai.Post("/profile", "name", "Dai", "entries.0.organisation", "Kumo").Want(t, 422), "Please fill this in")
		says(t, dai.Post("/profile", "name", "", "handle", "no spaces", "biography", "kept words").Want(t, 422), "Please fill this in", "kept words", "no spaces")
		dai.Post("/profile", "name", "Dai", "handle", "dai", "biography", "I like **queues**.", "languages", "ja", "languages", "en", "country", "JP").Want(t, 303)
		says(t, dai.Get("/profile").Want(t, 200), "still needs", "photo", `href="/work"`)
		dai.Post("/profile/show").Want(t, 403)
		form(t, dai, "/profile/picture", map[string]string{"_key": "p1"}, nil).Want(t, 422)
		upload(t, dai, "/profile/picture", []byte("no picture")).Want(t, 422)
		upload(t, dai, "/profile/picture", onePixel).Want(t, 303)
		dai.Post("/profile/show").Want(t, 303)
		dai.Get("/e/dai").Want(t, 404)

		says(t, dai.Post("/registration", "legal_name", "Dai Sato").Want(t, 422), "Please fill this in", "Please accept the terms")
		dai.Post("/registration", "legal_name", "Dai Sato", "country", "JP", "not_employed", "1", "terms_accepted", "1").Want(t, 303)
		dai.Post("/registration/submit").Want(t, 403)
		says(t, dai.Get("/registration").Want(t, 200), "checks are still to be answered", "/registration/checks/contact")
		setUpApp(t, dai)
		says(t, dai.Post("/registration/checks/contact", "street", "1-2-3", "phone", "ring me").Want(t, 422), "does not look like a telephone number", "ring me")
		for _, kind := range []registration.Kind{registration.Contact, registration.Identity, registration.Antisocial, registration.Tax, registration.DAC7} {
			dai.Get("/registration/checks/"+string(kind)).Want(t, 200)
			pairs := []string{}
			for name, said := range cast.Answers(kind, "JP") {
				pairs = append(pairs, name, said)
			}
			if kind == registration.Identity {
				says(t, dai.Post("/registration/checks/identity", pairs...).Want(t, 422), "Please add a picture or PDF")
				show(t, dai, pairs)
				continue
			}
			dai.Post("/registration/checks/"+string(kind), pairs...).Want(t, 303)
		}
		world.Elsewhere(t, w.House, dai.Actor(), registration.Bank)
		world.Elsewhere(t, w.House, dai.Actor(), registration.Preference)
		says(t, dai.Get("/registration").Want(t, 200), "Everything is there")
		dai.Post("/registration/submit").Want(t, 303)
		says(t, dai.Get("/registration").Want(t, 200), "The operator is checking", "14 days", "Waits for the operator since")
		s.Activate(dai.Org)
		page := w.Visitor(t).Get("/e/dai").Want(t, 200)
		says(t, page, "<strong>queues</strong>", "/e/dai/message", "Japan")
		picture := page.Body[strings.Index(page.Body, `src="/pictures/`)+5:]
		w.Visitor(t).Get(picture[:strings.IndexByte(picture, '"')]).Want(t, 200)
		w.Visitor(t).Get("/pictures/..%2Fattachment").Want(t, 404)
		w.Visitor(t).Get("/pictures/none.png").Want(t, 404)

		// A visitor writes to Dai and is asked to confirm; who is signed in writes at once.
		visitor := w.Visitor(t)
		visitor.Post("/e/dai/message", "subject", "x", "text", "Could you help?").Want(t, 422)
		sent := visitor.Post("/e/dai/message", "name", "Mei", "email", "mei@example.org", "subject", "Queues", "text", "Could you help us with queues?").Want(t, 303)
		says(t, visitor.Get(sent.Location).Want(t, 200), "Look into your mailbox")
		aiko := world.At(t, w.Address, s.AikoToken)
		a := aiko.Post("/e/dai/message", "subject", "Queues", "text", "Could you help us with queues?").Want(t, 303)
		says(t, aiko.Get(a.Location).Want(t, 200), "Could you help us with queues?")
		dai.Post("/profile/hide").Want(t, 303)
		w.Visitor(t).Get("/e/dai").Want(t, 404)
	})
}

func TestARegistrationAsksForAPhotoAndLeadsThereAndBack(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		world.People(t, w.House)
		dai := w.Join(t, account.NewPerson{Name: "Dai Sato", Email: "dai@example.org"})
		dai.Post("/registration", "legal_name", "Dai Sato", "country", "JP", "not_employed", "1", "terms_accepted", "1").Want(t, 303)
		says(t, dai.Get("/registration").Want(t, 200), "Photo and biography", `href="/profile"`, "Go there")
		says(t, dai.Get("/profile").Want(t, 200), "Your registration asks for this: Photo and biography", "/registration#checks")
		dai.Post("/profile", "name", "Dai", "biography", "I like queues.").Want(t, 303)
		says(t, dai.Get("/profile").Want(t, 200), "Your registration asks for this")
		upload(t, dai, "/profile/picture", onePixel).Want(t, 303)
		says(t, dai.Get("/profile").Want(t, 200), "this part of your registration is in order")
		passed := func() bool {
			g, _ := registration.Of(t.Context(), w.House.DB, dai.Org)
			checks, _ := registration.ChecksOf(t.Context(), w.House.DB, g.ID)
			c, _ := checks.Of(registration.Individual)
			return c.State == registration.Passed
		}
		w.Until(t, "the photo settles its check", passed)
	})
}

func TestACompanyShowsItself(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		ben := world.At(t, w.Address, s.BenToken)
		says(t, ben.Get("/company").Want(t, 200), "You act for yourself here")
		firm, err := w.House.Accounts.MakeCompany(t.Context(), s.Ben, account.OrganisationInput{Name: "Kumo Works", Country: "JP"})
		if err != nil {
			t.Fatal(err)
		}
		ben.Post("/hat", "hat", "expert:"+account.OrganisationID.Text(firm)).Want(t, 303)
		says(t, ben.Post("/company", "then", "preview", "name", "Kumo", "description", "Clouds and *queues*.").Want(t, 200), "<em>queues</em>")
		ben.Post("/company", "name", strings.Repeat("x", 41)).Want(t, 422)
		ben.Post("/company", "name", "Kumo Works", "handle", "kumo", "description", "Clouds.", "website", "kumo.example", "country", "JP").Want(t, 303)
		upload(t, ben, "/company/logo", onePixel).Want(t, 303)
		ben.Post("/company/show").Want(t, 303)
		w.Visitor(t).Get("/c/kumo").Want(t, 404)
		ben.Post("/registration", "legal_name", "Kumo Works KK", "country", "JP", "not_employed", "1", "terms_accepted", "1", "seller", "both").Want(t, 303)
		s.Hand(firm, s.Ben)
		s.Activate(firm)
		says(t, w.Visitor(t).Get("/c/kumo").Want(t, 200), "Kumo Works", "https://kumo.example", "Ben Carter", "AWS Certified Solutions Architect", "/c/kumo/message", `rel="nofollow`)
	})
}
