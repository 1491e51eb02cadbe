package api

import (
	"bytes"
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/money"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/registration"
	"guildhall/market/view"
)

// pictureEdge is the longer side of a face or logo, in pixels.
const pictureEdge = 512

// Rate is an indicative hourly rate; work is always agreed at a fixed price.
type Rate struct {
	From     int64  `json:"from_minor" minimum:"1" doc:"Smallest units"`
	To       int64  `json:"to_minor" minimum:"1" doc:"Smallest units; the same for one figure"`
	Currency string `json:"currency"`
}

// Certification is one that a badge proves or that the operator has seen.
type Certification struct {
	ID         string `json:"id"`
	State      string `json:"state" enum:"valid,withdrawn,expired,unlinked,revoked"`
	Code       string `json:"code,omitempty" doc:"Of the catalogue"`
	Name       string `json:"name"`
	Level      string `json:"level" enum:"foundational,associate,professional,specialty"`
	ValidUntil string `json:"valid_until,omitempty" format:"date"`
	How        string `json:"how" enum:"badge,hand" doc:"How the house knows: verified from the issuer, or checked by hand"`
	VerifiedAt string `json:"verified_at" format:"date-time" doc:"When it was verified last"`
	EndedBy    string `json:"ended_by,omitempty" doc:"The failed step, of one that is revoked"`
}

// Seller is a person or a company as customers see it.
type Seller struct {
	Voice          string          `json:"voice" enum:"self,company"`
	Organisation   string          `json:"organisation"`
	Person         string          `json:"person,omitempty" doc:"Absent for a company"`
	Name           string          `json:"name"`
	Picture        string          `json:"picture,omitempty" doc:"Address of a picture"`
	Page           string          `json:"page,omitempty" doc:"Address of the public page, where there is one"`
	Country        string          `json:"country,omitempty"`
	Languages      []string        `json:"languages"`
	Biography      string          `json:"biography,omitempty"`
	Experience     string          `json:"experience,omitempty"`
	Description    string          `json:"description,omitempty" doc:"Of a company"`
	Website        string          `json:"website,omitempty"`
	Language       string          `json:"words_language,omitempty" doc:"BCP 47 of biography, experience or description"`
	Rate           *Rate           `json:"hourly_rate,omitempty" doc:"A guide only"`
	About          *About          `json:"about,omitempty" doc:"What else a person says of themselves"`
	Certifications []Certification `json:"certifications"`
	Reviews        int64           `json:"reviews"`
	Stars          int64           `json:"stars" doc:"All stars together"`
	Finished       *Finished       `json:"finished,omitempty" doc:"Work brought to its end, on a public page; no customer is named"`
}

func certificationsOf(list []expert.Certification) []Certification {
	out := []Certification{}
	for _, c := range list {
		out = append(out, Certification{ID: expert.CertificationID.Text(c.ID), State: string(c.State), Code: c.Code, Name: c.Name, Level: c.Level, ValidUntil: c.ValidUntil,
			How: c.How, VerifiedAt: instant(c.SeenAt), EndedBy: c.EndedBy})
	}
	return out
}

func sellerOf(v view.Seller) Seller {
	s := Seller{Voice: v.Kind, Organisation: account.OrganisationID.Text(v.Organisation), Person: account.PersonID.Text(v.Person), Name: v.Name,
		Picture: v.Picture, Page: v.Href, Languages: append([]string{}, v.Profile.Languages...), Biography: v.Profile.Biography, Experience: v.Profile.Experience,
		Certifications: certificationsOf(v.Certifications), Reviews: v.Tally.Count, Stars: v.Tally.Stars, Country: v.Profile.Country, Language: v.Profile.WordsLang}
	if v.Kind == account.VoiceCompany {
		s.Country, s.Description, s.Website, s.Language = v.Company.Country, v.Company.Description, v.Company.Website, v.Company.WordsLang
	}
	s.Rate, s.About = rateOf(v.Profile), aboutOf(v.Profile)
	return s
}

// bodyNames are the names of inputs in the body where the room calls them otherwise.
var bodyNames = []string{"rate_from", "hourly_rate.from_minor", "rate_to", "hourly_rate.to_minor", "rate_currency", "hourly_rate.currency",
	"entries", "about.entries", "links", "about.links", "services", "about.services", "skills", "about.skills", "zone", "about.time_zone"}

