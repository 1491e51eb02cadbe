package taxid_test

import (
	"testing"

	"guildhall/base/number"
	"guildhall/base/taxid"
)

func TestEveryTypesExampleHoldsAndIsWrittenInOneWay(t *testing.T) {
	t.Parallel()
	for _, k := range taxid.Kinds() {
		r, known := taxid.Check(k.Type, k.Example)
		if !known || r.Verdict != number.Unconfirmed {
			t.Errorf("%s %s: %+v", k.Type, k.Example, r)
			continue
		}
		if again, _ := taxid.Check(k.Type, r.Value); again.Value != r.Value || again.Verdict != r.Verdict || again.Variant != r.Variant {
			t.Errorf("%s: %s is written %s", k.Type, r.Value, again.Value)
		}
		if k.Source == "" || k.Says == "" {
			t.Errorf("%s names no source", k.Type)
		}
	}
}
