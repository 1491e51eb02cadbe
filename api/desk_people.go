package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/view"
)

// DeskPerson is a person as operators see them.
type DeskPerson struct {
	ID             string              `json:"id"`
	State          string              `json:"state"`
	Name           string              `json:"name" doc:"Blank once erased"`
	Email          string              `json:"email" doc:"Shown to operators only; blank once erased"`
	Lang           string              `json:"lang"`
	Operator       bool                `json:"operator"`
	Expert         bool                `json:"expert" doc:"Has an expert profile"`
	MadeAt         string              `json:"made_at" format:"date-time"`
	SeenAt         string              `json:"seen_at,omitempty" format:"date-time"`
	Organisations  []string            `json:"organisations,omitempty" doc:"Their ids; on one person only"`
	Certifications []DeskCertification `json:"certifications,omitempty" doc:"On one person only"`
}

// DeskCertification is a certification that the desk has entered.
type DeskCertification struct {
	ID         string `json:"id"`
	State      string `json:"state"`
	Name       string `json:"name"`
	Level      string `json:"level"`
	ValidUntil string `json:"valid_until,omitempty" format:"date"`
	Reason     string `json:"reason,omitempty"`
}

// DeskOrganisation is an organisation as operators see it.
type DeskOrganisation struct {
	ID           string `json:"id"`
	State        string `json:"state"`
	Kind         string `json:"kind" enum:"personal,company"`
	Name         string `json:"name"`
	Country      string `json:"country,omitempty"`
	Members      int64  `json:"members"`
	Registration string `json:"registration,omitempty" doc:"State of its registration"`
	MadeAt       string `json:"made_at" format:"date-time"`
}

// DeskSearch narrows and sorts a list of the desk. The cursor is the id of the last
// thing of the page before.
type DeskSearch struct {
	Paging
	Words string `query:"q" maxLength:"200" doc:"Words to look for"`
	Sort  string `query:"sort" enum:"newest,name" default:"newest"`
}

// ByReason is an operator's deed on one thing.
type ByReason struct {
	ByID
	Body struct {
		Reason string `json:"reason" maxLength:"8000" doc:"Why, 3 to 1,000 characters; kept with the deed"`
	}
}

func after(cursor string, prefix id.Prefix) (id.ID, error) {
	if cursor == "" {
		return id.None, nil
	}
	return parseID(cursor, prefix)
}

func next(more bool, last string) string {
	if more {
		return last
	}
	return ""
}

