package certify

import (
	"context"
	_ "embed" // the shipped catalogue
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"guildhall/base/badge"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/flow"
)

// Issuer is somebody whose badges count.
type Issuer struct {
	ID      id.ID // None while it is as shipped
	State   flow.State
	Code    string
	Name    string
	Contact string // an address, of mail or of a page, for whoever misses a certification
	IDs     []string
}

// Kind is one certification of the catalogue.
type Kind struct {
	ID           id.ID // None while it is as shipped
	State        flow.State
	Code         string
	Issuer       string // code
	Name         string
	Exam         string
	Level        string
	Months       int64
	Achievements []string // ids as badges write them
}

// Levels are what a certification can be; the first opens nothing.
var Levels = []string{"foundational", "associate", "professional", "specialty"}

type catalogue struct {
	Issuers []Issuer
	Kinds   []Kind
}

//go:embed catalogue.json
var shippedJSON []byte

var shipped = sync.OnceValue(func() catalogue {
	var c catalogue
	if err := json.Unmarshal(shippedJSON, &c); err != nil {
		panic("certify: catalogue.json: " + err.Error())
	}
	for i := range c.Issuers {
		c.Issuers[i].State = Open
	}
	for i := range c.Kinds {
		c.Kinds[i].State = Open
	}
	return c
})

const (
	issuerColumns = `id, state, code, name, contact, ids`
	kindColumns   = `id, state, code, issuer, name, exam, level, months, achievements`
)

func scanIssuer(row db.Scanner) (Issuer, error) {
	var i Issuer
	var ids string
	err := row.Scan(&i.ID, &i.State, &i.Code, &i.Name, &i.Contact, &ids)
	i.IDs = lines(ids)
	return i, err
}

func scanKind(row db.Scanner) (Kind, error) {
	var k Kind
	var achievements string
	err := row.Scan(&k.ID, &k.State, &k.Code, &k.Issuer, &k.Name, &k.Exam, &k.Level, &k.Months, &achievements)
	k.Achievements = lines(achievements)
	return k, err
}

var (
	issuersAll = db.Read("certify.issuer.all", `SELECT `+issuerColumns+` FROM certify_issuer ORDER BY made_at, id LIMIT 1000`)
	kindsAll   = db.Read("certify.kind.all", `SELECT `+kindColumns+` FROM certify_kind ORDER BY made_at, id LIMIT 1000`)
)

func lines(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// Issuers lists all, retired ones too: as shipped, replaced where the desk changed
// them, then the desk's own.
func Issuers(ctx context.Context, r db.Reader) ([]Issuer, error) {
	rows, err := db.All(ctx, r, issuersAll, scanIssuer)
	return merged(shipped().Issuers, rows, func(i Issuer) string { return i.Code }), err
}

// Kinds lists the whole catalogue likewise.
func Kinds(ctx context.Context, r db.Reader) ([]Kind, error) {
	rows, err := db.All(ctx, r, kindsAll, scanKind)
	return merged(shipped().Kinds, rows, func(k Kind) string { return k.Code }), err
}

func merged[T any](base, rows []T, code func(T) string) []T {
	list := slices.Clone(base)
	for _, row := range rows {
		if i := slices.IndexFunc(list, func(have T) bool { return code(have) == code(row) }); i >= 0 {
			list[i] = row
		} else {
			list = append(list, row)
		}
	}
	return list
}

// OpenKinds are those that can be linked or shown evidence for.
func OpenKinds(ctx context.Context, r db.Reader) ([]Kind, error) {
	list, err := Kinds(ctx, r)
	return slices.DeleteFunc(list, func(k Kind) bool { return k.State != Open }), err
}

// KindOf gives the kind with this code, a blank one when there is none.
func KindOf(ctx context.Context, r db.Reader, code string) (Kind, error) {
	list, err := Kinds(ctx, r)
	k, _ := findBy(list, func(k Kind) bool { return k.Code == code })
	return k, err
}

func findBy[T any](list []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(list, is); i >= 0 {
		return list[i], true
	}
	var none T
	return none, false
}

// trusted is the operator's list as the verifier wants it. Whoever asks again about
// what counts already trusts retired issuers too.
func trusted(list []Issuer, retired bool) badge.Trust {
	var t badge.Trust
	for _, i := range list {
		if i.State != Open && !retired {
			continue
		}
		for _, line := range i.IDs {
			words := strings.Fields(line)
			t.Issuers = append(t.Issuers, badge.Issuer{ID: words[0], Name: i.Name, Keys: words[1:]})
		}
	}
	return t
}

// issuedBy gives the issuer with this id.
func issuedBy(list []Issuer, issuer string) (Issuer, bool) {
	return findBy(list, func(i Issuer) bool {
		return slices.ContainsFunc(i.IDs, func(line string) bool { return plain(strings.Fields(line)[0]) == plain(issuer) })
	})
}

// plain is an id without the difference between http and https.
func plain(s string) string { return strings.Replace(s, "http://", "https://", 1) }

// achieved gives the kind of an issuer that names this achievement.
func achieved(list []Kind, issuer, achievement string) (Kind, bool) {
	return findBy(list, func(k Kind) bool {
		return k.Issuer == issuer && slices.ContainsFunc(k.Achievements, func(one string) bool { return plain(one) == plain(achievement) })
	})
}
