package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/badge"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/certify"
	"guildhall/market/expert"
)

// CertificationStep is one step of the verification of a badge.
type CertificationStep struct {
	Name   string `json:"name"`
	Result string `json:"result" enum:"pass,warning,fail,skipped"`
	Code   string `json:"code"`
	Again  bool   `json:"again,omitempty" doc:"It failed only because nobody answered"`
}

// CertificationProof is a badge or evidence that was handed in.
type CertificationProof struct {
	ID            string              `json:"id"`
	State         string              `json:"state" enum:"pending,unanswered,shown,linked,refused,withdrawn"`
	WaitsFor      string              `json:"waits_for,omitempty" enum:"system,clock,operator"`
	Since         string              `json:"state_since" format:"date-time"`
	Kind          string              `json:"kind" enum:"badge,evidence"`
	Code          string              `json:"certification_code,omitempty" doc:"Of the catalogue"`
	Issuer        string              `json:"issuer,omitempty" doc:"Its name as signed; absent unless the proof holds"`
	Achievement   string              `json:"achievement,omitempty" doc:"As signed; absent unless the proof holds"`
	Steps         []CertificationStep `json:"steps"`
	Reason        string              `json:"reason,omitempty"`
	Certification string              `json:"certification,omitempty" doc:"What counts because of it"`
	RetryAt       string              `json:"retry_at,omitempty" format:"date-time" doc:"When it is tried again"`
	MadeAt        string              `json:"made_at" format:"date-time"`
	Moves         []Move              `json:"moves"`
}

func proofOf(p certify.Proof, role policy.Kind) CertificationProof {
	out := CertificationProof{ID: certify.ProofID.Text(p.ID), State: string(p.State), WaitsFor: string(certify.ProofFlow.WaitsFor(p.State)), Since: instant(p.Since), Kind: p.Kind,
		Code: p.Code, Issuer: p.Issuer, Achievement: p.Achievement, Steps: []CertificationStep{}, Reason: p.Reason, MadeAt: instant(p.MadeAt)}
	if !p.Certification.IsNone() {
		out.Certification = expert.CertificationID.Text(p.Certification)
	}
	if p.State == certify.Unanswered {
		out.RetryAt = instant(p.Deadline)
	}
	for _, s := range p.Steps {
		out.Steps = append(out.Steps, CertificationStep{Name: s.Name, Result: string(s.Result), Code: s.Code, Again: s.Again})
	}
	rows := certify.ProofFlow.Moves(p.State, nil, "expert")
	if role == policy.Operator {
		rows = certify.ProofFlow.Moves(p.State, nil, "operator")
		if p.State == certify.Refused && !p.Taken() {
			rows = nil
		}
	}
	out.Moves = movesOf(rows)
	return out
}

func proofsOf(list []certify.Proof, role policy.Kind) []CertificationProof {
	out := []CertificationProof{}
	for _, p := range list {
		out = append(out, proofOf(p, role))
	}
	return out
}

// CertificationKind is a certification of the catalogue.
type CertificationKind struct {
	Code         string   `json:"code"`
	State        string   `json:"state" enum:"open,retired"`
	Issuer       string   `json:"issuer" doc:"Code of the issuer"`
	Name         string   `json:"name"`
	Exam         string   `json:"exam,omitempty" doc:"The issuer's own code of the exam"`
	Level        string   `json:"level" enum:"foundational,associate,professional,specialty"`
	Months       int64    `json:"valid_months" doc:"How long it is valid when a badge does not say; 0 for no end"`
	Opens        bool     `json:"opens_pool" doc:"Whether it opens available requests"`
	Achievements []string `json:"achievements" doc:"Ids as badges write them"`
}

// CertificationIssuer is somebody whose badges count.
type CertificationIssuer struct {
	Code    string   `json:"code"`
	State   string   `json:"state" enum:"open,retired"`
	Name    string   `json:"name"`
	Contact string   `json:"contact" doc:"Whom to ask when a certification is missing"`
	IDs     []string `json:"ids" doc:"Ids as badges write them, pinned keys behind them"`
}

// CertificationCatalogue is what counts here.
type CertificationCatalogue struct {
	Issuers []CertificationIssuer `json:"issuers"`
	Kinds   []CertificationKind   `json:"certifications"`
}

func (f *Face) catalogue(ctx context.Context) (CertificationCatalogue, error) {
	out := CertificationCatalogue{Issuers: []CertificationIssuer{}, Kinds: []CertificationKind{}}
	issuers, err := certify.Issuers(ctx, f.DB)
	if err != nil {
		return out, err
	}
	for _, i := range issuers {
		out.Issuers = append(out.Issuers, CertificationIssuer{i.Code, string(i.State), i.Name, i.Contact, append([]string{}, i.IDs...)})
	}
	kinds, err := certify.Kinds(ctx, f.DB)
	for _, k := range kinds {
		out.Kinds = append(out.Kinds, CertificationKind{k.Code, string(k.State), k.Issuer, k.Name, k.Exam, k.Level, k.Months, expert.Opens(k.Level), append([]string{}, k.Achievements...)})
	}
	return out, err
}

func (f *Face) myProof(ctx context.Context, proof id.ID) (CertificationProof, error) {
	p, err := certify.Mine(ctx, f.DB, Who(ctx).Person, proof)
	return proofOf(p, policy.Person), err
}

// base64Room is how much a body may hold beside a file written in base64.
const base64Room = 1 << 20

