package api

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/market/account"
)

// Me is the caller's own person.
type Me struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Email        string `json:"email" doc:"Only ever shown to the person"`
	Language     string `json:"language" enum:"en,ja"`
	Zone         string `json:"zone" doc:"IANA time zone" example:"Asia/Tokyo"`
	Operator     bool   `json:"operator"`
	Organisation string `json:"organisation" doc:"The organisation the caller acts for"`
	Joined       string `json:"joined_at" format:"date-time"`
}

// Session is where the caller is signed in.
type Session struct {
	ID       string `json:"id"`
	Device   string `json:"device"`
	Address  string `json:"address"`
	Began    string `json:"began_at" format:"date-time"`
	LastUsed string `json:"last_used_at" format:"date-time"`
	Ends     string `json:"ends_at" format:"date-time"`
}

// MeInput changes the caller's own person; what is left out stays.
type MeInput struct {
	Body struct {
		Name     *string `json:"name,omitempty" maxLength:"2000"`
		Language *string `json:"language,omitempty" enum:"en,ja"`
		Zone     *string `json:"zone,omitempty" maxLength:"64"`
	}
}

func (f *Face) me(ctx context.Context) (Me, error) {
	who := Who(ctx)
	p, err := f.Accounts.Me(ctx, who)
	return Me{ID: account.PersonID.Text(p.ID), Name: p.Name, Email: account.ShownEmail(p.Email), Language: p.Lang, Zone: p.Zone,
		Operator: p.Operator, Organisation: account.OrganisationID.Text(who.Organisation), Joined: instant(p.MadeAt)}, err
}

func (f *Face) updateMe(ctx context.Context, in *MeInput) (*Out[Me], error) {
	p, err := f.Accounts.Me(ctx, Who(ctx))
	if err != nil {
		return nil, err
	}
	next := account.ProfileInput{Name: p.Name, Lang: p.Lang, Zone: p.Zone}
	for _, one := range []struct {
		given *string
		into  *string
	}{{in.Body.Name, &next.Name}, {in.Body.Language, &next.Lang}, {in.Body.Zone, &next.Zone}} {
		if one.given != nil {
			*one.into = *one.given
		}
	}
	if err := f.Accounts.ChangeProfile(ctx, Who(ctx), next); err != nil {
		return nil, err
	}
	return ok(f.me(ctx))
}

func (f *Face) accountOperations(api huma.API) {
	add(f, api, Op{ID: "getMe", Method: "GET", Path: "/me", Tag: "account", Scope: "account:read", Summary: "Who you are"},
		func(ctx context.Context, _ *struct{}) (*Out[Me], error) { return ok(f.me(ctx)) })
	add(f, api, Op{ID: "updateMe", Method: "PATCH", Path: "/me", Tag: "account", Scope: "account:write", Summary: "Change your name, language or zone"}, f.updateMe)
	add(f, api, Op{ID: "setMyPicture", Method: "PUT", Path: "/me/picture", Tag: "account", Scope: "account:write", Status: 204,
		Summary: "Set your picture", Detail: "The body is the image itself: PNG, JPEG, GIF or WebP. It is drawn anew."},
		func(ctx context.Context, in *struct {
			RawBody []byte `contentType:"application/octet-stream"`
		}) (*Done, error) {
			key, err := f.Files.StagePicture(ctx, Who(ctx), bytes.NewReader(in.RawBody), 512)
			if err != nil {
				return nil, err
			}
			return done(f.Accounts.SetPicture(ctx, Who(ctx), key))
		})
	add(f, api, Op{ID: "removeMyPicture", Method: "DELETE", Path: "/me/picture", Tag: "account", Scope: "account:write", Status: 204, Summary: "Take your picture away"},
		func(ctx context.Context, _ *struct{}) (*Done, error) {
			return done(f.Accounts.SetPicture(ctx, Who(ctx), ""))
		})
	add(f, api, Op{ID: "changeMyEmail", Method: "POST", Path: "/me/email", Tag: "account", Scope: "account:write", Status: 204,
		Summary: "Ask to change your address", Detail: "A link goes to the new address; the change happens when it is used."},
		func(ctx context.Context, in *struct {
			Body struct {
				Email string `json:"email" maxLength:"2000"`
			}
		}) (*Done, error) {
			return done(f.Accounts.AskEmail(ctx, Who(ctx), in.Body.Email))
		})
	f.sessionOperations(api)
	f.leavingOperations(api)
}

