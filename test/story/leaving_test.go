package story_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"guildhall/base/db"
	"guildhall/market/account"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/test/world"
)

var (
	tablesLite = db.Read("story.tables.sqlite", `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).On(db.SQLite)
	tablesPost = db.Read("story.tables.postgres", `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`).On(db.Postgres)
)

// holding lists the rows of any table that hold one of the words.
func holding(t *testing.T, d *db.DB, words ...string) []string {
	t.Helper()
	names := tablesLite
	if d.Dialect == db.Postgres {
		names = tablesPost
	}
	tables, err := db.All(t.Context(), d, names, db.ScanValue[string])
	if err != nil || len(tables) < 30 {
		t.Fatalf("%d tables: %v", len(tables), err)
	}
	var found []string
	for _, table := range tables {
		rows, err := d.Handle().QueryContext(t.Context(), `SELECT * FROM `+table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			for i, v := range values {
				if b, is := v.([]byte); is {
					v = string(b)
				}
				text := strings.ToLower(fmt.Sprint(v))
				for _, w := range words {
					if strings.Contains(text, strings.ToLower(w)) {
						found = append(found, fmt.Sprintf("%s.%s holds %q", table, columns[i], w))
					}
				}
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func TestWhoLeavesIsErasedFromTheWholeHouseAndTheChainVerifies(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		const word = "Zwiebelfisch"
		street := world.People(t, w.House)
		zora := w.Join(t, account.NewPerson{Name: word, Email: "zwiebelfisch@example.org"})
		posted, err := w.House.Requests.Post(t.Context(), zora.Actor(), request.Input{Title: "A " + word + " in our bill this month",
			Description: "There is a " + word + " in our bill, and nobody here can say how it came in. Please look.", PreferredName: word, Email: "zwiebelfisch@example.org"})
		if err != nil {
			t.Fatal(err)
		}
		conversation := street.Talk(posted)
		if _, err := w.House.Talks.Send(t.Context(), zora.Actor(), talk.SendInput{Conversation: conversation, Text: "The " + word + " is back."}); err != nil {
			t.Fatal(err)
		}
		zora.Post("/settings/keys", "name", word+" key", "scopes", "account:read", "days", "7").Want(t, 200)
		zora.Post("/settings/organisations", "name", word+" & Co", "country", "").Want(t, 303)
		zora.Post("/settings/email", "email", "zwiebelfisch2@example.org").Want(t, 303)
		if len(holding(t, w.House.DB, word)) < 8 {
			t.Fatal("the words were never there")
		}

		archive := zora.Post("/settings/data/download").Want(t, 200)
		read, err := zip.NewReader(bytes.NewReader([]byte(archive.Body)), int64(len(archive.Body)))
		if err != nil {
			t.Fatal(err)
		}
		all := ""
		for _, f := range read.File {
			body, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			raw, err := io.ReadAll(body)
			if err != nil {
				t.Fatal(err)
			}
			all += string(raw)
		}
		for _, want := range []string{"The " + word + " is back.", "in our bill this month", word + " & Co", "zwiebelfisch@example.org"} {
			if !strings.Contains(all, want) && !strings.Contains(all, strings.ReplaceAll(want, "&", `\u0026`)) {
				t.Errorf("the download does not hold %q", want)
			}
		}

		overAPI := zora.Do("POST", "/api/v1/me/export", "", nil, http.Header{"Accept": {"application/zip"}}).Want(t, 200)
		same, err := zip.NewReader(strings.NewReader(overAPI.Body), int64(len(overAPI.Body)))
		if err != nil || len(same.File) != len(read.File) {
			t.Errorf("over the API the archive is another: %v", err)
		}

		zora.Post("/settings/close", "confirm", "somebody@example.org").Want(t, 422)
		zora.Post("/settings/close", "confirm", "Zwiebelfisch@example.org").Want(t, 303)
		zora.Get("/settings/profile").Want(t, 303)
		ben := world.At(t, w.Address, street.BenToken)
		here := "/conversations/" + talk.ConversationID.Text(conversation)
		page := ben.Get(here).Want(t, 200)
		says(t, page, "The other side has closed its account", "nobody would read what you write")
		if strings.Contains(page.Body, `action="`+here+`/messages"`) {
			t.Error("there is a box to write in, and nobody to read it")
		}
		says(t, ben.Post(here+"/messages", "text", "Are you there?").Want(t, 409), "nobody would read what you write")
		ben.Get(here+"/propose").Want(t, 409)
		var info struct{ Heard bool }
		ben.JSON("GET", here+"/chat", nil, &info).Want(t, 200)
		if info.Heard {
			t.Error("over the API somebody would still read")
		}
		ben.JSON("POST", here+"/messages/individual", map[string]any{"text": "Are you there?"}, nil).Want(t, 409)
		for _, row := range holding(t, w.House.DB, word) {
			t.Error(row)
		}
		if _, err := w.House.Journal.Verify(t.Context()); err != nil {
			t.Errorf("the chain is broken: %v", err)
		}
	})
}

func TestAnExpertWhoLeavesIsErasedToo(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		const word = "Quittenbaum"
		street := world.People(t, w.House)
		zora := w.Join(t, account.NewPerson{Name: word, Email: "quittenbaum@example.org"})
		street.Seller(zora.Actor(), "Zora "+word, "DE")
		posted := street.Post("Our database bill doubled this month")
		conversation, err := w.House.Talks.Answer(t.Context(), zora.Actor(), talk.AnswerInput{Request: posted, Voice: account.VoiceSelf, Text: "I am " + word + " and I can help."})
		if err != nil {
			t.Fatal(err)
		}
		if len(holding(t, w.House.DB, word)) < 5 {
			t.Fatal("the words were never there")
		}
		zora.Post("/settings/close", "confirm", "quittenbaum@example.org").Want(t, 303)
		for _, row := range holding(t, w.House.DB, word) {
			t.Error(row)
		}
		if _, err := w.House.Journal.Verify(t.Context()); err != nil {
			t.Errorf("the chain is broken: %v", err)
		}
		aiko := world.At(t, w.Address, street.AikoToken)
		says(t, aiko.Get("/conversations/"+talk.ConversationID.Text(conversation)).Want(t, 200), "相手の方は退会しました", "読む方がいません")
	})
}
