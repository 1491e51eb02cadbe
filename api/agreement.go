package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/i18n"
	"guildhall/market/deal"
)

// Agreement is the default contract between a customer and an expert.
type Agreement struct {
	Version string `json:"version" example:"1" doc:"Its number"`
	Lang    string `json:"lang" enum:"en,ja"`
	Title   string `json:"title"`
	Text    string `json:"text" doc:"Markdown"`
	Hash    string `json:"sha256" doc:"Of the text, in hex"`
}

// InVersion names a version of the contract, and a language.
type InVersion struct {
	Version string `path:"version" maxLength:"20" doc:"A number, or current"`
	Lang    string `query:"lang" enum:"en,ja" default:"en" doc:"The language of the text"`
}

func (f *Face) getAgreement(ctx context.Context, in *InVersion) (*Out[Agreement], error) {
	version := in.Version
	if version == "current" {
		version = deal.AgreementVersion
	}
	lang := i18n.Lang(in.Lang)
	if lang == "" {
		lang = i18n.En
	}
	a, err := deal.FindAgreement(ctx, f.DB, version, lang)
	if err != nil {
		return nil, err
	}
	return ok(Agreement{Version: a.Version, Lang: a.Lang, Title: a.Title(), Text: a.Text, Hash: a.Hash}, nil)
}

func (f *Face) agreementOperations(api huma.API) {
	add(f, api, Op{ID: "getAgreement", Method: "GET", Path: "/agreements/{version}", Tag: "proposals", Scope: Public,
		Summary: "The Engagement Agreement", Detail: "The default contract in one version and language: as it was kept when somebody accepted it."}, f.getAgreement)
}