func (f *Face) sessionOperations(api huma.API) {
	add(f, api, Op{ID: "listSessions", Method: "GET", Path: "/me/sessions", Tag: "account", Scope: "account:read", Summary: "Where you are signed in"},
		func(ctx context.Context, _ *struct{}) (*Out[List[Session]], error) {
			list, err := f.Accounts.Sessions(ctx, Who(ctx))
			out := List[Session]{Items: []Session{}}
			for _, s := range list {
				out.Items = append(out.Items, Session{ID: account.SessionID.Text(s.ID), Device: s.Device, Address: s.Address,
					Began: instant(s.MadeAt), LastUsed: instant(s.SeenAt), Ends: instant(s.EndsAt)})
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "revokeSession", Method: "DELETE", Path: "/me/sessions/{id}", Tag: "account", Scope: "account:write", Status: 204, Summary: "Sign out somewhere"},
		func(ctx context.Context, in *ByID) (*Done, error) {
			session, err := in.Parse(account.SessionID)
			if err != nil {
				return nil, err
			}
			return done(f.Accounts.EndSession(ctx, Who(ctx), session))
		})
}

// Export is everything kept about a person, as JSON or as an archive.
type Export struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        func(huma.Context)
}

func (f *Face) exportMyData(ctx context.Context, in *struct {
	Accept string `header:"Accept" hidden:"true"`
}) (*Export, error) {
	d, err := f.Accounts.MyData(ctx, Who(ctx))
	if err != nil {
		return nil, err
	}
	if !strings.Contains(in.Accept, "application/zip") {
		raw, err := json.Marshal(d.JSON())
		return &Export{Type: "application/json", Disposition: "inline", Body: func(c huma.Context) { _, _ = c.BodyWriter().Write(raw) }}, err
	}
	return &Export{Type: "application/zip", Disposition: "attachment; filename=" + strconv.Quote(d.Name()), Body: func(c huma.Context) {
		if err := d.WriteZip(ctx, c.BodyWriter()); err != nil {
			slog.Error("a download broke off", "request", f.RequestID(ctx), "error", err)
			panic(http.ErrAbortHandler) // The reader must not take half an archive for a whole one.
		}
	}}, nil
}

// leavingOperations are taking one's data and leaving.
func (f *Face) leavingOperations(api huma.API) {
	add(f, api, Op{ID: "exportMyData", Method: "POST", Path: "/me/export", Tag: "account", Scope: "account:read",
		Answer: "application/json", Also: "application/zip", Summary: "Everything kept about you",
		Detail: "With `Accept: application/zip` the same archive as the download in Settings: a JSON file for each part, and every file you uploaded. " +
			"Otherwise one JSON object with a member for each part, without the files. At most 12 in a day." + asksProof}, f.exportMyData)
	add(f, api, Op{ID: "closeMyAccount", Method: "POST", Path: "/me/close", Tag: "account", Scope: "account:write", Status: 204,
		Summary: "Leave, and have your words erased", Detail: "Refused while something is open. It cannot be undone. A key ends with the account."},
		func(ctx context.Context, in *struct {
			Body struct {
				Confirm string `json:"confirm" maxLength:"2000" doc:"Your own address, typed"`
			}
		}) (*Done, error) {
			return done(f.Accounts.CloseAccount(ctx, Who(ctx), in.Body.Confirm))
		})
}