func rateOf(p expert.Profile) *Rate {
	if !p.HasRate() {
		return nil
	}
	return &Rate{From: p.RateFrom, To: p.RateTo, Currency: p.RateCurrency}
}

// Expert is one's own profile.
type Expert struct {
	ID             string          `json:"id"`
	State          string          `json:"state" enum:"hidden,public,erased"`
	WaitsFor       string          `json:"waits_for,omitempty" enum:"expert"`
	Edition        int64           `json:"edition"`
	Handle         string          `json:"handle"`
	Name           string          `json:"name"`
	Picture        string          `json:"picture,omitempty"`
	Country        string          `json:"country,omitempty"`
	Languages      []string        `json:"languages"`
	Biography      string          `json:"biography"`
	Experience     string          `json:"experience"`
	Rate           *Rate           `json:"hourly_rate,omitempty"`
	About          *About          `json:"about,omitempty"`
	Lacks          []string        `json:"lacks" doc:"What a public page still needs"`
	Shown          bool            `json:"shown" doc:"Whether the public page can be seen: it is public and an organisation's registration is active"`
	Certifications []Certification `json:"certifications"`
	Moves          []Move          `json:"moves"`
}

// ExpertBody is what a profile is made of.
type ExpertBody struct {
	Handle     string   `json:"handle,omitempty" maxLength:"100" doc:"3 to 30 of a-z, 0-9 and hyphens; made when absent"`
	Name       string   `json:"name" maxLength:"2000" doc:"At most 60 characters"`
	Country    string   `json:"country,omitempty" maxLength:"2"`
	Languages  []string `json:"languages,omitempty" nullable:"false" maxItems:"100" doc:"BCP 47"`
	Biography  string   `json:"biography,omitempty" maxLength:"50000" doc:"At most 600 characters"`
	Experience string   `json:"experience,omitempty" maxLength:"200000" doc:"At most 3,000 characters; limited Markdown"`
	Rate       *Rate    `json:"hourly_rate,omitempty"`
	About      *About   `json:"about,omitempty" doc:"Absent clears it"`
}

func (b ExpertBody) details() expert.Details {
	d := expert.Details{Handle: b.Handle, Name: b.Name, Country: b.Country, Languages: b.Languages, Biography: b.Biography, Experience: b.Experience}
	b.About.into(&d)
	if b.Rate != nil {
		d.RateFrom, d.RateTo = money.Of(b.Rate.From, b.Rate.Currency).Decimal(), money.Of(b.Rate.To, b.Rate.Currency).Decimal()
		d.RateCurrency = b.Rate.Currency
	}
	return d
}

func (f *Face) myExpert(ctx context.Context) (Expert, error) {
	p, err := expert.FindByPerson(ctx, f.DB, Who(ctx).Person)
	if err != nil {
		return Expert{}, err
	}
	list, err := expert.CertificationsOf(ctx, f.DB, p.ID)
	if err != nil {
		return Expert{}, err
	}
	active, err := registration.IsPersonActive(ctx, f.DB, p.Person)
	return Expert{ID: expert.ProfileID.Text(p.ID), State: string(p.State), WaitsFor: string(expert.ProfileFlow.WaitsFor(p.State)), Edition: p.Edition,
		Handle: p.Handle, Name: p.Name, Picture: file.PictureAddress(p.Picture), Country: p.Country, Languages: append([]string{}, p.Languages...),
		Biography: p.Biography, Experience: p.Experience, Rate: rateOf(p), About: aboutOf(p), Lacks: append([]string{}, p.Lacks()...), Shown: active && p.State == expert.Public,
		Certifications: certificationsOf(list), Moves: movesOf(expert.ProfileFlow.Moves(p.State, p.Facts(), "expert"))}, err
}

