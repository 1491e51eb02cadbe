package notify_test

import (
	"testing"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/test/dbtest"
)

// A customer made by an import has an address below .invalid: what is written to it
// stands in the log and never leaves, with a mail server or without.
func TestAMailToNobodysMailboxIsWrittenDownAndNeverSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, &letterbox{})
		nobody := w.join("requests", "requests@import.invalid", "en", "UTC")
		w.letter(nobody, account.LetterPasswordSet, nil)
		m := w.stands(notify.NoMailbox)
		if m.Email != nobody.Email || m.Tries != 0 {
			t.Errorf("%+v", m)
		}
		if err := w.sendAgain(chie, m.ID); !fault.Is(err, "mail.no_mailbox") {
			t.Errorf("sent again: %v", err)
		}
		w.letter(w.aiko, account.LetterPasswordSet, nil)
		w.until("Aiko's letter", func() bool { return len(w.box.got()) > 0 })
		if got := w.box.got(); len(got) != 1 || got[0].To.Email != w.aiko.Email {
			t.Errorf("%+v", got)
		}
	})
}
