package desk

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/request"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

func TestTheJournalIsNarrowedByEachFilterAndByAllAtOnce(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		desk := browser(t, w, s.Chie)
		first := request.RequestID.Text(s.Post("Before the clock moved"))
		desk.Post("/desk/clock", "hours", "240").Want(t, 303)
		for end := time.Now().Add(time.Minute); time.Now().Before(end) && strings.Contains(desk.Get("/desk/clock").Body, "clock-progress"); time.Sleep(20 * time.Millisecond) {
		}
		second := request.RequestID.Text(s.Post("After the clock moved"))
		talk := s.Talk(requested(t, second))

		zone, err := time.LoadLocation("Asia/Tokyo")
		if err != nil {
			t.Fatal(err)
		}
		later := dbtest.Monday.In(zone).AddDate(0, 0, 5).Format(time.DateOnly)
		read := func(pairs ...string) world.Answer {
			q := url.Values{}
			for i := 0; i < len(pairs); i += 2 {
				q.Set(pairs[i], pairs[i+1])
			}
			return desk.Get("/desk/journal?"+q.Encode()).Want(t, 200)
		}
		rows := func(a world.Answer) int { return strings.Count(a.Body, `class="cover"`) }

		for _, one := range []struct {
			filter []string
			rows   int
			event  string
		}{
			{[]string{"what", "request.post"}, 2, "request.post"},
			{[]string{"what", "request.post", "from", later}, 1, "request.post"},
			{[]string{"what", "request.post", "until", later}, 1, "request.post"},
			{[]string{"what", "request.post", "from", later, "until", later}, 0, ""},
			{[]string{"what", "request.post", "actor", "愛子"}, 2, "request.post"},
			{[]string{"what", "request.post", "actor", "aiko@example.org"}, 2, "request.post"},
			{[]string{"what", "request.post", "actor", account.PersonID.Text(s.Aiko.Person)}, 2, "request.post"},
			{[]string{"what", "request.post", "actor", "ben carter"}, 0, ""},
			{[]string{"what", "request.post", "subject", first}, 1, "request.post"},
			{[]string{"subject", first, "actor", "ben carter"}, 0, ""},
			{[]string{"subject", "con_" + talk.String(), "actor", "ben carter", "what", "message.send"}, 1, "message.send"},
			{[]string{"subject", "con_" + talk.String(), "actor", "愛子"}, 0, ""},
			{[]string{"what", "registration.activate", "kind", "operator"}, 1, "registration.activate"},
			{[]string{"what", "registration.activate", "kind", "person"}, 0, ""},
			{[]string{"what", "registration", "actor", "ben carter"}, 2, "registration.submit"},
		} {
			a := read(one.filter...)
			if rows(a) != one.rows {
				t.Errorf("%v gives %d rows, want %d: %s", one.filter, rows(a), one.rows, world.Words(a.Body))
			}
			if one.rows == 0 {
				has(t, a, "Nothing found")
			} else {
				has(t, a, "<code>"+one.event+"</code>")
			}
		}
		day, err := time.ParseInLocation(time.DateOnly, later, zone)
		if err != nil {
			t.Fatal(err)
		}
		at := day.Format(time.RFC3339)
		for _, one := range []struct {
			filter []string
			rows   int
		}{{nil, 2}, {[]string{"from", at}, 1}, {[]string{"until", at}, 1}, {[]string{"from", at, "until", at}, 0}, {[]string{"from", at, "subject", first}, 0}} {
			q := url.Values{"name": {"request.post"}}
			for i := 0; i < len(one.filter); i += 2 {
				q.Set(one.filter[i], one.filter[i+1])
			}
			var found struct{ Items []struct{ Name string } }
			desk.JSON("GET", "/desk/events?"+q.Encode(), nil, &found).Want(t, 200)
			if len(found.Items) != one.rows {
				t.Errorf("over the API %v gives %d events, want %d", one.filter, len(found.Items), one.rows)
			}
		}
		desk.JSON("GET", "/desk/events?from=yesterday", nil, nil).Want(t, 422)
		if a := read("actor", "e"); rows(a) == 0 { // All three have an e somewhere.
			t.Error("several people at once are nobody")
		}
		lacks(t, read(), "<code>clock.move</code>")
		has(t, read("steps", "1"), "<code>clock.move</code>")
		for name, typed := range map[string]string{"actor": "nobody of that name", "subject": "no id", "from": "yesterday"} {
			a := desk.Get("/desk/journal?"+url.Values{name: {typed}}.Encode()).Want(t, 422)
			has(t, a, typed)
		}
	})
}