func (f *Face) myCertificationOperations(api huma.API) {
	add(f, api, Op{ID: "getCertificationCatalogue", Method: "GET", Path: "/certifications", Tag: "experts", Scope: Public, Summary: "Certifications that count here, and whose badges prove them"},
		func(ctx context.Context, _ *struct{}) (*Out[CertificationCatalogue], error) {
			return ok(f.catalogue(ctx))
		})
	add(f, api, Op{ID: "listCertificationProofs", Method: "GET", Path: "/me/certifications/proofs", Tag: "experts", Scope: "experts:read", Summary: "Badges and evidence you handed in, newest first"},
		func(ctx context.Context, _ *struct{}) (*Out[List[CertificationProof]], error) {
			list, err := certify.Of(ctx, f.DB, Who(ctx).Person)
			return ok(List[CertificationProof]{Items: proofsOf(list, policy.Person)}, err)
		})
	add(f, api, Op{ID: "getCertificationProof", Method: "GET", Path: "/me/certifications/proofs/{id}", Tag: "experts", Scope: "experts:read", Summary: "One of them, with every step"},
		func(ctx context.Context, in *ByID) (*Out[CertificationProof], error) {
			proof, err := in.Parse(certify.ProofID)
			if err != nil {
				return nil, err
			}
			return ok(f.myProof(ctx, proof))
		})
	add(f, api, Op{ID: "linkAwsCertification", Method: "POST", Path: "/me/certifications", Tag: "experts", Scope: "experts:write", Status: 202, BytesMax: badge.MaxBytes*4/3 + base64Room,
		Summary: "Hand in a badge", Detail: "By its address or as a file (JSON, JWT, baked PNG or SVG). It is verified at once: read the proof until its state is no longer pending."},
		func(ctx context.Context, in *struct {
			Body struct {
				Address string `json:"address,omitempty" maxLength:"2000" doc:"Public address of the badge"`
				File    []byte `json:"file,omitempty" doc:"Base64 of the file; at most 4 MB unpacked"`
				Name    string `json:"name,omitempty" maxLength:"300" doc:"The file's name"`
				Email   string `json:"email,omitempty" maxLength:"2000" doc:"Your own address as the badge writes it, when only capital letters differ"`
			}
		}) (*Out[CertificationProof], error) {
			proof, err := f.Certify.Link(ctx, Who(ctx), certify.LinkInput{Address: in.Body.Address, Name: in.Body.Name, Bytes: in.Body.File, Email: in.Body.Email})
			if err != nil {
				return nil, err
			}
			return ok(f.myProof(ctx, proof))
		})
	add(f, api, Op{ID: "showCertificationEvidence", Method: "POST", Path: "/me/certifications/evidence", Tag: "experts", Scope: "experts:write", Status: 201, BytesMax: certify.EvidenceMax*4/3 + base64Room,
		Summary: "Show the operator a certificate for which no badge can be had"},
		func(ctx context.Context, in *struct {
			Body struct {
				Code       string `json:"code" maxLength:"40" doc:"Of the certification in the catalogue"`
				ValidUntil string `json:"valid_until" format:"date"`
				Words      string `json:"words,omitempty" maxLength:"8000" doc:"Where it can be looked up; at most 1,000 characters"`
				File       []byte `json:"file" doc:"Base64 of a PDF or a picture; at most 5 MB unpacked"`
				Name       string `json:"name,omitempty" maxLength:"300" doc:"The file's name"`
			}
		}) (*Out[CertificationProof], error) {
			proof, err := f.Certify.ShowEvidence(ctx, Who(ctx), certify.EvidenceInput{Code: in.Body.Code, ValidUntil: in.Body.ValidUntil, Words: in.Body.Words, Name: in.Body.Name, Bytes: in.Body.File})
			if err != nil {
				return nil, err
			}
			return ok(f.myProof(ctx, proof))
		})
	add(f, api, Op{ID: "withdrawCertificationProof", Method: "POST", Path: "/me/certifications/proofs/{id}/withdraw", Tag: "experts", Scope: "experts:write", Status: 204, Summary: "Take back what is not decided yet"},
		func(ctx context.Context, in *ByID) (*Done, error) {
			proof, err := in.Parse(certify.ProofID)
			if err != nil {
				return nil, err
			}
			return done(f.Certify.Withdraw(ctx, Who(ctx), proof))
		})
	add(f, api, Op{ID: "unlinkAwsCertification", Method: "POST", Path: "/me/certifications/{id}/unlink", Tag: "experts", Scope: "experts:write", Status: 204,
		Summary: "Take a certification off your profile", Detail: "Nobody else can link the same badge; you can, again."},
		func(ctx context.Context, in *ByID) (*Done, error) {
			c, err := in.Parse(expert.CertificationID)
			if err != nil {
				return nil, err
			}
			return done(f.Experts.Unlink(ctx, Who(ctx), c))
		})
	add(f, api, Op{ID: "proveAddress", Method: "POST", Path: "/me/addresses", Tag: "account", Scope: "account:write", Status: 204,
		Summary: "Have a link sent to a further address of yours", Detail: "A badge must have been given to an address that you have proved."},
		func(ctx context.Context, in *struct {
			Body struct {
				Email string `json:"email" maxLength:"2000"`
			}
		}) (*Done, error) {
			return done(f.Accounts.ProveAddress(ctx, Who(ctx), in.Body.Email))
		})
}
