package account

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

func (h *house) invite(boss policy.Actor, email string, role Role) (id.ID, string) {
	h.t.Helper()
	made := must[id.ID](h.t)(h.InviteMember(h.t.Context(), boss, Invite{Organisation: boss.Organisation, Email: email, Role: role, Lang: "ja"}))
	normal, _ := NormalEmail(email)
	return made, h.linkIn(normal, LetterInvitation, "/invitations/")
}

func (h *house) ahead(by time.Duration) {
	h.t.Helper()
	ok(h.t, h.j.Change(h.t.Context(), policy.As(policy.Operator, "test"), func(ctx context.Context, tx *journal.Tx) error {
		if err := h.j.MoveClock(ctx, tx, tx.Now.Add(by)); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "clock.move", Subject: id.New()})
	}))
}

func TestAnInvitationMakesAMemberOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		made, _ := h.invite(boss, "Ben@Example.com", Billing)
		ben := h.join("Ben", "ben@example.com")
		mine := must[[]Invitation](t)(h.MyInvitations(t.Context(), ben))
		if len(mine) != 1 || mine[0].OrganisationName != "Harbour Ltd" || mine[0].InviterName != "Aiko" {
			t.Fatalf("Ben sees %+v", mine)
		}
		var wait sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 20 {
			wait.Go(func() {
				err := h.AcceptInvitation(context.WithoutCancel(t.Context()), ben, made)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if !fault.Is(err, "invitation.moved_already") {
					t.Errorf("refused with %v", err)
				}
			})
		}
		wait.Wait()
		m := must[Membership](t)(FindMembership(t.Context(), h.d, boss.Organisation, ben.Person))
		if won != 1 || m.Role != Billing || m.MayPropose {
			t.Errorf("%d accepted; Ben is %+v", won, m)
		}
	})
}

func TestAnInvitationIsForItsAddressOrWhoHoldsTheLink(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		made, link := h.invite(boss, "ben@example.com", Member)
		eve, ben := h.join("Eve", "eve@example.com"), h.join("Ben", "ben.private@example.com")
		wantFault(t, h.AcceptInvitation(t.Context(), eve, made), "invitation.missing")
		wantFault(t, h.DeclineInvitation(t.Context(), eve, made), "invitation.missing")
		wantFault(t, h.WithdrawInvitation(t.Context(), eve, made), "invitation.missing")
		_, err := h.AcceptByLink(t.Context(), eve, strings.Repeat("a", 43))
		wantFault(t, err, "invitation.missing")
		must[Invitation](t)(h.AcceptByLink(t.Context(), ben, link))
		_, err = h.AcceptByLink(t.Context(), eve, link)
		wantFault(t, err, "invitation.moved_already")
	})
}

func TestAWithdrawnDeclinedOrOldInvitationOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		ben := h.join("Ben", "ben@example.com")
		made, link := h.invite(boss, "ben@example.com", Member)
		_, err := h.InviteMember(t.Context(), boss, Invite{Organisation: boss.Organisation, Email: "BEN@example.com", Role: Viewer})
		wantFault(t, err, "invitation.stands")
		ok(t, h.WithdrawInvitation(t.Context(), boss, made))
		_, err = h.AcceptByLink(t.Context(), ben, link)
		wantFault(t, err, "invitation.moved_already")

		made, _ = h.invite(boss, "ben@example.com", Member)
		ok(t, h.DeclineInvitation(t.Context(), ben, made))
		wantFault(t, h.AcceptInvitation(t.Context(), ben, made), "invitation.moved_already")

		made, _ = h.invite(boss, "ben@example.com", Member)
		wantFault(t, h.ExpireInvitation(t.Context(), policy.As(policy.Clock, "invitation.expire"), made), "invitation.moved_already")
		h.ahead(14*24*time.Hour + time.Second)
		wantFault(t, h.AcceptInvitation(t.Context(), ben, made), "invitation.expired")
		due, err := InvitationFlow.Due(t.Context(), h.d, must[clock.Micros](t)(h.j.Now(t.Context())), 10)
		ok(t, err)
		if len(due) != 1 || due[0].ID != made {
			t.Fatalf("due are %+v", due)
		}
		ok(t, h.ExpireInvitation(t.Context(), policy.As(policy.Clock, "invitation.expire"), made))
		list := must[[]Invitation](t)(h.Invitations(t.Context(), boss, boss.Organisation))
		if len(list) != 3 || list[0].State != Expired || list[1].State != Refused || list[2].State != Withdrawn {
			t.Errorf("the list shows %+v", list)
		}
	})
}

