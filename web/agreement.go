package web

import (
	"guildhall/market/deal"
	"guildhall/web/page/agreement"
	"guildhall/web/page/layout"
)

func agreementPath(version string) string { return "/agreement/" + version }

// agreement shows today's default contract, in the reader's language.
func (f *Face) agreement(v *Visit) error { return f.showAgreement(v, deal.AgreementVersion) }

// agreementOf shows one version, as it was kept.
func (f *Face) agreementOf(v *Visit) error { return f.showAgreement(v, v.R.PathValue("version")) }

func (f *Face) showAgreement(v *Visit, version string) error {
	a, err := deal.FindAgreement(v.Ctx, f.DB, version, v.Reader.Lang)
	if err != nil {
		return err
	}
	page := agreement.Page{Agreement: a}
	if version != deal.AgreementVersion {
		page.Now = "/agreement"
	}
	return v.Page(Shell{Title: a.Title(), Width: layout.Narrow, Public: true}, page.Show())
}
