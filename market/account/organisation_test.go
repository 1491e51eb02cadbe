package account

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// company founds one owned by the actor and gives the actor its hat.
func (h *house) company(who policy.Actor, name string) policy.Actor {
	h.t.Helper()
	return wearing(who, must[id.ID](h.t)(h.MakeCompany(h.t.Context(), who, OrganisationInput{Name: name, Country: "JP"})))
}

// hire makes a person a member directly.
func (h *house) hire(boss policy.Actor, name, email string, role Role) policy.Actor {
	h.t.Helper()
	who := h.join(name, email)
	ok(h.t, h.j.Change(h.t.Context(), boss, func(ctx context.Context, tx *journal.Tx) error {
		return Enrol(ctx, tx, FreshMembership(boss.Organisation, who.Person, role))
	}))
	return wearing(who, boss.Organisation)
}

func TestRolesDecideWhoManagesWhom(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		h.hire(boss, "Second", "second@example.com", Owner)
		people := map[Role]policy.Actor{}
		for i, role := range Roles {
			people[role] = h.hire(boss, "P", fmt.Sprintf("p%d@example.com", i), role)
		}
		may := map[Role]string{Owner: "owner admin member billing viewer", Admin: "admin member billing viewer"}
		for _, actor := range Roles {
			for i, target := range Roles {
				person := h.hire(boss, "T", fmt.Sprintf("t-%s-%d@example.com", actor, i), target).Person
				for _, becomes := range Roles {
					in := MemberInput{Role: becomes, MayWriteSelf: true, DefaultVoice: VoiceSelf}
					err := h.ChangeMember(t.Context(), people[actor], boss.Organisation, person, in)
					allowed := strings.Contains(may[actor], string(target)) && strings.Contains(may[actor], string(becomes))
					if allowed != (err == nil) {
						t.Errorf("%s makes a %s a %s: %v", actor, target, becomes, err)
					}
					if err == nil { // Put back for the next.
						back := inputOf(FreshMembership(boss.Organisation, person, target))
						ok(t, h.ChangeMember(t.Context(), boss, boss.Organisation, person, back))
					}
				}
				err := h.RemoveMember(t.Context(), people[actor], boss.Organisation, person)
				if allowed := strings.Contains(may[actor], string(target)); allowed != (err == nil) {
					t.Errorf("%s removes a %s: %v", actor, target, err)
				}
			}
		}
	})
}

func TestSwitchesFollowTheRole(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		ben := h.hire(boss, "Ben", "ben@example.com", Member)
		for _, c := range []struct {
			in    MemberInput
			want  string // the switches that are on afterwards
			field string
		}{
			{MemberInput{Member, true, false, true, true, VoiceSelf}, "may_propose may_write_self may_write_company", ""},
			{MemberInput{Member, false, true, false, true, VoiceCompany}, "may_access may_write_company", ""},
			{MemberInput{Member, false, false, false, false, VoiceCompany}, "", ""},
			{MemberInput{Viewer, true, true, true, true, VoiceSelf}, "", ""},
			{MemberInput{Billing, true, true, true, true, VoiceCompany}, "", ""},
			{MemberInput{Admin, true, true, true, true, VoiceCompany}, "may_propose may_access may_write_self may_write_company", ""},
			{MemberInput{Member, false, false, false, true, VoiceSelf}, "", "default_voice"},
			{MemberInput{Member, true, true, true, true, "robot"}, "", "default_voice"},
			{MemberInput{"king", true, true, true, true, VoiceSelf}, "", "role"},
		} {
			err := h.ChangeMember(t.Context(), boss, boss.Organisation, ben.Person, c.in)
			if c.field != "" {
				if f := fault.Of(err); f == nil || len(f.Fields) == 0 || f.Fields[0].Name != c.field {
					t.Errorf("%+v: %v", c.in, err)
				}
				continue
			}
			ok(t, err)
			m := must[Membership](t)(FindMembership(t.Context(), h.d, boss.Organisation, ben.Person))
			var on []string
			for _, s := range []Switch{MayPropose, MayAccess, MayWriteSelf, MayWriteCompany} {
				if m.Can(s) {
					on = append(on, string(s))
				}
			}
			if got := strings.Join(on, " "); got != c.want || m.Role != c.in.Role {
				t.Errorf("%+v: on are %q, want %q", c.in, got, c.want)
			}
		}
	})
}

