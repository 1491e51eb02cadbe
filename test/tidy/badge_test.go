package tidy

import (
	"testing"

	"guildhall/base/badge"
)

func TestEveryBadgeCodeCheckAndVerdictHasWords(t *testing.T) {
	for _, code := range badge.Codes {
		want(t, "badge."+code, "base/badge/codes.go")
	}
	for _, name := range badge.Names {
		want(t, "badge.check."+name, "base/badge/badge.go")
	}
	for _, verdict := range []badge.Verdict{badge.Valid, badge.ValidWithWarning, badge.Invalid} {
		want(t, "badge.verdict."+string(verdict), "base/badge/badge.go")
	}
}
