package registration

import (
	"context"

	"guildhall/base/i18n"
	"guildhall/base/names"
	"guildhall/base/taxid"
	"guildhall/engine/flow"
	"guildhall/market/tax"
	"guildhall/web/part"
)

var numberTones = map[flow.State]part.Tone{tax.Confirmed: part.Good, tax.ByHand: part.Good, tax.Unconfirmed: part.Wait, tax.Unknown: part.Bad, tax.Differs: part.Bad}

func numberBadge(ctx context.Context, n tax.Number) part.Badge {
	return part.Badge{Label: t(ctx, "tax_number.state."+string(n.State)), Tone: numberTones[n.State]}
}

func numberKind(ctx context.Context, kind string) string {
	key, of := taxid.Words(kind)
	if of == "" {
		return t(ctx, key)
	}
	return t(ctx, key, "Country", names.Country(of, i18n.From(ctx).Lang))
}
