package app_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"guildhall/app"
	"guildhall/base/config"
	"guildhall/market/account"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

func TestABackupOfARunningHouseIsRestored(t *testing.T) {
	restore := func(t *testing.T, before, after config.Config) {
		w := world.Start(t, before)
		aiko := w.Join(t, account.NewPerson{Name: "Aiko", Email: "aiko@example.org"})
		if _, err := w.House.Blobs.Put(t.Context(), "picture/one.png", strings.NewReader("bytes")); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "backup.tar.gz")
		if n, err := w.House.Backup(t.Context(), file); err != nil || n != 1 {
			t.Fatalf("%d uploads: %v", n, err)
		}
		if _, err := w.House.Backup(t.Context(), file); err == nil {
			t.Error("a backup was written over another")
		}
		w.Stop()
		if n, err := app.Restore(t.Context(), after, file); err != nil || n != 1 {
			t.Fatalf("%d uploads came back: %v", n, err)
		}
		raw, err := os.ReadFile(before.KeyPath())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(after.KeyPath(), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		again := world.Start(t, after)
		if p, err := account.FindPerson(t.Context(), again.House.DB, aiko.Person); err != nil || p.Name != "Aiko" {
			t.Errorf("Aiko came back as %q: %v", p.Name, err)
		}
		if _, err := again.House.Journal.Verify(t.Context()); err != nil {
			t.Error(err)
		}
		if info, err := again.House.Blobs.Stat(t.Context(), "picture/one.png"); err != nil || info.Size != 5 {
			t.Errorf("the upload came back with %d bytes: %v", info.Size, err)
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		after := world.Config(t, "")
		restore(t, world.Config(t, ""), after)
		if _, err := app.Restore(context.Background(), after, "nothing.tar.gz"); err == nil {
			t.Error("nothing was restored")
		}
	})
	t.Run("postgres", func(t *testing.T) {
		for _, tool := range []string{"pg_dump", "pg_restore"} {
			if _, err := exec.LookPath(tool); err != nil {
				t.Skip("left out: no " + tool + " here")
			}
		}
		restore(t, world.Config(t, dbtest.PostgresURL(t)), world.Config(t, dbtest.EmptyPostgresURL(t)))
	})
}

func TestMonitoringReadsHealthReadinessAndNumbers(t *testing.T) {
	c := world.Config(t, "")
	w := world.Start(t, c)
	b := w.Visitor(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		b.Get(path).Want(t, 200)
	}
	b.Get("/sign-in").Want(t, 200)
	a := b.Get("/metrics").Want(t, 200)
	for _, name := range []string{`guildhall_http_requests_total{route="GET /sign-in",status="200"} 1`, "guildhall_journal_position", "guildhall_jobs_available", "guildhall_mail_failed 0", "guildhall_mail_waiting 0"} {
		if !strings.Contains(a.Body, name) {
			t.Errorf("no %s in\n%s", name, a.Body)
		}
	}
}

func TestACopyIsKeptBeforeTheSchemaChanges(t *testing.T) {
	c := world.Config(t, "")
	h, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	// The newest step is forgotten, so that there is one to make again.
	forget := `DELETE FROM goose_db_version WHERE version_id = (SELECT MAX(version_id) FROM goose_db_version)`
	if _, err := h.DB.Handle().Exec(forget); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	// A step that makes a table finds it there and fails; one that may be made twice
	// does not. The copy is kept before either.
	if again, err := app.Open(t.Context(), c); err == nil {
		if err := again.Close(); err != nil {
			t.Error(err)
		}
	}
	kept, err := filepath.Glob(filepath.Join(c.Data, "backups", "before-schema-*"))
	if err != nil || len(kept) != 1 {
		t.Errorf("kept %v: %v", kept, err)
	}
}
