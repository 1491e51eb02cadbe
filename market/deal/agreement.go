package deal

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/engine/journal"
)

// AgreementVersion is the version of the default contract that is agreed to today. A
// new text is a new file with the next number.
const AgreementVersion = "1"

//go:embed agreement/*.md
var agreements embed.FS

// Agreement is the default contract in one language.
type Agreement struct {
	Version string
	Lang    string
	Text    string // Markdown: a title, then sections
	Hash    string // SHA-256 of the text, in hex
}

// Section is one numbered part of a contract; the first has no title.
type Section struct{ Title, Body string }

// Title is the contract's own name.
func (a Agreement) Title() string {
	first, _, _ := strings.Cut(a.Text, "\n")
	return strings.TrimPrefix(first, "# ")
}

// Sections are its parts in order.
func (a Agreement) Sections() []Section {
	_, rest, _ := strings.Cut(a.Text, "\n")
	var list []Section
	for i, part := range strings.Split(rest, "\n## ") {
		s := Section{Body: part}
		if i > 0 {
			s.Title, s.Body, _ = strings.Cut(part, "\n")
		}
		s.Body = strings.TrimSpace(s.Body)
		list = append(list, s)
	}
	return list
}

// shipped is a text that came with the program.
func shipped(version string, lang i18n.Lang) (Agreement, bool) {
	raw, err := agreements.ReadFile("agreement/" + version + "." + string(lang) + ".md")
	if err != nil {
		return Agreement{}, false
	}
	sum := sha256.Sum256(raw)
	return Agreement{Version: version, Lang: string(lang), Text: string(raw), Hash: hex.EncodeToString(sum[:])}, true
}

var (
	agreementKeep = db.Write("deal.agreement.keep", `INSERT INTO deal_agreement (version, lang, text, hash, made_at)
		VALUES ($1, $2, $3, $4, $5) ON CONFLICT (version, lang) DO NOTHING`)
	agreementFind = db.Read("deal.agreement.find", `SELECT version, lang, text, hash FROM deal_agreement WHERE version = $1 AND lang = $2`)
)

// keepAgreement keeps today's contract in every language, inside the change that
// accepts, so that what was agreed to can be read when the program has a newer one.
func keepAgreement(ctx context.Context, tx *journal.Tx) error {
	for _, lang := range i18n.Langs {
		a, ok := shipped(AgreementVersion, lang)
		if !ok {
			return errors.New("the agreement " + AgreementVersion + " is missing in " + string(lang))
		}
		if _, err := tx.Exec(ctx, agreementKeep, a.Version, a.Lang, a.Text, a.Hash, int64(tx.Now)); err != nil {
			return err
		}
	}
	return nil
}

// FindAgreement gives the contract of a version in a language: as it was kept, else
// as it is shipped. Missing when there never was such a version.
func FindAgreement(ctx context.Context, r db.Reader, version string, lang i18n.Lang) (Agreement, error) {
	a, err := db.One(ctx, r, agreementFind, func(row db.Scanner) (Agreement, error) {
		var a Agreement
		err := row.Scan(&a.Version, &a.Lang, &a.Text, &a.Hash)
		return a, err
	}, version, string(lang))
	if err == nil || !errors.Is(err, db.ErrNone) {
		return a, err
	}
	if a, ok := shipped(version, lang); ok {
		return a, nil
	}
	return a, fault.Missing("agreement.missing")
}

// agreed reads which contract was shown: a version that is not today's is refused,
// for it was read before the text changed; none means that the caller takes today's.
func (in *AcceptInput) agreed() error {
	if in.Agreement == "" {
		in.Agreement = AgreementVersion
	}
	if in.Agreement != AgreementVersion {
		return fault.Conflict("agreement.changed")
	}
	if !slices.Contains(i18n.Langs, i18n.Lang(in.Lang)) {
		in.Lang = string(i18n.En)
	}
	return nil
}