func TestAnotherOrganisationLooksLikeNone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		ben := h.join("Ben", "ben@example.com")
		for name, err := range map[string]error{
			"rename": h.ChangeOrganisation(t.Context(), ben, boss.Organisation, OrganisationInput{Name: "Mine"}),
			"leave":  h.Leave(t.Context(), ben, boss.Organisation),
			"remove": h.RemoveMember(t.Context(), ben, boss.Organisation, boss.Person),
			"close":  h.CloseOrganisation(t.Context(), ben, boss.Organisation),
			"give":   h.HandOver(t.Context(), ben, boss.Organisation, ben.Person),
			"none":   h.Leave(t.Context(), ben, id.New()),
		} {
			if !fault.Is(err, "organisation.missing") {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, _, err := h.Colleagues(t.Context(), ben, boss.Organisation)
		wantFault(t, err, "organisation.missing")
		_, err = h.InviteMember(t.Context(), ben, Invite{Organisation: boss.Organisation, Email: "x@example.com", Role: Member})
		wantFault(t, err, "organisation.missing")
	})
}

func TestTwentyOwnersLeaveAtOnceAndOneRemains(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first := h.company(h.join("O0", "o0@example.com"), "Harbour Ltd")
		owners := []policy.Actor{first}
		for i := 1; i < 20; i++ {
			owners = append(owners, h.hire(first, "O", fmt.Sprintf("o%d@example.com", i), Owner))
		}
		var wait sync.WaitGroup
		for i, who := range owners {
			wait.Go(func() {
				ctx := context.WithoutCancel(t.Context())
				var err error
				switch next := owners[(i+1)%20].Person; i % 3 {
				case 0:
					err = h.Leave(ctx, who, who.Organisation)
				case 1:
					err = h.RemoveMember(ctx, who, who.Organisation, next)
				case 2:
					err = h.ChangeMember(ctx, who, who.Organisation, who.Person, MemberInput{Role: Viewer, DefaultVoice: VoiceCompany})
				}
				switch f := fault.Of(err); {
				case f == nil, f.Kind == fault.KindMissing, f.Code == "organisation.last_owner", f.Code == "organisation.not_manager":
				default:
					t.Errorf("refused with %v", err)
				}
			})
		}
		wait.Wait()
		members := must[[]Membership](t)(MembersOf(t.Context(), h.d, first.Organisation))
		left := 0
		for _, m := range members {
			if m.Role == Owner {
				left++
			}
		}
		if left < 1 {
			t.Errorf("%d owners remain of %d members", left, len(members))
		}
		for _, m := range members { // Now each in turn tries: the last stays.
			if m.Role == Owner {
				_ = h.Leave(t.Context(), policy.Actor{Kind: policy.Person, Person: m.Person}, first.Organisation)
			}
		}
		for i, m := range must[[]Membership](t)(MembersOf(t.Context(), h.d, first.Organisation)) {
			if m.Role == Owner {
				wantFault(t, h.Leave(t.Context(), policy.Actor{Kind: policy.Person, Person: m.Person}, first.Organisation), "organisation.last_owner")
				return
			}
			_ = i
		}
		t.Error("nobody owns it")
	})
}

func TestHandingOverMakesTheOtherOwner(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		ben := h.hire(aiko, "Ben", "ben@example.com", Viewer)
		wantFault(t, h.HandOver(t.Context(), ben, aiko.Organisation, ben.Person), "organisation.not_manager")
		wantFault(t, h.HandOver(t.Context(), aiko, aiko.Organisation, id.New()), "membership.missing")
		ok(t, h.HandOver(t.Context(), aiko, aiko.Organisation, ben.Person))
		_, list, err := h.Colleagues(t.Context(), aiko, aiko.Organisation)
		ok(t, err)
		for _, c := range list {
			want := map[string]Role{"Aiko": Admin, "Ben": Owner}[c.Name]
			if c.Role != want || c.Name == "Ben" && !c.MayPropose {
				t.Errorf("%s is %+v", c.Name, c)
			}
		}
	})
}

func TestAPersonalOrganisationStaysOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		wantFault(t, h.Leave(t.Context(), aiko, aiko.Organisation), "organisation.personal")
		wantFault(t, h.CloseOrganisation(t.Context(), aiko, aiko.Organisation), "organisation.personal")
		_, err := h.InviteMember(t.Context(), aiko, Invite{Organisation: aiko.Organisation, Email: "x@example.com", Role: Member})
		wantFault(t, err, "organisation.personal")
		err = h.ChangeMember(t.Context(), aiko, aiko.Organisation, aiko.Person, MemberInput{Role: Viewer, DefaultVoice: VoiceSelf})
		wantFault(t, err, "organisation.personal")
	})
}

func TestWhoIsRemovedFallsBackToTheirOwnHatAndKeysStop(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		ben := h.hire(aiko, "Ben", "ben@example.com", Member)
		token := must[string](t)(h.BeginSession(t.Context(), ben.Person, "", ""))
		s := must[Session](t)(h.Session(t.Context(), token))
		ok(t, h.SwitchHat(t.Context(), s, aiko.Organisation, HatExpert))
		key := must[MadeKey](t)(h.MakeKey(t.Context(), ben, NewKey{Name: "ci", Scopes: []string{"requests:read"}, Days: 30}))
		must[policy.Actor](t)(h.KeyActor(t.Context(), key.Token.Reveal()))
		ok(t, h.RemoveMember(t.Context(), aiko, aiko.Organisation, ben.Person))
		if s = must[Session](t)(h.Session(t.Context(), token)); s.Organisation == aiko.Organisation || s.OrganisationKind != KindPersonal {
			t.Errorf("still wears %s", s.OrganisationName)
		}
		_, err := h.KeyActor(t.Context(), key.Token.Reveal())
		wantFault(t, err, "account.key_refused")
		_, err = Hat(t.Context(), h.d, ben)
		wantFault(t, err, "organisation.missing")
	})
}

func TestTheSameFormTwiceFoundsOneCompany(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		aiko.Key = "k1"
		first := must[id.ID](t)(h.MakeCompany(t.Context(), aiko, OrganisationInput{Name: "Harbour"}))
		again := must[id.ID](t)(h.MakeCompany(t.Context(), aiko, OrganisationInput{Name: "Harbour"}))
		if first != again {
			t.Error("two companies")
		}
		_, err := h.MakeCompany(t.Context(), aiko, OrganisationInput{Name: "Other"})
		wantFault(t, err, "key.reused")
		_, err = h.MakeCompany(t.Context(), aiko, OrganisationInput{Name: strings.Repeat("x", 41), Country: "Japan"})
		wantFault(t, err, "form.invalid")
	})
}

func TestTheSameDeedTwiceWithOneKeySucceedsTwiceAndIsDoneOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.company(h.join("Aiko", "aiko@example.com"), "Harbour Ltd")
		ben := h.hire(boss, "Ben", "ben@example.com", Member)
		made, _ := h.invite(boss, "dan@example.com", Viewer)
		dan := h.join("Dan", "dan@example.com")
		dan.Key, ben.Key = "k1", "k2"
		for range 2 {
			ok(t, h.AcceptInvitation(t.Context(), dan, made))
			ok(t, h.Leave(t.Context(), ben, boss.Organisation))
		}
		wantFault(t, h.Leave(t.Context(), ben, ben.Person), "key.reused")
		if members := must[[]Membership](t)(MembersOf(t.Context(), h.d, boss.Organisation)); len(members) != 2 {
			t.Errorf("%d members", len(members))
		}
	})
}
