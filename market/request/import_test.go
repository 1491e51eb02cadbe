package request_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"

	"guildhall/base/blob"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/page"
	"guildhall/base/prose"
	"guildhall/engine/journal"
	"guildhall/market/file"
	"guildhall/market/request"
	"guildhall/test/cast"
	"guildhall/test/dbtest"
)

func sample(t *testing.T) []byte {
	t.Helper()
	raw, err := os.ReadFile("../../../shared/data/requests.sample.jsonl")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("left out: the sample of real requests is not beside this repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func owned(t *testing.T, c *cast.Cast) request.ImportOptions {
	t.Helper()
	o, err := c.Requests.OwnedByImport(t.Context(), "requests.sample", false)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestRealRequestsAreImportedOnce(t *testing.T) {
	raw := sample(t)
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, o := t.Context(), owned(t, c)
		dry := o
		dry.Dry = true
		report, err := c.Requests.Import(ctx, bytes.NewReader(raw), dry)
		if err != nil || report.Added != 68 || len(report.Bad) != 0 {
			t.Fatalf("dry: %+v %v", report, err)
		}
		for run, want := range []request.Imported{{Added: 68}, {Present: 68}} {
			report, err := c.Requests.Import(ctx, bytes.NewReader(raw), o)
			if err != nil || report.Added != want.Added || report.Present != want.Present || len(report.Bad) != 0 {
				t.Fatalf("run %d: %+v %v", run, report, err)
			}
		}
		list, err := request.List(ctx, c.DB, o.Organisation, page.Cursor{}, 100)
		if err != nil || len(list) != 68 {
			t.Fatalf("%d requests, %v", len(list), err)
		}
		languages := map[string]int{}
		for _, q := range list {
			languages[q.Lang]++
			files, err := file.Of(ctx, c.DB, q.ID)
			if err != nil || len(files) != 1 || q.Country != "" || q.BudgetBand != 0 || len(q.Services) == 0 || q.State != request.Open {
				t.Errorf("%s: %d originals, %v, %+v", q.Title, len(files), err, q)
			}
		}
		if languages["en"] != 60 || languages["ja"] != 8 {
			t.Errorf("languages %v", languages)
		}
		again := owned(t, c)
		if again.Organisation != o.Organisation {
			t.Error("a second customer was made for the same import")
		}
	})
}

func TestBadLinesAreReportedAndTheRestStays(t *testing.T) {
	good := `{"id":"a","title":"A title that is long enough","text":"A text that is long enough to be a request."}`
	ja := `{"id":"ja","language":"ja","title":"` + strings.Repeat("長い題名です。", 30) + `","text":"` + strings.Repeat("長い本文です。", 300) + `"}`
	en := `{"id":"en","title":"` + strings.Repeat("very long title ", 30) + `","text":"` + strings.Repeat("A very long text. ", 300) + `"}`
	lines := []string{
		"\ufeff" + good,
		"",
		"{not json",
		`{"id":"b","title":"short","text":"A text that is long enough to be a request."}`,
		`{"title":"A title that is long enough","text":"A text that is long enough to be a request."}`,
		"{\"id\":\"c\",\"title\":\"A title that is \xff broken\",\"text\":\"A text that is long enough to be a request.\"}",
		`{"id":"d","title":"A title with a NUL \u0000 inside","text":"A text that is long enough to be a request."}`,
		`{"id":"e","title":"` + strings.Repeat("x", 1<<20) + `"}`,
		ja, en, good,
		strings.Replace(good, `"a"`, `"last"`, 1), // without a line end
	}
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, o := t.Context(), owned(t, c)
		told := 0
		o.Told = func(int, request.Outcome, error) { told++ }
		report, err := c.Requests.Import(ctx, strings.NewReader(strings.Join(lines, "\n")), o)
		if err != nil || report.Added != 4 || report.Present != 1 || told != 11 {
			t.Fatalf("%+v, told %d, %v", report, told, err)
		}
		var bad []int
		for _, b := range report.Bad {
			bad = append(bad, b.Number)
			if fault.Of(b.Err).Code == "internal" {
				t.Errorf("line %d: %v", b.Number, b.Err)
			}
		}
		if len(bad) != 6 || bad[0] != 3 || bad[5] != 8 {
			t.Errorf("bad lines %v", bad)
		}
		list, _ := request.List(ctx, c.DB, o.Organisation, page.Cursor{}, 100)
		for _, q := range list {
			if prose.Count(q.Title) > request.TitleMax || prose.Count(q.Description) > request.DescriptionMax {
				t.Errorf("%d and %d characters", prose.Count(q.Title), prose.Count(q.Description))
			}
			files, _ := file.Of(ctx, c.DB, q.ID)
			cut := strings.HasSuffix(q.Title, "…")
			switch {
			case cut && q.Lang == "ja" && !strings.HasSuffix(q.Title, "。…"), cut && q.Lang == "en" && !strings.HasSuffix(q.Title, "e…") && !strings.HasSuffix(q.Title, "y…") && !strings.HasSuffix(q.Title, "g…"):
				t.Errorf("cut inside: %s", q.Title)
			case cut && (len(files) != 1 || files[0].Bytes < 4000):
				t.Errorf("the original of %s is not kept: %+v", q.Title, files)
			}
		}
	})
}

