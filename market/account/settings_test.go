package account

import (
	"context"
	"strings"
	"testing"

	"guildhall/base/i18n"
	"guildhall/base/seal"
	"guildhall/engine/journal"
)

func TestAProfileIsChangedAndThePersonalOrganisationFollows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		ok(t, h.ChangeProfile(t.Context(), aiko, ProfileInput{Name: " 田中  愛子 ", Lang: "ja", Zone: "Europe/Berlin"}))
		o := must[Organisation](t)(PersonalOrganisation(t.Context(), h.d, aiko.Person))
		p := must[Person](t)(h.Me(t.Context(), aiko))
		if p.Name != "田中  愛子" || p.Lang != "ja" || p.Zone != "Europe/Berlin" || o.Name != p.Name {
			t.Errorf("%+v of %+v", p, o)
		}
		ok(t, h.ChangeOrganisation(t.Context(), aiko, o.ID, OrganisationInput{Name: "Tanaka Lab", Country: "DE"}))
		ok(t, h.ChangeProfile(t.Context(), aiko, ProfileInput{Name: "Aiko", Lang: "en", Zone: "UTC"}))
		if o = must[Organisation](t)(PersonalOrganisation(t.Context(), h.d, aiko.Person)); o.Name != "Tanaka Lab" {
			t.Errorf("the name she gave was lost: %s", o.Name)
		}
		wantFault(t, h.ChangeProfile(t.Context(), aiko, ProfileInput{Name: "", Lang: "fr", Zone: "Local"}), "form.invalid")
		ok(t, h.SetLang(t.Context(), aiko, i18n.Ja))
		wantFault(t, h.SetLang(t.Context(), aiko, "fr"), "form.invalid")
		var swaps []string
		h.Pictures = func(_ context.Context, _ *journal.Tx, before, now string) error {
			swaps = append(swaps, before+">"+now)
			return nil
		}
		ok(t, h.SetPicture(t.Context(), aiko, "picture/1"))
		ok(t, h.SetPicture(t.Context(), aiko, ""))
		if got := strings.Join(swaps, " "); got != ">picture/1 picture/1>" {
			t.Errorf("swapped %s", got)
		}
	})
}

func TestANewAddressIsConfirmedThereAndToldOfHere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		oldLink := h.askLink("aiko@example.com")
		wantFault(t, h.AskEmail(t.Context(), aiko, "AIKO@example.com"), "form.invalid")
		ok(t, h.AskEmail(t.Context(), aiko, "Tanaka@例え.jp"))
		if p := must[Person](t)(h.Me(t.Context(), aiko)); p.Email != "aiko@example.com" {
			t.Errorf("changed before it was confirmed: %s", p.Email)
		}
		if h.count("aiko@example.com", LetterEmailNotice) == 0 {
			t.Error("the old address is not told")
		}
		token := h.linkIn("tanaka@xn--r8jz45g.jp", LetterEmailConfirm, "/email/")
		ok(t, h.ConfirmEmail(t.Context(), visitor, token)) // On another device.
		wantFault(t, h.ConfirmEmail(t.Context(), visitor, token), "account.link_used")
		if p := must[Person](t)(h.Me(t.Context(), aiko)); p.Email != "tanaka@xn--r8jz45g.jp" {
			t.Errorf("her address is %s", p.Email)
		}
		_, err := h.SignIn(t.Context(), visitor, use1(oldLink))
		wantFault(t, err, "account.link_used") // The old mailbox opens nothing any more.
		stranger := must[SignedIn](t)(h.SignIn(t.Context(), visitor, use1(h.askLink("aiko@example.com"))))
		if !stranger.Joined {
			t.Error("the old address still opens her account")
		}
	})
}

func TestATakenAddressShowsOnlyToWhoHoldsIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		ben := h.join("Ben", "ben@example.com")
		ok(t, h.AskEmail(t.Context(), aiko, "ben@example.com"))
		wantFault(t, h.ConfirmEmail(t.Context(), ben, h.linkIn("ben@example.com", LetterEmailConfirm, "/email/")), "account.email_taken")
		if p := must[Person](t)(h.Me(t.Context(), ben)); p.Email != "ben@example.com" {
			t.Errorf("Ben's address is %s", p.Email)
		}
	})
}

func TestAPasswordLinkToAnOldAddressIsDead(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		ok(t, h.AskPassword(t.Context(), visitor, AskSignIn{Email: "aiko@example.com"}))
		link := h.linkIn("aiko@example.com", LetterSetPassword, "/password/")
		ok(t, h.AskEmail(t.Context(), aiko, "new@example.com"))
		ok(t, h.ConfirmEmail(t.Context(), visitor, h.linkIn("new@example.com", LetterEmailConfirm, "/email/")))
		_, err := h.SetPassword(t.Context(), visitor, link, seal.Hide(good), Browser{})
		wantFault(t, err, "account.link_used")
	})
}

// RULES.md 4: whoever takes an account over changes the address first; the one from
// before is told all the same, for 30 days.
func TestTheAddressFromBeforeIsStillToldOfWhatIsDear(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		told := func() (list []string) {
			t.Helper()
			ok(t, h.journal.Change(t.Context(), aiko, func(ctx context.Context, tx *journal.Tx) error {
				all, err := AddressesOf(ctx, tx, aiko.Person)
				list = nil
				for _, a := range all {
					list = append(list, a.Email)
				}
				if err != nil {
					return err
				}
				return tx.Record(ctx, journal.Event{Name: "person.change_picture", Subject: aiko.Person})
			}))
			return list
		}
		if got := strings.Join(told(), " "); got != "aiko@example.com" {
			t.Errorf("before any change: %s", got)
		}
		for _, now := range []string{"one@thief.example", "two@thief.example"} {
			ok(t, h.AskEmail(t.Context(), aiko, now))
			ok(t, h.ConfirmEmail(t.Context(), visitor, h.linkIn(now, LetterEmailConfirm, "/email/")))
		}
		if got := strings.Join(told(), " "); got != "two@thief.example aiko@example.com" {
			t.Errorf("told are %s", got)
		}
		h.join("Other", "aiko@example.com") // Somebody else's by now.
		if got := strings.Join(told(), " "); got != "two@thief.example" {
			t.Errorf("told are %s", got)
		}
	})
}
