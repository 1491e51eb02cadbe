package badge_test

import (
	"path/filepath"
	"testing"

	"guildhall/base/badge"
	"guildhall/test/golden"
)

func TestTheBadgeThatIsMeasuredIsGood(t *testing.T) {
	raw := signed(t, credential(didKey(key)), key, method(key))
	golden.Check(t, filepath.Join("testdata", "credential.json"), string(raw)+"\n")
}

func BenchmarkVerify(b *testing.B) {
	in := asked(signed(b, credential(didKey(key)), key, method(key)), didKey(key), nil)
	b.ReportAllocs()
	for b.Loop() {
		if report := verify(b, in); report.Verdict != badge.Valid {
			b.Fatal(report)
		}
	}
}
