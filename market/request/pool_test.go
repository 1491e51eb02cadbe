package request_test

import (
	"fmt"
	"strings"
	"testing"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/page"
	"guildhall/engine/policy"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/test/cast"
)

// titles reads the whole pool page by page and gives the titles.
func titles(t *testing.T, c *cast.Cast, who policy.Actor, f request.Filter, size int) string {
	t.Helper()
	var all []string
	for at, pages := (page.Cursor{}), 0; ; pages++ {
		list, next, err := request.Available(t.Context(), c.DB, who, c.Now(), f, at, size)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range list {
			all = append(all, strings.TrimSuffix(q.Title, " please help us"))
		}
		if next.IsZero() {
			return strings.Join(all, " ")
		}
		if at = next; pages > 100 {
			t.Fatal("the pages do not end")
		}
	}
}

func TestThePoolIsFilteredAndReadPageByPage(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko, ben := t.Context(), c.Person("Aiko"), c.Expert("Ben")
		made := map[string]id.ID{}
		post := func(title string, change func(*request.Input)) {
			in := good
			in.Title, in.Description, in.Services = title+" please help us", "We have a problem with our cluster, thank you.", []string{}
			change(&in)
			q, err := c.Requests.Post(ctx, aiko, in)
			want(t, err, "")
			made[title] = q
		}
		post("one", func(in *request.Input) { in.Services = []string{"lambda", "s3"} })
		post("two", func(in *request.Input) { in.Country, in.BudgetBand, in.BudgetCurrency = "JP", 1, "USD" })
		post("three", func(in *request.Input) {
			in.Title, in.Description = "三つ目のリクエストです。ＥＣ２", "データベースの移行を手伝ってください。期限は来月末までです。よろしく。"
		})
		post("four", func(in *request.Input) {
			in.Country, in.BudgetBand, in.BudgetCurrency, in.Services = "DE", 4, "JPY", []string{"s3"}
		})
		post("five", func(in *request.Input) { in.Description += " It is 100% urgent_ly \\ broken" })
		paused := c.Request(aiko, "This one is paused and hidden")
		want(t, c.Requests.Pause(ctx, aiko, paused), "")
		c.Request(ben, "This one is the own request")

		three := "三つ目のリクエストです。ＥＣ２"
		for _, w := range []struct {
			name string
			f    request.Filter
			want string
		}{
			{"everything", request.Filter{}, "five four " + three + " two one"},
			{"service", request.Filter{Service: "s3"}, "four one"},
			{"service nobody asks about", request.Filter{Service: "sqs"}, ""},
			{"language", request.Filter{Lang: "ja"}, three},
			{"country lets anywhere through", request.Filter{Country: "JP"}, "five " + three + " two one"},
			{"least budget", request.Filter{Band: 2}, "four"},
			{"budget said", request.Filter{SaidOnly: true}, "four two"},
			{"age", request.Filter{Days: 1}, "five four " + three + " two one"},
			{"words in any case", request.Filter{Words: "CLUSTER"}, "five four two one"},
			{"words in another width", request.Filter{Words: "データベース"}, three},
			{"wild cards are letters", request.Filter{Words: "100% urgent_"}, "five"},
			{"no wild card", request.Filter{Words: "1%t"}, ""},
			{"a backslash", request.Filter{Words: `\ broken`}, "five"},
			{"all together", request.Filter{Service: "s3", Lang: "en", Country: "DE", Band: 3, Days: 7, Words: "four"}, "four"},
		} {
			for _, size := range []int{1, 2, 20} {
				if got := titles(t, c, ben, w.f, size); got != w.want {
					t.Errorf("%s, %d a page: %q, want %q", w.name, size, got, w.want)
				}
			}
		}

		want(t, c.Requests.PutAside(ctx, ben, made["four"]), "")
		want(t, c.Requests.PutAside(ctx, ben, made["four"]), "")
		if got := titles(t, c, ben, request.Filter{Service: "s3"}, 20); got != "one" {
			t.Errorf("after putting aside: %q", got)
		}
		if got := titles(t, c, ben, request.Filter{Aside: true}, 20); got != "four" {
			t.Errorf("put aside: %q", got)
		}
		// Ben's own request is in the pool of others.
		if got := titles(t, c, c.Expert("Dai"), request.Filter{Service: "s3"}, 20); got != "This one is the own request four one" {
			t.Errorf("another expert sees: %q", got)
		}
		want(t, c.Requests.TakeBack(ctx, ben, made["four"]), "")
		if got := titles(t, c, ben, request.Filter{Aside: true}, 20); got != "" {
			t.Errorf("still aside: %q", got)
		}
	})
}

