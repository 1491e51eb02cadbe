package account

import (
	"strings"
	"testing"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
)

const good = "a quiet harbour at noon"

func (h *house) setPasswordOf(email, password string) SignedIn {
	h.t.Helper()
	ok(h.t, h.AskPassword(h.t.Context(), visitor, AskSignIn{Email: email}))
	token := h.linkIn(email, LetterSetPassword, "/password/")
	return must[SignedIn](h.t)(h.SetPassword(h.t.Context(), visitor, token, seal.Hide(password), Browser{Address: "192.0.2.1"}))
}

func TestPasswordsAreLongAndNotTheOnesEverybodyTries(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]string{
		"": "required", "short": "too_short", "elevenchars": "too_short", good: "", "twelveletter": "",
		"passwordpassword": "password_common", "Password12345678!": "password_common", "aaaaaaaaaaaaaaa": "password_common",
		"123412341234": "password_common", "aiko tanaka": "too_short", "aikotanaka1234": "password_common",
		"guildhall12345": "password_common", "abc\x00abcabcabcabc": "malformed", "\xffabcabcabcabc": "malformed",
		"ひらけごまひらけごまとびら": "", "パスワードは秘密ですよね": "", strings.Repeat("ab cd ef gh ", 20): "too_long",
	} {
		var form fault.Form
		CheckPassword(&form, "password", seal.Hide(password), "Aiko Tanaka", "aiko@example.com")
		got := ""
		if err := form.Err(); err != nil {
			got = fault.Of(err).Fields[0].Code
		}
		if got != want {
			t.Errorf("%.30q: %q, want %q", password, got, want)
		}
	}
}

func TestAPasswordIsSetByALinkAndOpensTheDoor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		old := must[string](t)(h.BeginSession(t.Context(), aiko.Person, "", ""))
		if has := must[bool](t)(h.HasPassword(t.Context(), aiko)); has {
			t.Error("has a password from the start")
		}
		ok(t, h.AskPassword(t.Context(), visitor, AskSignIn{Email: "aiko@example.com"}))
		token := h.linkIn("aiko@example.com", LetterSetPassword, "/password/")
		_, err := h.SetPassword(t.Context(), visitor, token, seal.Hide("short"), Browser{})
		wantFault(t, err, "form.invalid")
		done := must[SignedIn](t)(h.SetPassword(t.Context(), visitor, token, seal.Hide(good), Browser{}))
		must[Session](t)(h.Session(t.Context(), done.Token))
		_, err = h.Session(t.Context(), old)
		wantFault(t, err, "account.sign_in_first") // A thief who was in is out.
		_, err = h.SetPassword(t.Context(), visitor, token, seal.Hide(good+"!"), Browser{})
		wantFault(t, err, "account.link_used")
		must[SignedIn](t)(h.SignInWithPassword(t.Context(), visitor, WithPassword{Email: " AIKO@example.com", Password: seal.Hide(good)}))
		if h.count("aiko@example.com", LetterPasswordSet) == 0 {
			t.Error("she is not told")
		}
	})
}

func TestWrongUnknownAndAbsentPasswordsLookTheSame(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.join("Aiko", "aiko@example.com")
		h.join("Ben", "ben@example.com")
		h.setPasswordOf("aiko@example.com", good)
		for _, email := range []string{"aiko@example.com", "ben@example.com", "nobody@example.com"} {
			_, err := h.SignInWithPassword(t.Context(), visitor, WithPassword{Email: email, Password: seal.Hide("a wrong password")})
			wantFault(t, err, "account.sign_in_refused")
			if !fault.IsKind(err, fault.KindUnauthenticated) || len(fault.Of(err).Args) != 0 {
				t.Errorf("%s: %v", email, err)
			}
		}
	})
}

func TestGuessingIsSlowedAndALinkStillWorks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.join("Aiko", "aiko@example.com")
		h.setPasswordOf("aiko@example.com", good)
		for range guessesPerEmail {
			_, err := h.SignInWithPassword(t.Context(), visitor, WithPassword{Email: "aiko@example.com", Password: seal.Hide("a wrong password")})
			wantFault(t, err, "account.sign_in_refused")
		}
		_, err := h.SignInWithPassword(t.Context(), visitor, WithPassword{Email: "aiko@example.com", Password: seal.Hide(good)})
		wantFault(t, err, "limit.reached")
		must[SignedIn](t)(h.SignIn(t.Context(), visitor, use1(h.askLink("aiko@example.com"))))
	})
}

func TestARightPasswordForgivesTheWrongOnes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.join("Aiko", "aiko@example.com")
		h.setPasswordOf("aiko@example.com", good)
		try := func(password string) error {
			_, err := h.SignInWithPassword(t.Context(), visitor, WithPassword{Email: "aiko@example.com", Password: seal.Hide(password)})
			return err
		}
		for range 2 {
			for range guessesPerEmail - 1 {
				wantFault(t, try("a wrong password"), "account.sign_in_refused")
			}
			ok(t, try(good))
		}
	})
}

func TestChangingThePasswordNeedsTheOldOneAndEndsOtherSessions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		here := h.setPasswordOf("aiko@example.com", good)
		there := must[string](t)(h.BeginSession(t.Context(), aiko.Person, "", ""))
		s := must[Session](t)(h.Session(t.Context(), here.Token))
		err := h.ChangePassword(t.Context(), aiko, s.ID, seal.Hide("not the old one"), seal.Hide("another quiet harbour"))
		wantFault(t, err, "form.invalid")
		ok(t, h.ChangePassword(t.Context(), aiko, s.ID, seal.Hide(good), seal.Hide("another quiet harbour")))
		must[Session](t)(h.Session(t.Context(), here.Token))
		_, err = h.Session(t.Context(), there)
		wantFault(t, err, "account.sign_in_first")
		_, err = h.SignInWithPassword(t.Context(), visitor, WithPassword{Email: "aiko@example.com", Password: seal.Hide(good)})
		wantFault(t, err, "account.sign_in_refused")
	})
}

func TestSomebodyWithoutAPasswordCannotChangeOneWithAnEmptyOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		wantFault(t, h.ChangePassword(t.Context(), aiko, id.None, seal.Hide(""), seal.Hide(good)), "form.invalid")
		if must[bool](t)(h.HasPassword(t.Context(), aiko)) {
			t.Error("a password was set without a link")
		}
	})
}
