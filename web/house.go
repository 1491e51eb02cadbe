package web

import (
	"strings"
	"time"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/market/account"
	"guildhall/web/page/kit"
)

// language keeps the language in this browser, where it wins over the account's,
// and comes back to the page it was asked from.
func (f *Face) language(v *Visit) error {
	lang, ok := i18n.Parse(v.Value("lang"))
	if !ok {
		return fault.Invalid("form.malformed")
	}
	v.SetCookie(cookieLang, string(lang), 400*24*time.Hour)
	return v.Redirect(LocalPath(v.Value("here"), "/"))
}

// hat changes for whom, and as what, the person is here.
func (f *Face) hat(v *Visit) error {
	role, org, _ := strings.Cut(v.Value("hat"), ":")
	organisation, ok := account.OrganisationID.Parse(org)
	if !ok && role != account.HatOperator {
		return fault.Invalid("form.malformed")
	}
	if role == account.HatOperator {
		organisation = v.Session.Organisation
	}
	if err := f.Accounts.SwitchHat(v.Ctx, v.Session, organisation, role); err != nil {
		return err
	}
	return v.Redirect(map[string]string{account.HatOperator: "/desk", account.HatExpert: "/work"}[role])
}

// kit shows every component in every state; the operator can switch it off.
func (f *Face) kit(v *Visit) error {
	if !f.Kit {
		return fault.Missing("page.missing")
	}
	return v.Fragment(kit.Page(kit.Shell(v.Ctx)))
}

// kitSample is where the kit's sample forms lead: back to the kit.
func (f *Face) kitSample(v *Visit) error { return v.Redirect("/kit") }