// requested reads a request's id.
func requested(t *testing.T, text string) id.ID {
	t.Helper()
	i, ok := request.RequestID.Parse(text)
	if !ok {
		t.Fatalf("%s is no request", text)
	}
	return i
}

func TestPeopleAndOrganisationsAreFoundInAnyScript(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		desk := chie(t, w)
		for _, p := range []account.NewPerson{{Name: "田中 愛子", Email: "aiko@example.org"}, {Name: "田中 太郎", Email: "taro@example.org"},
			{Name: "𠮷野 健", Email: "ken@example.org"}, {Name: "Ben 100% Carter", Email: "ben_c@example.org"}, {Name: "Élodie Œuvre", Email: "elodie@example.org"}} {
			w.Join(t, p)
		}
		for _, one := range []struct {
			words string
			names []string
		}{
			{"田中", []string{"田中 愛子", "田中 太郎"}}, {"愛子", []string{"田中 愛子"}}, {"𠮷野", []string{"𠮷野 健"}}, {"BEN_C@", []string{"Ben 100% Carter"}},
			{"carter", []string{"Ben 100% Carter"}}, {"100%", []string{"Ben 100% Carter"}}, {"%", []string{"Ben 100% Carter"}}, {"_c@", []string{"Ben 100% Carter"}},
			{"Élodie", []string{"Élodie Œuvre"}}, {"'; DROP TABLE account_person; --", nil},
		} {
			for _, list := range []string{"people", "organisations"} {
				if list == "organisations" && strings.Contains(one.words, "@") {
					continue
				}
				a := desk.Get("/desk/"+list+"?"+url.Values{"q": {one.words}}.Encode()).Want(t, 200)
				if got := strings.Count(a.Body, `class="cover"`); got != len(one.names) {
					t.Errorf("%q finds %d %s", one.words, got, list)
				}
				has(t, a, one.names...)
			}
			var found struct{ Items []struct{ Name string } }
			desk.JSON("GET", "/desk/people?q="+url.QueryEscape(one.words), nil, &found).Want(t, 200)
			if len(found.Items) != len(one.names) {
				t.Errorf("over the API %q finds %+v", one.words, found)
			}
		}
	})
}

func TestLongListsGoOnWithoutALossOrADouble(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		desk := chie(t, w)
		err := w.House.Journal.Change(t.Context(), policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) error {
			for n := range 119 {
				if _, _, err := account.Join(ctx, tx, account.NewPerson{Name: fmt.Sprintf("Person %03d", n), Email: fmt.Sprintf("p%d@example.org", n), Lang: "en", Zone: "UTC"}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, list := range []string{"/desk/people", "/desk/people?sort=name", "/desk/organisations", "/desk/organisations?sort=name", "/desk/journal?what=person.join"} {
			seen, pages := map[string]bool{}, 0
			for next := list; next != ""; pages++ {
				a := desk.Get(next).Want(t, 200)
				for _, cell := range strings.Split(a.Body, `class="cover" href="`)[1:] {
					href := cell[:strings.IndexByte(cell, '"')]
					if seen[href] {
						t.Errorf("%s is in %s twice", href, list)
					}
					seen[href] = true
				}
				next = ""
				if _, rest, more := strings.Cut(a.Body, `rel="next"`); more {
					before := a.Body[:len(a.Body)-len(rest)]
					before = before[strings.LastIndex(before, `href="`)+6:]
					next = strings.ReplaceAll(before[:strings.IndexByte(before, '"')], "&amp;", "&")
				}
			}
			if len(seen) != 120 || pages != 4 {
				t.Errorf("%s has %d in %d pages", list, len(seen), pages)
			}
		}
	})
}

func TestAPersonIsErasedWithAReason(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		desk, dai := chie(t, w), w.Join(t, account.NewPerson{Name: "大島 大", Email: "dai@example.org"})
		path := "/desk/people/" + account.PersonID.Text(dai.Person)
		desk.Post(path+"/erase", "reason", "x").Want(t, 422)
		has(t, desk.Get(path).Want(t, 200), "大島 大", "dai@example.org")
		desk.Post(path+"/erase", "reason", "本人からの請求による。").Want(t, 303)
		gone := desk.Get(path).Want(t, 200)
		lacks(t, gone, "大島 大", "dai@example.org")
		has(t, gone, "本人からの請求による。")
		dai.Get("/settings/profile").Want(t, 303)
		lacks(t, desk.Get("/desk/people?q=大島").Want(t, 200), path)
		desk.Post(path+"/erase", "reason", "Once more.").Want(t, 404)
	})
}
