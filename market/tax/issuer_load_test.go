package tax_test

import (
	"testing"

	"guildhall/base/fault"
	"guildhall/market/tax"
)

func TestTheDeskLoadsTheListOfIssuersAndIsToldWhatWasLeftOut(t *testing.T) {
	each(t, func(t *testing.T, s *stage) {
		ben, chie := s.Person("Ben"), s.Desk("Chie")
		s.start(ben, "JP")
		s.give(ben, "JP", map[string]string{"invoice": "yes", "invoice_number": "T7000012050002"})
		good := line("T7000012050002", "01", "1", "2023-10-01", "", "")
		if _, err := s.room.LoadIssuersFile(t.Context(), ben, []byte(good)); !fault.IsKind(err, fault.KindForbidden) {
			t.Errorf("a seller loads the list: %v", err)
		}
		for _, file := range []string{"", "a,b,c\n", "\x00\x01T7000012050002"} {
			if _, err := s.room.LoadIssuersFile(t.Context(), chie, []byte(file)); !fault.IsKind(err, fault.KindInvalid) {
				t.Errorf("%q: %v", file, err)
			}
		}
		if list, err := tax.Loads(t.Context(), s.DB, 5); err != nil || len(list) != 0 {
			t.Errorf("what was refused is noted: %+v %v", list, err)
		}
		did, err := s.room.LoadIssuersFile(t.Context(), chie, []byte("number,x\n"+good+line("T7000012050003", "01", "1", "2023-10-01", "", "")))
		s.ok(err)
		want := []tax.OddLine{{Line: 1, Why: tax.OddColumns}, {Line: 3, Why: tax.OddNumber}}
		if did.Kept != 1 || did.Odd != 2 || len(did.Lines) != 2 || did.Lines[0] != want[0] || did.Lines[1] != want[1] {
			t.Errorf("%+v", did)
		}
		list, err := tax.Loads(t.Context(), s.DB, 5)
		if err != nil || len(list) != 1 || list[0].Person != chie.Person || list[0].EndedAt.IsZero() || list[0].Loaded.Read != 3 || list[0].Loaded.Kept != 1 || len(list[0].Loaded.Lines) != 2 {
			t.Errorf("%+v %v", list, err)
		}
		if n := s.numbers(ben)[0]; n.State != tax.Confirmed || n.Register != tax.List {
			t.Errorf("%+v", n)
		}
	})
}
