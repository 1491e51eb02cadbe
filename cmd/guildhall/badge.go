package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"guildhall/base/badge"
	"guildhall/base/guard"
)

type badgeVerify struct {
	Badge   string   `arg:"" name:"file-or-url" help:"File (JSON, JWT, baked PNG or SVG), its address, or - for standard input."`
	Email   string   `help:"Address to which it must have been given; without it, the recipient is not checked."`
	Resolve string   `help:"Folder that answers https addresses from its files (host/path); the network is not asked. The badge itself answers at its own address when the folder has nothing there." type:"existingdir" placeholder:"DIR"`
	At      string   `help:"Judge for this time (RFC 3339) instead of now." placeholder:"TIME"`
	Trust   []string `help:"Issuer whose badges count: its address or DID, with #KEY if a key is to count although the issuer's document cannot be had. Repeat it for more; 'any' leaves out the list and proves no issuer." sep:"none" placeholder:"ISSUER"`
}

// verdictTime bounds one run.
const verdictTime = time.Minute

// Run judges and prints.
func (b badgeVerify) Run(ctx context.Context, w io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, verdictTime)
	defer cancel()
	in, err := b.input()
	if err != nil {
		return usageError{err}
	}
	if b.Resolve != "" {
		root, err := os.OpenRoot(b.Resolve)
		if err != nil {
			return usageError{err}
		}
		defer func() { _ = root.Close() }()
		in.Fetch = newFolder(root, in.Bytes)
	}
	report, err := badge.Verify(ctx, in)
	if err != nil {
		return err
	}
	return printReport(w, report)
}

// input reads the command line.
func (b badgeVerify) input() (badge.Input, error) {
	in := badge.Input{Fetch: badge.Over(guard.Client(guard.Options{MaxBytes: badge.MaxBytes}))}
	if b.Email != "" {
		in.Emails = []string{b.Email}
	}
	if b.At != "" {
		at, err := time.Parse(time.RFC3339, b.At)
		if err != nil {
			return in, fmt.Errorf("--at %q is no time such as 2026-01-31T12:00:00Z", b.At)
		}
		in.At = at
	}
	for _, one := range b.Trust {
		if one == "any" {
			in.Trust.Any = true
			continue
		}
		id, key, pinned := strings.Cut(one, "#")
		issuer := badge.Issuer{ID: id}
		if pinned {
			issuer.Keys = []string{key}
		}
		in.Trust.Issuers = append(in.Trust.Issuers, issuer)
	}
	if strings.HasPrefix(b.Badge, "https://") || strings.HasPrefix(b.Badge, "http://") {
		in.URL = b.Badge
		return in, nil
	}
	file := os.Stdin
	if b.Badge != "-" {
		var err error
		if file, err = os.Open(b.Badge); err != nil {
			return in, err
		}
		defer func() { _ = file.Close() }()
	}
	raw, err := io.ReadAll(io.LimitReader(file, badge.MaxBytes+1))
	if err == nil && len(raw) == 0 {
		err = errors.New("the file is empty")
	}
	in.Bytes = raw
	return in, err
}

// folder answers https addresses from files.
type folder struct {
	root *os.Root
	own  string // address of the badge that was handed in
	text []byte
}

func newFolder(root *os.Root, raw []byte) folder {
	id, text := badge.Own(raw)
	if rest, isHTTP := strings.CutPrefix(id, "http://"); isHTTP {
		id = "https://" + rest
	}
	return folder{root: root, own: id, text: text}
}

// Fetch reads host/path below the folder.
func (f folder) Fetch(_ context.Context, address string) (badge.Answer, error) {
	u, err := url.Parse(address)
	if err != nil {
		return badge.Answer{}, err
	}
	answer := badge.Answer{Status: http.StatusOK, Address: address}
	name := path.Join(u.Host, path.Clean("/"+u.Path))
	info, err := f.root.Stat(name)
	switch {
	case err == nil && info.Mode().IsRegular() && info.Size() <= badge.MaxBytes:
		answer.Body, err = f.root.ReadFile(name)
		return answer, err
	case err == nil && info.Mode().IsRegular():
		return badge.Answer{}, guard.ErrTooLarge
	case err == nil || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid):
		if f.own != "" && address == f.own {
			answer.Body = f.text
			return answer, nil
		}
		answer.Status = http.StatusNotFound
		return answer, nil
	}
	return badge.Answer{}, err
}

// printReport writes a report as one JSON object.
func printReport(w io.Writer, r badge.Report) error {
	type thing struct {
		ID          string `json:"id"`
		Name        string `json:"name,omitempty"`
		URL         string `json:"url,omitempty"`
		Description string `json:"description,omitempty"`
		Criteria    string `json:"criteria,omitempty"`
	}
	out := struct {
		Verdict     badge.Verdict `json:"verdict"`
		Version     string        `json:"version,omitempty"`
		Kind        string        `json:"kind,omitempty"`
		Source      badge.Source  `json:"source,omitempty"`
		ID          string        `json:"id,omitempty"`
		Address     string        `json:"address,omitempty"`
		Checks      []badge.Check `json:"checks"`
		Issuer      *thing        `json:"issuer"`
		Achievement *thing        `json:"achievement"`
		Recipient   string        `json:"recipient,omitempty"`
		Issued      *time.Time    `json:"issued"`
		Expiry      *time.Time    `json:"expiry"`
	}{Verdict: r.Verdict, Version: r.Version, Kind: r.Kind, Source: r.Source, ID: r.ID, Address: r.Address, Checks: r.Checks, Recipient: r.Recipient}
	if r.Issuer.ID != "" {
		out.Issuer = &thing{ID: r.Issuer.ID, Name: r.Issuer.Name, URL: r.Issuer.URL}
	}
	if a := r.Achievement; a.ID != "" || a.Name != "" {
		out.Achievement = &thing{ID: a.ID, Name: a.Name, Description: a.Description, Criteria: a.Criteria}
	}
	if !r.Issued.IsZero() {
		out.Issued = &r.Issued
	}
	if !r.Expires.IsZero() {
		out.Expiry = &r.Expires
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(out)
}