func (f *Face) expertOperations(api huma.API) {
	add(f, api, Op{ID: "getExpert", Method: "GET", Path: "/experts/{handle}", Tag: "experts", Scope: Public, Summary: "A person's public page"},
		func(ctx context.Context, in *struct {
			Handle string `path:"handle" maxLength:"64"`
		}) (*Out[Seller], error) {
			p, err := view.PublicExpert(ctx, f.DB, in.Handle)
			out := sellerOf(p.Voice)
			out.Finished = finishedOf(p.Finished)
			return ok(out, err)
		})
	add(f, api, Op{ID: "getMyExpert", Method: "GET", Path: "/me/expert", Tag: "experts", Scope: "experts:read", Summary: "One's own profile"},
		func(ctx context.Context, _ *struct{}) (*Out[Expert], error) { return ok(f.myExpert(ctx)) })
	add(f, api, Op{ID: "createExpert", Method: "POST", Path: "/me/expert", Tag: "experts", Scope: "experts:write", Status: 201, Summary: "Write one's profile", Detail: "One for each person; hidden until it is made public."},
		func(ctx context.Context, in *struct{ Body ExpertBody }) (*Out[Expert], error) {
			if _, err := f.Experts.Create(ctx, Who(ctx), in.Body.details()); err != nil {
				return nil, renamed(err, bodyNames...)
			}
			return ok(f.myExpert(ctx))
		})
	add(f, api, Op{ID: "updateExpert", Method: "PUT", Path: "/me/expert", Tag: "experts", Scope: "experts:write", Summary: "Change one's profile"},
		func(ctx context.Context, in *struct {
			Body struct {
				ExpertBody
				Edition int64 `json:"edition,omitempty" minimum:"0"`
			}
		}) (*Out[Expert], error) {
			if _, err := f.Experts.Update(ctx, Who(ctx), expert.UpdateInput{Details: in.Body.details(), Edition: in.Body.Edition}); err != nil {
				return nil, renamed(err, bodyNames...)
			}
			return ok(f.myExpert(ctx))
		})
	add(f, api, Op{ID: "setExpertPicture", Method: "PUT", Path: "/me/expert/picture", Tag: "experts", Scope: "experts:write", BytesMax: f.pictureMax(),
		Summary: "Set the photo of one's profile", Detail: "PNG, JPEG, GIF or WebP; drawn anew, without metadata."},
		func(ctx context.Context, in *PictureUpload) (*Out[Expert], error) {
			key, err := f.Files.StagePicture(ctx, Who(ctx), bytes.NewReader(in.RawBody), pictureEdge)
			if err != nil {
				return nil, err
			}
			if err := f.Experts.SetPicture(ctx, Who(ctx), key); err != nil {
				return nil, err
			}
			return ok(f.myExpert(ctx))
		})
	move := func(operation, word, summary string, do func(ctx context.Context) error) {
		add(f, api, Op{ID: operation, Method: "POST", Path: "/me/expert/" + word, Tag: "experts", Scope: "experts:write", Summary: summary},
			func(ctx context.Context, _ *struct{}) (*Out[Expert], error) {
				if err := do(ctx); err != nil {
					return nil, err
				}
				return ok(f.myExpert(ctx))
			})
	}
	move("enableIndividualPublicProfile", "show", "Make one's page public", func(ctx context.Context) error { return f.Experts.Show(ctx, Who(ctx)) })
	move("disableIndividualPublicProfile", "hide", "Take one's page off", func(ctx context.Context) error { return f.Experts.Hide(ctx, Who(ctx)) })
	f.companyOperations(api)
	f.myCertificationOperations(api)
	f.sellerOperations(api)
	f.countryOperations(api)
}

// PictureUpload is the bytes of a picture.
type PictureUpload struct {
	RawBody []byte `contentType:"application/octet-stream"`
}

func (f *Face) pictureMax() int64 {
	if f.Files == nil {
		return file.BytesMaxDefault + 1
	}
	return f.Files.BytesMax + 1
}

// Company is a company's own profile.
type Company struct {
	Organisation string   `json:"organisation"`
	State        string   `json:"state" enum:"hidden,public"`
	WaitsFor     string   `json:"waits_for" enum:"expert"`
	Edition      int64    `json:"edition"`
	Handle       string   `json:"handle"`
	Name         string   `json:"name"`
	Description  string   `json:"description"`
	Website      string   `json:"website"`
	Logo         string   `json:"logo,omitempty"`
	Country      string   `json:"country,omitempty"`
	Lacks        []string `json:"lacks"`
	Moves        []Move   `json:"moves"`
}