func TestWhoAcceptsTwiceIsToldTheyBelongAlready(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		ben := h.hire(boss, "Ben", "ben@example.com", Viewer)
		made, _ := h.invite(boss, "ben@example.com", Admin)
		wantFault(t, h.AcceptInvitation(t.Context(), ben, made), "membership.already")
		if m := must[Membership](t)(FindMembership(t.Context(), h.d, boss.Organisation, ben.Person)); m.Role != Viewer {
			t.Errorf("Ben became %s", m.Role)
		}
	})
}

func TestOnlyManagersInviteAndNobodyMailsOwnership(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		for i, role := range []Role{Member, Billing, Viewer} {
			who := h.hire(boss, "P", string(rune('p'+i))+"@example.com", role)
			_, err := h.InviteMember(t.Context(), who, Invite{Organisation: boss.Organisation, Email: "x@example.com", Role: Viewer})
			wantFault(t, err, "organisation.not_manager")
			_, err = h.Invitations(t.Context(), who, boss.Organisation)
			wantFault(t, err, "organisation.not_manager")
		}
		for _, in := range []Invite{{Email: "x@example.com", Role: Owner}, {Email: "x", Role: Member}, {Email: "", Role: "king"}} {
			in.Organisation = boss.Organisation
			_, err := h.InviteMember(t.Context(), boss, in)
			wantFault(t, err, "form.invalid")
		}
	})
}

func TestTheFirstOperatorIsMadeOnceAndInvitesTheNext(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		old := must[string](t)(h.SetupToken(t.Context()))
		token := must[string](t)(h.SetupToken(t.Context()))
		in := SetUp{Token: old, Email: "chie@example.com", Name: "千恵", Lang: "ja", Zone: "Asia/Tokyo", Password: seal.Hide(good)}
		_, err := h.SetUp(t.Context(), visitor, in)
		wantFault(t, err, "account.link_used")
		in.Token = token
		weak := in
		weak.Password, weak.Email = seal.Hide("short"), "nowhere"
		_, err = h.SetUp(t.Context(), visitor, weak)
		wantFault(t, err, "form.invalid")
		done := must[SignedIn](t)(h.SetUp(t.Context(), visitor, in))
		s := must[Session](t)(h.Session(t.Context(), done.Token))
		if s.Actor("test").IsOperator() {
			t.Error("the desk opens without a second factor")
		}
		chie := h.proved(done.Token)
		if !chie.IsOperator() {
			t.Fatalf("Chie acts as %+v", chie)
		}
		_, err = h.SetUp(t.Context(), visitor, in)
		wantFault(t, err, "account.link_used")
		if again := must[string](t)(h.SetupToken(t.Context())); again != "" {
			t.Error("a house with an operator offers set-up")
		}
		ben := h.join("Ben", "ben@example.com")
		_, err = h.InviteOperator(t.Context(), ben, "eve@example.com", "en")
		wantFault(t, err, "account.not_operator")
		path := must[string](t)(h.InviteOperator(t.Context(), chie, "ben@example.com", "en"))
		must[Invitation](t)(h.AcceptByLink(t.Context(), ben, strings.TrimPrefix(path, "/invitations/")))
		if list := must[[]Person](t)(h.Operators(t.Context())); len(list) != 2 {
			t.Errorf("%d operators", len(list))
		}
		boss := policy.Actor{Kind: policy.Operator, Person: ben.Person, Fresh: true}
		var wait sync.WaitGroup // Each retires the other: one stays.
		wait.Go(func() { _ = h.RetireOperator(context.WithoutCancel(t.Context()), boss, chie.Person) })
		wait.Go(func() { _ = h.RetireOperator(context.WithoutCancel(t.Context()), chie, ben.Person) })
		wait.Wait()
		if list := must[[]Person](t)(h.Operators(t.Context())); len(list) != 1 {
			t.Errorf("%d operators remain", len(list))
		}
	})
}

func TestThePersonaButtonsExistOnlyInADemo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.join("Aiko", "aiko@kitahama.example")
		_, err := h.SignInAs(t.Context(), visitor, "aiko", Browser{})
		wantFault(t, err, "persona.missing")
		h.Demo = true
		done := must[SignedIn](t)(h.SignInAs(t.Context(), visitor, "aiko", Browser{}))
		must[Session](t)(h.Session(t.Context(), done.Token))
		for _, nobody := range []string{"", "ben", "root"} {
			if _, err := h.SignInAs(t.Context(), visitor, nobody, Browser{}); !fault.IsKind(err, fault.KindMissing) {
				t.Errorf("%q: %v", nobody, err)
			}
		}
	})
}