func (f *Face) deskPeopleOperations(api huma.API) {
	add(f, api, Op{ID: "searchPeople", Method: "GET", Path: "/desk/people", Tag: "desk", Scope: "desk:read", Summary: "Everybody, by name or address"},
		func(ctx context.Context, in *DeskSearch) (*Out[List[DeskPerson]], error) {
			from, err := after(in.Cursor, account.PersonID)
			if err != nil {
				return nil, err
			}
			rows, more, err := view.DeskPeople(ctx, f.DB, in.Words, view.Order(in.Sort), from, in.Limit)
			out := List[DeskPerson]{Items: []DeskPerson{}}
			for _, p := range rows {
				out.Items = append(out.Items, DeskPerson{ID: account.PersonID.Text(p.ID), State: string(p.State), Name: p.Name, Email: p.Email, Lang: p.Lang,
					Operator: p.Operator, Expert: p.Expert, MadeAt: instant(p.MadeAt), SeenAt: instant(p.SeenAt)})
				out.Next = next(more, account.PersonID.Text(p.ID))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "getPerson", Method: "GET", Path: "/desk/people/{id}", Tag: "desk", Scope: "desk:read", Summary: "One person"},
		func(ctx context.Context, in *ByID) (*Out[DeskPerson], error) {
			person, err := in.Parse(account.PersonID)
			if err != nil {
				return nil, err
			}
			return ok(f.deskPerson(ctx, person))
		})
	add(f, api, Op{ID: "searchOrganisations", Method: "GET", Path: "/desk/organisations", Tag: "desk", Scope: "desk:read", Summary: "Every organisation, by name"},
		func(ctx context.Context, in *DeskSearch) (*Out[List[DeskOrganisation]], error) {
			from, err := after(in.Cursor, account.OrganisationID)
			if err != nil {
				return nil, err
			}
			rows, more, err := view.DeskOrganisations(ctx, f.DB, in.Words, "", view.Order(in.Sort), from, in.Limit)
			out := List[DeskOrganisation]{Items: []DeskOrganisation{}}
			for _, o := range rows {
				out.Items = append(out.Items, DeskOrganisation{ID: account.OrganisationID.Text(o.ID), State: string(o.State), Kind: o.Kind, Name: o.Name,
					Country: o.Country, Members: o.Members, Registration: string(o.Registration), MadeAt: instant(o.MadeAt)})
				out.Next = next(more, account.OrganisationID.Text(o.ID))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "erasePerson", Method: "POST", Path: "/desk/people/{id}/erase", Tag: "desk", Scope: "desk:write", Status: 204,
		Summary: "End somebody's account and blank their words", Detail: "For when the law asks. Invoices and the journal stay. It cannot be taken back."},
		func(ctx context.Context, in *ByReason) (*Done, error) {
			person, err := in.Parse(account.PersonID)
			if err != nil {
				return nil, err
			}
			return done(f.Desk.ErasePerson(ctx, Who(ctx), person, in.Body.Reason))
		})
	f.certificationOperations(api)
	f.deskCertificationOperations(api)
}

func (f *Face) deskPerson(ctx context.Context, person id.ID) (DeskPerson, error) {
	d, err := view.DeskPersonOf(ctx, f.DB, person)
	out := DeskPerson{ID: account.PersonID.Text(d.Person.ID), State: string(d.Person.State), Name: d.Person.Name, Email: d.Person.Email, Lang: d.Person.Lang,
		Operator: d.Person.Operator, Expert: d.HasProfile, MadeAt: instant(d.Person.MadeAt)}
	for _, b := range d.Belongs {
		out.Organisations = append(out.Organisations, account.OrganisationID.Text(b.Organisation.ID))
	}
	for _, c := range d.Certifications {
		out.Certifications = append(out.Certifications, DeskCertification{ID: expert.CertificationID.Text(c.ID), State: string(c.State), Name: c.Name,
			Level: c.Level, ValidUntil: c.ValidUntil, Reason: c.Reason})
	}
	return out, err
}

func (f *Face) certificationOperations(api huma.API) {
	add(f, api, Op{ID: "enterCertification", Method: "POST", Path: "/desk/people/{id}/certifications", Tag: "desk", Scope: "desk:write", Status: 201,
		Summary: "Enter a certification that you have seen"},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Name       string `json:"name" maxLength:"800"`
				Level      string `json:"level" enum:"associate,professional,specialty"`
				ValidUntil string `json:"valid_until" format:"date"`
				Reason     string `json:"reason" maxLength:"8000" doc:"How you know"`
			}
		}) (*Out[Made], error) {
			person, err := in.Parse(account.PersonID)
			if err != nil {
				return nil, err
			}
			profile, err := expert.FindByPerson(ctx, f.DB, person)
			if err != nil {
				return nil, err
			}
			made, err := f.Experts.EnterCertification(ctx, Who(ctx), expert.CertificationInput{Profile: profile.ID, Name: in.Body.Name, Level: in.Body.Level,
				ValidUntil: in.Body.ValidUntil, Reason: in.Body.Reason})
			return ok(Made{ID: expert.CertificationID.Text(made)}, err)
		})
	add(f, api, Op{ID: "withdrawCertification", Method: "POST", Path: "/desk/certifications/{id}/withdraw", Tag: "desk", Scope: "desk:write", Status: 204,
		Summary: "Withdraw a certification"},
		func(ctx context.Context, in *ByReason) (*Done, error) {
			c, err := in.Parse(expert.CertificationID)
			if err != nil {
				return nil, err
			}
			return done(f.Experts.WithdrawCertification(ctx, Who(ctx), c, in.Body.Reason))
		})
}
