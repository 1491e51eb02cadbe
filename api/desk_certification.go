package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/certify"
)

// DeskProof is what somebody handed in, as operators see it.
type DeskProof struct {
	CertificationProof
	Person     string `json:"person"`
	ValidUntil string `json:"valid_until,omitempty" format:"date" doc:"Of evidence: as the person said"`
	Words      string `json:"words,omitempty" doc:"Of evidence: where it can be looked up"`
	FileName   string `json:"file_name,omitempty"`
	Bytes      int64  `json:"bytes"`
}

func deskProofOf(p certify.Proof) DeskProof {
	return DeskProof{CertificationProof: proofOf(p, policy.Operator), Person: account.PersonID.Text(p.Person), ValidUntil: p.ValidUntil, Words: p.Words, FileName: p.FileName, Bytes: p.Bytes}
}

// ByCode names an entry of the catalogue.
type ByCode struct {
	Code string `path:"code" maxLength:"40" doc:"As the catalogue calls it, such as SAA-C03"`
}

func (f *Face) deskCertificationOperations(api huma.API) {
	add(f, api, Op{ID: "searchCertificationProofs", Method: "GET", Path: "/desk/certifications/proofs", Tag: "desk", Scope: "desk:read",
		Summary: "What was handed in for certifications", Detail: "What waits for the desk (shown) oldest first, anything else newest first."},
		func(ctx context.Context, in *struct {
			State  string `query:"state" enum:"pending,unanswered,shown,linked,refused,withdrawn"`
			Cursor string `query:"cursor" maxLength:"64"`
			Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
		}) (*Out[List[DeskProof]], error) {
			from, err := after(in.Cursor, certify.ProofID)
			if err != nil {
				return nil, err
			}
			list, err := certify.ForDesk(ctx, f.DB, flow.State(in.State), from, in.Limit)
			out := List[DeskProof]{Items: []DeskProof{}}
			for _, p := range list[:min(len(list), in.Limit)] {
				out.Items = append(out.Items, deskProofOf(p))
				out.Next = next(len(list) > in.Limit, certify.ProofID.Text(p.ID))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "getDeskCertificationProof", Method: "GET", Path: "/desk/certifications/proofs/{id}", Tag: "desk", Scope: "desk:read", Summary: "One of them"},
		func(ctx context.Context, in *ByID) (*Out[DeskProof], error) {
			proof, err := in.Parse(certify.ProofID)
			if err != nil {
				return nil, err
			}
			p, err := certify.Find(ctx, f.DB, proof)
			return ok(deskProofOf(p), err)
		})
	add(f, api, Op{ID: "acceptCertificationEvidence", Method: "POST", Path: "/desk/certifications/proofs/{id}/accept", Tag: "desk", Scope: "desk:write", Status: 204,
		Summary: "Let evidence count", Detail: "The profile says that it was checked by hand."},
		func(ctx context.Context, in *struct {
			ByID
			Body struct {
				Code       string `json:"code,omitempty" maxLength:"40" doc:"Of the certification; corrects what the person said"`
				ValidUntil string `json:"valid_until,omitempty" format:"date" doc:"Corrects what the person said"`
				Reason     string `json:"reason" maxLength:"8000" doc:"How you know"`
			}
		}) (*Done, error) {
			proof, err := in.Parse(certify.ProofID)
			if err != nil {
				return nil, err
			}
			return done(f.Certify.Accept(ctx, Who(ctx), certify.JudgeInput{Proof: proof, Code: in.Body.Code, ValidUntil: in.Body.ValidUntil, Reason: in.Body.Reason}))
		})
	add(f, api, Op{ID: "refuseCertificationEvidence", Method: "POST", Path: "/desk/certifications/proofs/{id}/refuse", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Refuse evidence"},
		func(ctx context.Context, in *ByReason) (*Done, error) {
			proof, err := in.Parse(certify.ProofID)
			if err != nil {
				return nil, err
			}
			return done(f.Certify.TurnDown(ctx, Who(ctx), certify.JudgeInput{Proof: proof, Reason: in.Body.Reason}))
		})
	add(f, api, Op{ID: "moveCertificationRecipient", Method: "POST", Path: "/desk/certifications/proofs/{id}/hand-over", Tag: "desk", Scope: "desk:write", Status: 204,
		Summary: "Give a badge's recipient to the person who handed this in", Detail: "What the other person linked by it ends, and this badge is verified anew."},
		func(ctx context.Context, in *ByReason) (*Done, error) {
			proof, err := in.Parse(certify.ProofID)
			if err != nil {
				return nil, err
			}
			return done(f.Certify.HandOver(ctx, Who(ctx), proof, in.Body.Reason))
		})
	f.catalogueOperations(api)
}

func (f *Face) catalogueOperations(api huma.API) {
	add(f, api, Op{ID: "saveCertificationIssuer", Method: "PUT", Path: "/desk/certifications/issuers/{code}", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Add or change an issuer whose badges count"},
		func(ctx context.Context, in *struct {
			ByCode
			Body struct {
				Name    string `json:"name" maxLength:"800"`
				Contact string `json:"contact" maxLength:"1600" doc:"A mail address or an https address"`
				IDs     string `json:"ids,omitempty" maxLength:"30000" doc:"A line for each id that badges write, pinned keys behind it"`
				Reason  string `json:"reason" maxLength:"8000"`
			}
		}) (*Done, error) {
			_, err := f.Certify.SaveIssuer(ctx, Who(ctx), certify.IssuerInput{Code: in.Code, Name: in.Body.Name, Contact: in.Body.Contact, IDs: in.Body.IDs, Reason: in.Body.Reason})
			return done(err)
		})
	add(f, api, Op{ID: "saveCertificationKind", Method: "PUT", Path: "/desk/certifications/kinds/{code}", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Add or change a certification of the catalogue"},
		func(ctx context.Context, in *struct {
			ByCode
			Body struct {
				Issuer       string `json:"issuer" maxLength:"40"`
				Name         string `json:"name" maxLength:"800"`
				Exam         string `json:"exam,omitempty" maxLength:"320"`
				Level        string `json:"level" enum:"foundational,associate,professional,specialty"`
				Months       int64  `json:"valid_months" minimum:"0" maximum:"600"`
				Achievements string `json:"achievements,omitempty" maxLength:"30000" doc:"A line for each id that badges write"`
				Reason       string `json:"reason" maxLength:"8000"`
			}
		}) (*Done, error) {
			b := in.Body
			_, err := f.Certify.SaveKind(ctx, Who(ctx), certify.KindInput{Code: in.Code, Issuer: b.Issuer, Name: b.Name, Exam: b.Exam, Level: b.Level, Months: b.Months, Achievements: b.Achievements, Reason: b.Reason})
			return done(err)
		})
	for _, move := range []struct {
		op, path, summary string
		do                func(context.Context, policy.Actor, string, string) (id.ID, error)
	}{
		{"retireCertificationIssuer", "issuers/{code}/retire", "Stop new links of an issuer's badges", f.Certify.RetireIssuer},
		{"reopenCertificationIssuer", "issuers/{code}/reopen", "Let an issuer's badges be linked again", f.Certify.ReopenIssuer},
		{"retireCertificationKind", "kinds/{code}/retire", "Stop new links of a certification", f.Certify.RetireKind},
		{"reopenCertificationKind", "kinds/{code}/reopen", "Let a certification be linked again", f.Certify.ReopenKind},
	} {
		add(f, api, Op{ID: move.op, Method: "POST", Path: "/desk/certifications/" + move.path, Tag: "desk", Scope: "desk:write", Status: 204, Summary: move.summary},
			func(ctx context.Context, in *struct {
				ByCode
				Body struct {
					Reason string `json:"reason" maxLength:"8000"`
				}
			}) (*Done, error) {
				_, err := move.do(ctx, Who(ctx), in.Code, in.Body.Reason)
				return done(err)
			})
	}
}
