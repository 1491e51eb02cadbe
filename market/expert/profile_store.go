package expert

import (
	"context"
	"errors"
	"strings"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
)

const profileColumns = `id, state, edition, person_id, COALESCE(handle, ''), name, picture, country, languages, biography, experience,
	words_lang, COALESCE(rate_from, 0), COALESCE(rate_to, 0), rate_currency, made_at, zone, services, skills, entries, links`

func scanProfile(row db.Scanner) (Profile, error) {
	var p Profile
	var languages, known, skills, entries, links string
	err := row.Scan(&p.ID, &p.State, &p.Edition, &p.Person, &p.Handle, &p.Name, &p.Picture, &p.Country, &languages, &p.Biography,
		&p.Experience, &p.WordsLang, &p.RateFrom, &p.RateTo, &p.RateCurrency, &p.MadeAt, &p.Zone, &known, &skills, &entries, &links)
	if err != nil {
		return p, err
	}
	p.Languages, p.Services = strings.Fields(languages), strings.Fields(known)
	if skills != "" {
		p.Skills = strings.Split(skills, "\n")
	}
	if p.Entries, err = unpack[Entry](entries); err != nil {
		return p, err
	}
	p.Links, err = unpack[Link](links)
	return p, err
}

var (
	profileFind     = db.Read("expert.profile.find", `SELECT `+profileColumns+` FROM expert_profile WHERE id = $1`)
	profileByPerson = db.Read("expert.profile.by_person", `SELECT `+profileColumns+` FROM expert_profile WHERE person_id = $1 AND erased_at IS NULL`)
	profileByHandle = db.Read("expert.profile.by_handle", `SELECT `+profileColumns+` FROM expert_profile WHERE handle = $1`)
	profileInsert   = db.Write("expert.profile.insert", `INSERT INTO expert_profile (id, state, state_since, version, edition, person_id, handle, name,
		picture, country, languages, biography, experience, words_lang, rate_from, rate_to, rate_currency, made_at,
		zone, services, skills, entries, links)
		VALUES ($1, $2, $3, 1, 1, $4, $5, $6, '', $7, $8, $9, $10, $11, $12, $13, $14, $3, $15, $16, $17, $18, $19)`)
	// Updated first, so that whatever is under the profile waits (RULES.md 3).
	profileGuard = db.Write("expert.profile.guard", `UPDATE expert_profile SET version = version + 1
		WHERE id = $1 AND erased_at IS NULL RETURNING `+profileColumns)
	profileGuardPerson = db.Write("expert.profile.guard_person", `UPDATE expert_profile SET version = version + 1
		WHERE person_id = $1 AND erased_at IS NULL RETURNING `+profileColumns)
	profileUpdate = db.Write("expert.profile.update", `UPDATE expert_profile SET edition = edition + 1, handle = $2, name = $3, country = $4,
		languages = $5, biography = $6, experience = $7, words_lang = $8, rate_from = $9, rate_to = $10, rate_currency = $11,
		zone = $12, services = $13, skills = $14, entries = $15, links = $16 WHERE id = $1`)
	profilePicture = db.Write("expert.profile.picture", `UPDATE expert_profile SET edition = edition + 1, picture = $2 WHERE id = $1`)
	profileBlank   = db.Write("expert.profile.blank", `UPDATE expert_profile SET handle = NULL, name = '', picture = '', country = '', languages = '',
		biography = '', experience = '', rate_from = NULL, rate_to = NULL, rate_currency = '', zone = '', services = '',
		skills = '', entries = '', links = '', erased_at = $2 WHERE id = $1`)
)

// Find gives a profile, or Missing.
func Find(ctx context.Context, r db.Reader, profile id.ID) (Profile, error) {
	return oneProfile(ctx, r, profileFind, profile)
}

// FindByPerson gives a person's profile, or Missing when they made none.
func FindByPerson(ctx context.Context, r db.Reader, person id.ID) (Profile, error) {
	return oneProfile(ctx, r, profileByPerson, person)
}

// FindByHandle gives the profile at /e/handle, public or not, or Missing.
func FindByHandle(ctx context.Context, r db.Reader, handle string) (Profile, error) {
	if handle = strings.ToLower(handle); !handleForm.MatchString(handle) {
		return Profile{}, fault.Missing("expert.missing")
	}
	return oneProfile(ctx, r, profileByHandle, handle)
}

func oneProfile(ctx context.Context, r db.Reader, q *db.Query, args ...any) (Profile, error) {
	p, err := db.One(ctx, r, q, scanProfile, args...)
	if errors.Is(err, db.ErrNone) {
		return p, fault.Missing("expert.missing")
	}
	return p, err
}

// rateOrNull stores no figure where none was given.
func (p Profile) rateOrNull() (from, to any) {
	if p.RateCurrency == "" {
		return nil, nil
	}
	return p.RateFrom, p.RateTo
}