func (f *Face) myCompany(ctx context.Context) (Company, error) {
	who := Who(ctx)
	m, err := account.Hat(ctx, f.DB, who)
	if err != nil {
		return Company{}, err
	}
	c, err := expert.FindCompany(ctx, f.DB, who.Organisation)
	out := Company{Organisation: account.OrganisationID.Text(c.ID), State: string(c.State), WaitsFor: string(expert.CompanyFlow.WaitsFor(c.State)), Edition: c.Edition,
		Handle: c.Handle, Name: c.Name, Description: c.Description, Website: c.Website, Logo: file.PictureAddress(c.Logo), Country: c.Country,
		Lacks: append([]string{}, c.Lacks()...), Moves: movesOf(nil)}
	if m.Manages() {
		out.Moves = movesOf(expert.CompanyFlow.Moves(c.State, c.Facts(), "expert"))
	}
	return out, err
}

func (f *Face) companyOperations(api huma.API) {
	add(f, api, Op{ID: "getCompanyProfile", Method: "GET", Path: "/companies/{handle}", Tag: "experts", Scope: Public, Summary: "A company's public page"},
		func(ctx context.Context, in *struct {
			Handle string `path:"handle" maxLength:"64"`
		}) (*Out[Seller], error) {
			p, err := view.PublicCompany(ctx, f.DB, in.Handle)
			out := sellerOf(p.Voice)
			out.Finished = finishedOf(p.Finished)
			return ok(out, err)
		})
	add(f, api, Op{ID: "getMyCompany", Method: "GET", Path: "/company", Tag: "experts", Scope: "experts:read", Summary: "The company profile of one's organisation"},
		func(ctx context.Context, _ *struct{}) (*Out[Company], error) { return ok(f.myCompany(ctx)) })
	add(f, api, Op{ID: "updateCompanyProfile", Method: "PUT", Path: "/company", Tag: "experts", Scope: "experts:write", Summary: "Write or change the company profile"},
		func(ctx context.Context, in *struct {
			Body struct {
				Handle      string `json:"handle,omitempty" maxLength:"100"`
				Name        string `json:"name" maxLength:"2000" doc:"At most 40 characters"`
				Description string `json:"description,omitempty" maxLength:"50000" doc:"At most 600 characters"`
				Website     string `json:"website,omitempty" maxLength:"2000"`
				Country     string `json:"country,omitempty" maxLength:"2"`
				Edition     int64  `json:"edition,omitempty" minimum:"0"`
			}
		}) (*Out[Company], error) {
			b := in.Body
			_, err := f.Experts.UpdateCompany(ctx, Who(ctx), expert.CompanyInput{Edition: b.Edition,
				CompanyDetails: expert.CompanyDetails{Handle: b.Handle, Name: b.Name, Description: b.Description, Website: b.Website, Country: b.Country}})
			if err != nil {
				return nil, err
			}
			return ok(f.myCompany(ctx))
		})
	add(f, api, Op{ID: "setCompanyLogo", Method: "PUT", Path: "/company/logo", Tag: "experts", Scope: "experts:write", BytesMax: f.pictureMax(), Summary: "Set the company's logo"},
		func(ctx context.Context, in *PictureUpload) (*Out[Company], error) {
			key, err := f.Files.StagePicture(ctx, Who(ctx), bytes.NewReader(in.RawBody), pictureEdge)
			if err != nil {
				return nil, err
			}
			if err := f.Experts.SetLogo(ctx, Who(ctx), key); err != nil {
				return nil, err
			}
			return ok(f.myCompany(ctx))
		})
	move := func(operation, word, summary string, do func(ctx context.Context) error) {
		add(f, api, Op{ID: operation, Method: "POST", Path: "/company/" + word, Tag: "experts", Scope: "experts:write", Summary: summary},
			func(ctx context.Context, _ *struct{}) (*Out[Company], error) {
				if err := do(ctx); err != nil {
					return nil, err
				}
				return ok(f.myCompany(ctx))
			})
	}
	move("enableCompanyPublicProfile", "show", "Make the company page public", func(ctx context.Context) error { return f.Experts.ShowCompany(ctx, Who(ctx)) })
	move("disableCompanyPublicProfile", "hide", "Take the company page off", func(ctx context.Context) error { return f.Experts.HideCompany(ctx, Who(ctx)) })
}
