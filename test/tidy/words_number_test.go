package tidy

import (
	"testing"

	"guildhall/base/age"
	"guildhall/base/bank"
	"guildhall/base/names"
	"guildhall/base/number"
	"guildhall/base/screen"
	"guildhall/base/taxid"
)

func TestEveryVerdictReasonAndTypeOfNumberHasWords(t *testing.T) {
	for _, v := range number.Verdicts {
		want(t, "number.verdict."+string(v), "verdict")
	}
	for _, r := range number.Refusals {
		want(t, "number.reason."+string(r), "reason")
		want(t, "number.rule."+string(r), "rule")
		want(t, "field."+number.Result{Verdict: number.Invalid, Reason: r}.Field(), "beside an input")
	}
	for _, r := range []number.Reason{number.Arithmetic, number.FormatOnly} {
		want(t, "number.reason."+string(r), "reason")
	}
	for _, o := range []number.Outcome{number.Holds, number.Fails, number.NotLooked} {
		want(t, "number.outcome."+string(o), "outcome")
	}
	for _, k := range taxid.Kinds() {
		key, _ := taxid.Words(k.Type)
		want(t, key, "type "+k.Type)
	}
	for _, k := range bank.Kinds() {
		want(t, bank.Words(k.Type), "type "+k.Type)
	}
	for _, k := range bank.AccountKinds {
		want(t, "bank.account_kind."+string(k), "account kind")
	}
	for _, d := range names.Differences {
		want(t, "names.match."+string(d), "difference")
	}
	for _, w := range screen.Reasons {
		want(t, "screen.why."+string(w), "hit")
	}
	for _, err := range age.Refusals {
		want(t, "field."+age.Field(err), "date of birth")
	}
	want(t, "field.born_too_young", "date of birth")
}
