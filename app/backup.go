package app

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"guildhall/base/blob"
	"guildhall/base/config"
	"guildhall/base/db"
	"guildhall/migrations"
)

// manifest is the first file of a backup.
type manifest struct {
	Program  string    `json:"program"`
	Version  string    `json:"version"`
	Schema   int64     `json:"schema"`
	Database string    `json:"database"` // the copy's name in the archive
	At       time.Time `json:"at"`
	// Keys reminds that the key file is not in the backup: without it sealed values
	// stay sealed.
	Keys string `json:"keys"`
}

// Backup writes the database and the uploads to a new .tar.gz while the house runs.
// The key file is not in it: it must be kept apart. It tells how many uploads.
func (h *House) Backup(ctx context.Context, to string) (uploads int, err error) {
	work, err := os.MkdirTemp(filepath.Dir(to), ".backup-*")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(work)
	dump := filepath.Join(work, h.DB.CopyName())
	if err := h.DB.Copy(ctx, h.Config.Database, dump); err != nil {
		return 0, fmt.Errorf("copying the database: %w", err)
	}
	_, schema, err := h.DB.Pending(ctx, migrations.FS)
	if err != nil {
		return 0, err
	}
	half := filepath.Join(work, "half.tar.gz")
	file, err := os.OpenFile(half, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	packed := gzip.NewWriter(file)
	archive := tar.NewWriter(packed)
	uploads, err = h.pack(ctx, archive, dump, manifest{Program: "guildhall", Version: Version, Schema: schema, Database: h.DB.CopyName(),
		At: time.Now().UTC(), Keys: "not in this archive: keep " + filepath.Base(h.Config.KeyPath()) + " apart"})
	err = errors.Join(err, archive.Close(), packed.Close(), file.Sync(), file.Close())
	if err != nil {
		return 0, err
	}
	if _, err := os.Stat(to); err == nil {
		return 0, fmt.Errorf("%s is there already", to)
	}
	return uploads, os.Rename(half, to)
}

func (h *House) pack(ctx context.Context, archive *tar.Writer, dump string, m manifest) (int, error) {
	about, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return 0, err
	}
	if err := put(archive, "manifest.json", int64(len(about)), strings.NewReader(string(about))); err != nil {
		return 0, err
	}
	copied, err := os.Open(dump) //nolint:gosec // made above
	if err != nil {
		return 0, err
	}
	defer copied.Close()
	info, err := copied.Stat()
	if err != nil {
		return 0, err
	}
	if err := put(archive, m.Database, info.Size(), copied); err != nil {
		return 0, err
	}
	n := 0
	for one, err := range h.Blobs.List(ctx, "") {
		if err != nil {
			return n, err
		}
		body, info, err := h.Blobs.Open(ctx, one.Key)
		if errors.Is(err, blob.ErrMissing) { // deleted meanwhile
			continue
		}
		if err != nil {
			return n, err
		}
		err = errors.Join(put(archive, "files/"+one.Key, info.Size, body), body.Close())
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func put(archive *tar.Writer, name string, size int64, body io.Reader) error {
	if err := archive.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, Typeflag: tar.TypeReg}); err != nil {
		return err
	}
	_, err := io.Copy(archive, body)
	return err
}

// Restore unpacks a backup into an empty data folder (and, for a backup of
// PostgreSQL, into the empty database that the configuration names).
func Restore(ctx context.Context, c config.Config, from string) (uploads int, err error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return 0, err
	}
	file, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		return 0, fmt.Errorf("%s is no backup: %w", from, err)
	}
	archive := tar.NewReader(packed)
	var m manifest
	head, err := archive.Next()
	if err != nil || head.Name != "manifest.json" || json.NewDecoder(archive).Decode(&m) != nil || m.Program != "guildhall" {
		return 0, fmt.Errorf("%s is no backup of a guildhall", from)
	}
	work, err := os.MkdirTemp(c.Data, ".restore-*")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(work)
	h := &House{Config: c}
	store, err := h.blobs(ctx)
	if err != nil {
		return 0, err
	}
	for {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return uploads, nil
		}
		if err != nil {
			return uploads, err
		}
		key, isUpload := strings.CutPrefix(head.Name, "files/")
		switch {
		case isUpload:
			if err := blob.CheckKey(key); err != nil {
				return uploads, fmt.Errorf("the backup holds %q: %w", head.Name, err)
			}
			if _, err := store.Put(ctx, key, archive); err != nil {
				return uploads, err
			}
			uploads++
		case head.Name == m.Database && (m.Database == "guildhall.db" || m.Database == "postgres.dump"):
			copied := filepath.Join(work, m.Database)
			if err := unpack(archive, copied); err != nil {
				return uploads, err
			}
			if err := db.Restore(ctx, c.Database, c.Data, copied); err != nil {
				return uploads, err
			}
		default:
			return uploads, fmt.Errorf("the backup holds %q, which is none of ours", head.Name)
		}
	}
}

func unpack(from io.Reader, to string) error {
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // our own folder
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from) //nolint:gosec // the operator's own backup, as large as it is
	return errors.Join(err, file.Sync(), file.Close())
}

// backupBeforeMigrating keeps a copy of a database whose schema is about to change,
// in the folder backups of the data folder. An empty database needs none.
func (h *House) backupBeforeMigrating(ctx context.Context) error {
	pending, version, err := h.DB.Pending(ctx, migrations.FS)
	if err != nil || !pending || version == 0 {
		return err
	}
	folder := filepath.Join(h.Config.Data, "backups")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	to := filepath.Join(folder, fmt.Sprintf("before-schema-%d-%s-%s", version, time.Now().UTC().Format("20060102T150405"), h.DB.CopyName()))
	err = h.DB.Copy(ctx, h.Config.Database, to)
	if errors.Is(err, db.ErrNoDumpTool) {
		slog.Warn("the schema changes without a copy made before", "reason", err)
		return nil
	}
	if err == nil {
		slog.Info("the schema changes; a copy was kept", "file", to)
	}
	return err
}
