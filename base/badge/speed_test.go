package badge_test

import (
	"testing"

	"guildhall/base/badge"
)

func BenchmarkVerify(b *testing.B) {
	in := asked(signed(b, credential(didKey(key)), key, method(key)), didKey(key), nil)
	b.ReportAllocs()
	for b.Loop() {
		if report := verify(b, in); report.Verdict != badge.Valid {
			b.Fatal(report)
		}
	}
}
