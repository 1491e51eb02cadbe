package account

import (
	"archive/zip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"

	"guildhall/base/id"
)

// exportsPerDay bounds how often somebody downloads everything.
const exportsPerDay = 12

// Part is what one room keeps of a person: Name.json in the download, and files
// in the folder of the same name.
type Part struct {
	Name  string
	Data  any
	Files []PartFile
}

// PartFile is an uploaded file in the download.
type PartFile struct {
	Name string
	Open func(ctx context.Context) (io.ReadCloser, error)
}

// Exporter gives what the later rooms keep of a person; answered in app/asks.go.
type Exporter interface {
	Export(ctx context.Context, r db.Reader, person id.ID) ([]Part, error)
}

// Download is everything the house keeps of a person, ready to be written.
type Download struct {
	parts []Part
	at    time.Time
}

// MyData gathers everything the house keeps of the actor, and records that it was
// asked for.
func (r *Room) MyData(ctx context.Context, who policy.Actor) (*Download, error) {
	if !who.IsSignedIn() {
		return nil, fault.Unauthenticated("account.sign_in_first")
	}
	if err := who.Proved(); err != nil {
		return nil, err
	}
	if err := limit.Take(ctx, r.journal, "export:"+who.Person.String(), exportsPerDay, 24*time.Hour); err != nil {
		return nil, err
	}
	own, err := Export(ctx, r.journal.DB, who.Person)
	if err != nil {
		return nil, err
	}
	d := &Download{parts: []Part{{Name: "account", Data: own}}, at: clock.Wall().Time()}
	if r.Exporter != nil {
		parts, err := r.Exporter.Export(ctx, r.journal.DB, who.Person)
		if err != nil {
			return nil, err
		}
		d.parts = append(d.parts, parts...)
	}
	return d, r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		return tx.Record(ctx, journal.Event{Name: "person.export", Subject: who.Person})
	})
}

// JSON is the download without its files, one member for each part.
func (d *Download) JSON() map[string]any {
	all := map[string]any{}
	for _, p := range d.parts {
		all[p.Name] = p.Data
	}
	return all
}

// Name is what the file is called on the reader's disk.
func (d *Download) Name() string { return "guildhall-" + d.at.Format(time.DateOnly) + ".zip" }

// WriteZip writes one JSON file for each part and every uploaded file.
func (d *Download) WriteZip(ctx context.Context, w io.Writer) error {
	out := zip.NewWriter(w)
	for _, p := range d.parts {
		raw, err := json.MarshalIndent(p.Data, "", "  ")
		if err != nil {
			return fmt.Errorf("export %s: %w", p.Name, err)
		}
		if err := d.add(out, p.Name+".json", strings.NewReader(string(raw)+"\n")); err != nil {
			return err
		}
		for i, f := range p.Files {
			if err := d.addFile(ctx, out, p.Name, i, f); err != nil {
				return err
			}
		}
	}
	return out.Close()
}

func (d *Download) addFile(ctx context.Context, out *zip.Writer, folder string, i int, f PartFile) error {
	body, err := f.Open(ctx)
	if err != nil {
		return fmt.Errorf("export %s: %w", folder, err)
	}
	defer body.Close() //nolint:errcheck // only read from
	return d.add(out, folder+"/"+strconv.Itoa(i+1)+"-"+safeName(f.Name), body)
}

func (d *Download) add(out *zip.Writer, name string, body io.Reader) error {
	file, err := out.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: d.at})
	if err != nil {
		return err
	}
	_, err = io.Copy(file, body)
	return err
}

// safeName keeps a file's name inside its folder on any system.
func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, shortLine(name, 80))
	name = strings.Trim(name, ". ")
	if name == "" {
		return "file"
	}
	return name
}

// Export gives what this room keeps of a person, for the download.
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	p, err := FindPerson(ctx, r, person)
	if err != nil {
		return nil, err
	}
	belongings, err := db.All(ctx, r, organisationsOf, scanBelonging, person)
	if err != nil {
		return nil, err
	}
	sessions, err := db.All(ctx, r, sessionsOf, scanSession, person, int64(clock.Wall()))
	if err != nil {
		return nil, err
	}
	keys, err := db.All(ctx, r, keysOf, scanKey, person)
	if err != nil {
		return nil, err
	}
	mailboxes, err := db.All(ctx, r, mailboxList, db.ScanValue[string], person)
	if err != nil {
		return nil, err
	}
	factors, err := FactorsOf(ctx, r, person)
	if err != nil {
		return nil, err
	}
	type row = map[string]any
	proofs := []row{}
	for _, f := range factors {
		proofs = append(proofs, row{"kind": f.Kind, "name": f.Name, "since": when(f.MadeAt), "last_used": when(f.UsedAt)})
	}
	places, browsers, opened := []row{}, []row{}, []row{}
	for _, b := range belongings {
		places = append(places, row{"id": OrganisationID.Text(b.Organisation.ID), "kind": b.Organisation.Kind, "name": b.Organisation.Name,
			"country": b.Organisation.Country, "role": b.Membership.Role, "default_voice": b.Membership.DefaultVoice})
	}
	for _, s := range sessions {
		browsers = append(browsers, row{"device": s.Device, "address": s.Address, "since": when(s.MadeAt), "last_used": when(s.SeenAt)})
	}
	for _, k := range keys {
		opened = append(opened, row{"name": k.Name, "scopes": k.Scopes, "state": k.State, "since": when(k.MadeAt), "ends": when(k.EndsAt)})
	}
	return row{
		"person": row{"id": PersonID.Text(p.ID), "name": p.Name, "email": ShownEmail(p.Email), "language": p.Lang, "zone": p.Zone,
			"operator": p.Operator, "joined": when(p.MadeAt)},
		"organisations": places, "sessions": browsers, "api_keys": opened, "factors": proofs, "mailboxes": append([]string{}, mailboxes...),
	}, nil
}

// when writes an instant for people and machines (RFC 3339), nil for never.
func when(t clock.Micros) any {
	if t.IsZero() {
		return nil
	}
	return t.Time().Format(time.RFC3339)
}
