package expert

import (
	"context"
	"errors"
	"strings"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/names"
	"guildhall/base/prose"
	"guildhall/engine/flow"
)

// The limits of a company profile, in characters (AWS_IQ.md 1.9).
const (
	CompanyNameMax        = 40
	CompanyDescriptionMax = 600
)

// Company is what an organisation says about itself; it is shared by its experts.
type Company struct {
	ID          id.ID // the organisation's
	State       flow.State
	Edition     int64
	Handle      string
	Name        string
	Description string
	WordsLang   string
	Logo        string // key in the blob store, "" for none
	Website     string
	Country     string
	MadeAt      clock.Micros
}

// CompanyDetails is what an owner or admin types.
type CompanyDetails struct {
	Handle      string
	Name        string
	Description string
	Website     string
	Country     string
}

// Lacks names the details a public page still needs (R6b).
func (c Company) Lacks() []string {
	return lacking("name", c.Name, "description", c.Description, "logo", c.Logo, "website", c.Website)
}

// Facts are what the flow needs to know about the company.
func (c Company) Facts() flow.Facts { return flow.Facts{CompanyComplete: len(c.Lacks()) == 0} }

func (d CompanyDetails) check(c Company) (Company, error) {
	var form fault.Form
	c.Handle = checkHandle(&form, d.Handle)
	c.Name = prose.Check(&form, prose.Rule{Field: "name", Min: 1, Max: CompanyNameMax, SingleLine: true}, d.Name)
	c.Description = prose.Check(&form, prose.Rule{Field: "description", Max: CompanyDescriptionMax}, d.Description)
	c.WordsLang = prose.Guess(c.Description)
	c.Website = checkWebsite(&form, d.Website)
	if c.Country = d.Country; c.Country != "" && !names.KnownCountry(c.Country) {
		form.Add("country", "country")
	}
	if c.State == Public {
		for _, field := range c.Lacks() {
			form.Add(field, "needed_while_public")
		}
	}
	return c, form.Err()
}

const companyColumns = `id, state, edition, COALESCE(handle, ''), name, description, words_lang, logo, website, country, made_at`

func scanCompany(row db.Scanner) (Company, error) {
	var c Company
	err := row.Scan(&c.ID, &c.State, &c.Edition, &c.Handle, &c.Name, &c.Description, &c.WordsLang, &c.Logo, &c.Website, &c.Country, &c.MadeAt)
	return c, err
}

var (
	companyFind     = db.Read("expert.company.find", `SELECT `+companyColumns+` FROM expert_company WHERE id = $1`)
	companyByHandle = db.Read("expert.company.by_handle", `SELECT `+companyColumns+` FROM expert_company WHERE handle = $1`)
	companyInsert   = db.Write("expert.company.insert", `INSERT INTO expert_company (id, state, state_since, version, edition, handle, name,
		description, words_lang, logo, website, country, made_at) VALUES ($1, $2, $3, 1, 1, $4, $5, $6, $7, '', $8, $9, $3)`)
	companyGuard = db.Write("expert.company.guard", `UPDATE expert_company SET version = version + 1 WHERE id = $1
		RETURNING `+companyColumns)
	companyUpdate = db.Write("expert.company.update", `UPDATE expert_company SET edition = edition + 1, handle = $2, name = $3,
		description = $4, words_lang = $5, website = $6, country = $7 WHERE id = $1`)
	companyLogo = db.Write("expert.company.logo", `UPDATE expert_company SET edition = edition + 1, logo = $2 WHERE id = $1`)
)

// FindCompany gives an organisation's company profile, or Missing when it has none.
func FindCompany(ctx context.Context, r db.Reader, organisation id.ID) (Company, error) {
	return oneCompany(ctx, r, companyFind, organisation)
}

// FindCompanyByHandle gives the company at /c/handle, public or not, or Missing.
func FindCompanyByHandle(ctx context.Context, r db.Reader, handle string) (Company, error) {
	if handle = strings.ToLower(handle); !handleForm.MatchString(handle) {
		return Company{}, fault.Missing("company.missing")
	}
	return oneCompany(ctx, r, companyByHandle, handle)
}

func oneCompany(ctx context.Context, r db.Reader, q *db.Query, args ...any) (Company, error) {
	c, err := db.One(ctx, r, q, scanCompany, args...)
	if errors.Is(err, db.ErrNone) {
		return c, fault.Missing("company.missing")
	}
	return c, err
}