func TestTwoImportsOfOneFileAtOnceAddEachLineOnce(t *testing.T) {
	raw := sample(t)
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		o := owned(t, c)
		var wait sync.WaitGroup
		reports := make([]request.Imported, 3)
		for i := range reports {
			wait.Go(func() {
				var err error
				if reports[i], err = c.Requests.Import(t.Context(), bytes.NewReader(raw), o); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		added := 0
		for _, r := range reports {
			added += r.Added
			if r.Added+r.Present != 68 {
				t.Errorf("%+v", r)
			}
		}
		if added != 68 {
			t.Errorf("%d added", added)
		}
	})
}

// A second process has the same SQLite file open and writes while the import runs.
func TestAnImportRunsBesideAHouseOnTheSameFile(t *testing.T) {
	raw := sample(t)
	here := cast.Open(t, dbtest.SQLite(t))
	o, aiko := owned(t, here), here.Person("Aiko")
	other, err := db.Open(t.Context(), here.DB.Path, "")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	j, err := journal.Open(t.Context(), other, true)
	if err != nil {
		t.Fatal(err)
	}
	store, err := blob.NewFiles(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	importer := request.New(j, file.New(j, store, 0))
	var wait sync.WaitGroup
	wait.Go(func() {
		if report, err := importer.Import(t.Context(), bytes.NewReader(raw), o); err != nil || report.Added != 68 {
			t.Errorf("%+v %v", report, err)
		}
	})
	for range 40 {
		here.Request(aiko, "Written while the import runs")
	}
	wait.Wait()
	list, _ := request.List(t.Context(), here.DB, aiko.Organisation, page.Cursor{}, 100)
	imported, _ := request.List(t.Context(), here.DB, o.Organisation, page.Cursor{}, 100)
	if len(list) != 40 || len(imported) != 68 {
		t.Errorf("%d written here, %d imported", len(list), len(imported))
	}
}

func TestTheOwnerIsNamedByIdOrByWholeName(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx := t.Context()
		boss := c.Company(c.Person("Aiko"), "Kumo Works")
		o, err := request.OwnedBy(ctx, c.DB, "Kumo Works")
		if err != nil || o.Organisation != boss.Organisation || o.Person != boss.Person || o.Name != "Aiko" || o.Email == "" {
			t.Errorf("%+v %v", o, err)
		}
		_, err = request.OwnedBy(ctx, c.DB, "Kumo")
		want(t, err, "organisation.missing")
		c.Company(c.Person("Ben"), "Kumo Works")
		_, err = request.OwnedBy(ctx, c.DB, "Kumo Works")
		want(t, err, "import.owner_ambiguous")
	})
}
