package settings

import (
	"context"

	"guildhall/base/i18n"
)

func (i Invited) title(ctx context.Context) string {
	if i.Organisation == "" {
		return i18n.T(ctx, "invitation.title.operator")
	}
	return i18n.T(ctx, "invitation.title", "Organisation", i.Organisation)
}

func (i Invited) text(ctx context.Context) string {
	if i.Organisation == "" {
		return i18n.T(ctx, "invitation.text.operator")
	}
	return i18n.T(ctx, "invitation.text", "Who", i.Who, "Organisation", i.Organisation, "Role", i18n.T(ctx, "role."+i.Role))
}