func TestThePoolIsSeenByRightOnly(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko, ben := t.Context(), c.Person("Aiko"), c.Person("Ben")
		q := c.Request(aiko, good.Title)
		look := func(code string) {
			t.Helper()
			_, _, err := request.Available(ctx, c.DB, ben, c.Now(), request.Filter{}, page.Cursor{}, 10)
			want(t, err, code)
			_, err = request.View(ctx, c.DB, ben, q)
			want(t, err, code)
			want(t, c.Requests.PutAside(ctx, ben, q), code)
		}
		look("pool.not_registered")
		reg := c.Register(ben)
		look("pool.not_certified")
		cer := c.Certify(ben)
		look("")
		want(t, c.Registrations.Suspend(ctx, c.Desk("Chie"), registration.SuspendInput{Registration: reg, Rule: "conduct", Reason: "Complaints."}), "")
		look("pool.not_registered")
		want(t, c.Registrations.Restore(ctx, c.Desk("Chie"), reg, "Solved."), "")
		want(t, c.Experts.WithdrawCertification(ctx, c.Desk("Chie"), cer, "Wrong."), "")
		look("pool.not_certified")
	})
}

var fill = db.Write("test.request.fill", `INSERT INTO request (id, state, state_since, version, edition, organisation_id, person_id, title, description,
	lang, services, country, budget_currency, budget_band, preferred_name, email, responses, reason, posted_at)
	VALUES ($1, 'open', $2, 1, 1, $3, $4, $5, 'x', 'en', '', '', '', 0, '', '', 0, '', $2)`)

// A filter that lets almost nothing through must not make one page look at the
// whole pool: the page ends at its window and the next goes on there.
func TestARareMatchIsReachedWindowByWindow(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, aiko, ben := t.Context(), c.Person("Aiko"), c.Expert("Ben")
		c.Request(aiko, "The needle in the hay")
		base := int64(c.Now()) + 1_000_000
		err := c.DB.Update(ctx, func(tx *db.Tx) error {
			tx.Recorded = true // Rows to look through, without the rooms' trouble.
			for i := range 9000 {
				if _, err := tx.Exec(ctx, fill, id.New(), base+int64(i/3), aiko.Organisation, aiko.Person, fmt.Sprintf("Hay %d", i)); err != nil {
					return err
				}
			}
			return nil
		})
		want(t, err, "")
		var pages, found int
		for at := (page.Cursor{}); ; {
			list, next, err := request.Available(ctx, c.DB, ben, c.Now(), request.Filter{Words: "needle"}, at, 20)
			want(t, err, "")
			pages, found = pages+1, found+len(list)
			if at = next; next.IsZero() || pages > 10 {
				break
			}
		}
		if found != 1 || pages != 3 {
			t.Errorf("%d found on %d pages", found, pages)
		}
		seen := map[id.ID]bool{}
		for at, n := (page.Cursor{}), 0; n < 5; n++ {
			list, next, err := request.Available(ctx, c.DB, ben, c.Now(), request.Filter{}, at, 50)
			want(t, err, "")
			for _, q := range list {
				if seen[q.ID] {
					t.Fatal("shown twice")
				}
				seen[q.ID] = true
			}
			at = next
		}
		if len(seen) != 250 {
			t.Errorf("%d different requests on five pages of fifty", len(seen))
		}
	})
}
