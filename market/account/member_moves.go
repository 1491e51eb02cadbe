package account

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Colleague is a member as the other members see them: never with an address.
type Colleague struct {
	Membership
	Name    string
	Picture string
	Lang    string
}

var (
	colleagues = db.Read("account.colleagues", `SELECT m.organisation_id, m.person_id, m.role, m.may_propose, m.may_access, m.may_write_self,
			m.may_write_company, m.default_voice, p.name, COALESCE(p.picture, ''), p.lang
		FROM account_membership m JOIN account_person p ON p.id = m.person_id
		WHERE m.organisation_id = $1 AND m.left_at IS NULL ORDER BY m.made_at, m.person_id LIMIT 500`)
	membershipChange = db.Write("account.membership.change", `UPDATE account_membership SET role = $1, may_propose = $2, may_access = $3,
		may_write_self = $4, may_write_company = $5, default_voice = $6 WHERE organisation_id = $7 AND person_id = $8 AND left_at IS NULL`)
	membershipEnd = db.Write("account.membership.end", `UPDATE account_membership SET left_at = $1
		WHERE organisation_id = $2 AND person_id = $3 AND left_at IS NULL`)
	ownersCount = db.Read("account.owners.count", `SELECT COUNT(*) FROM account_membership
		WHERE organisation_id = $1 AND role = 'owner' AND left_at IS NULL`)
)

func scanColleague(row db.Scanner) (Colleague, error) {
	var c Colleague
	err := row.Scan(&c.Organisation, &c.Person, &c.Role, &c.MayPropose, &c.MayAccess, &c.MayWriteSelf, &c.MayWriteCompany,
		&c.DefaultVoice, &c.Name, &c.Picture, &c.Lang)
	return c, err
}

// Colleagues lists the members of an organisation to one of them.
func (r *Room) Colleagues(ctx context.Context, who policy.Actor, organisation id.ID) (Belonging, []Colleague, error) {
	o, err := FindOrganisation(ctx, r.journal.DB, organisation)
	if err != nil {
		return Belonging{}, nil, err
	}
	m, err := FindMembership(ctx, r.journal.DB, organisation, who.Person)
	if err != nil {
		return Belonging{}, nil, err
	}
	list, err := db.All(ctx, r.journal.DB, colleagues, scanColleague, organisation)
	return Belonging{o, m}, list, err
}

// MayManage tells whether somebody with this place may change a member who is, or
// shall become, the role: owners everybody, admins everybody but owners.
func (m Membership) MayManage(role Role) bool {
	return m.Role == Owner || m.Role == Admin && role != Owner
}

// MemberInput is what the form about a member holds.
type MemberInput struct {
	Role            Role
	MayPropose      bool
	MayAccess       bool
	MayWriteSelf    bool
	MayWriteCompany bool
	DefaultVoice    string
}

func (in MemberInput) checked(o Organisation) (MemberInput, error) {
	var form fault.Form
	if !in.Role.known() {
		form.Add("role", "choice")
	}
	if in.DefaultVoice != VoiceSelf && in.DefaultVoice != VoiceCompany {
		form.Add("default_voice", "choice")
	}
	if !(Membership{Role: in.Role}).Acts() { // Who only pays or looks does neither propose nor write.
		in.MayPropose, in.MayAccess, in.MayWriteSelf, in.MayWriteCompany = false, false, false, false
	} else if in.DefaultVoice == VoiceSelf && !in.MayWriteSelf || in.DefaultVoice == VoiceCompany && !in.MayWriteCompany {
		if in.MayWriteSelf || in.MayWriteCompany { // The only voice left is the default one.
			form.Add("default_voice", "voice_switched_off")
		}
	}
	return in, form.Err()
}

func (role Role) known() bool {
	for _, r := range Roles {
		if r == role {
			return true
		}
	}
	return false
}

// ChangeMember sets a member's role, switches and default voice. An organisation
// always keeps an owner.
func (r *Room) ChangeMember(ctx context.Context, who policy.Actor, organisation, person id.ID, in MemberInput) error {
	return r.once(ctx, who, "membership.change", []any{organisation, person, in}, func(ctx context.Context, tx *journal.Tx) error {
		o, me, err := asManager(ctx, tx, who, organisation)
		if err != nil {
			return err
		}
		in, err := in.checked(o)
		if err != nil {
			return err
		}
		m, err := findColleague(ctx, tx, organisation, person)
		if err != nil {
			return err
		}
		if !me.MayManage(m.Role) || !me.MayManage(in.Role) {
			return fault.Forbidden("membership.owners_only")
		}
		if o.Kind == KindPersonal && in.Role != Owner {
			return fault.Forbidden("organisation.personal")
		}
		if m.Role == Owner && in.Role != Owner {
			if err := keepsOwner(ctx, tx, organisation); err != nil {
				return err
			}
		}
		return changeMembership(ctx, tx, m, in)
	})
}

// changeMembership writes and records, in a change.
func changeMembership(ctx context.Context, tx *journal.Tx, m Membership, in MemberInput) error {
	_, err := tx.Exec(ctx, membershipChange, string(in.Role), in.MayPropose, in.MayAccess, in.MayWriteSelf, in.MayWriteCompany,
		in.DefaultVoice, m.Organisation, m.Person)
	if err != nil {
		return err
	}
	tx.Wake(m.Person)
	return tx.Record(ctx, journal.Event{Name: "membership.change", Subject: m.Person, Organisation: m.Organisation, Data: map[string]any{
		"before": string(m.Role), "role": string(in.Role), "may_propose": in.MayPropose, "may_access": in.MayAccess,
		"may_write_self": in.MayWriteSelf, "may_write_company": in.MayWriteCompany, "voice": in.DefaultVoice}})
}

func findColleague(ctx context.Context, tx *journal.Tx, organisation, person id.ID) (Membership, error) {
	m, err := FindMembership(ctx, tx, organisation, person)
	if fault.IsKind(err, fault.KindMissing) {
		err = fault.Missing("membership.missing")
	}
	return m, err
}

// keepsOwner refuses to lose the last owner. The organisation is guarded already.
func keepsOwner(ctx context.Context, tx *journal.Tx, organisation id.ID) error {
	owners, err := db.Value[int64](ctx, tx, ownersCount, organisation)
	if err == nil && owners < 2 {
		err = fault.Conflict("organisation.last_owner")
	}
	return err
}

// RemoveMember ends somebody's membership; for oneself it is Leave.
func (r *Room) RemoveMember(ctx context.Context, who policy.Actor, organisation, person id.ID) error {
	if person == who.Person {
		return r.Leave(ctx, who, organisation)
	}
	return r.once(ctx, who, "membership.end", []any{organisation, person}, func(ctx context.Context, tx *journal.Tx) error {
		_, me, err := asManager(ctx, tx, who, organisation)
		if err != nil {
			return err
		}
		m, err := findColleague(ctx, tx, organisation, person)
		if err != nil {
			return err
		}
		if !me.MayManage(m.Role) {
			return fault.Forbidden("membership.owners_only")
		}
		if m.Role == Owner {
			if err := keepsOwner(ctx, tx, organisation); err != nil {
				return err
			}
		}
		return endMembership(ctx, tx, m)
	})
}

// Leave ends the actor's own membership of a company. The last owner stays until
// somebody else is one.
func (r *Room) Leave(ctx context.Context, who policy.Actor, organisation id.ID) error {
	return r.once(ctx, who, "membership.leave", organisation, func(ctx context.Context, tx *journal.Tx) error {
		o, err := guardOrganisation(ctx, tx, organisation)
		if err != nil {
			return err
		}
		m, err := FindMembership(ctx, tx, organisation, who.Person)
		if err != nil {
			return err
		}
		if o.Kind == KindPersonal {
			return fault.Forbidden("organisation.personal")
		}
		if m.Role == Owner {
			if err := keepsOwner(ctx, tx, organisation); err != nil {
				return err
			}
		}
		return endMembership(ctx, tx, m)
	})
}

// endMembership ends it and the API keys for that organisation, in a change whose
// organisation is guarded.
func endMembership(ctx context.Context, tx *journal.Tx, m Membership) error {
	if err := stopKeys(ctx, tx, m.Person, m.Organisation); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, membershipEnd, int64(tx.Now), m.Organisation, m.Person); err != nil {
		return err
	}
	tx.Wake(m.Person)
	return tx.Record(ctx, journal.Event{Name: "membership.end", Subject: m.Person, Organisation: m.Organisation,
		Data: map[string]any{"role": string(m.Role)}})
}

// HandOver makes another member an owner and the actor an admin, in one change.
func (r *Room) HandOver(ctx context.Context, who policy.Actor, organisation, to id.ID) error {
	return r.once(ctx, who, "organisation.hand_over", []any{organisation, to}, func(ctx context.Context, tx *journal.Tx) error {
		o, me, err := asManager(ctx, tx, who, organisation)
		if err != nil {
			return err
		}
		switch {
		case me.Role != Owner:
			return fault.Forbidden("organisation.not_owner")
		case o.Kind == KindPersonal:
			return fault.Forbidden("organisation.personal")
		case to == who.Person:
			return fault.Invalid("form.invalid", fault.At("person", "choice"))
		}
		heir, err := findColleague(ctx, tx, organisation, to)
		if err != nil {
			return err
		}
		full := inputOf(heir)
		full.Role = Owner
		if !heir.Acts() { // Who only paid or looked gets every switch with the new role.
			full.MayPropose, full.MayAccess, full.MayWriteSelf, full.MayWriteCompany = true, true, true, true
		}
		if err := changeMembership(ctx, tx, heir, full); err != nil {
			return err
		}
		mine := inputOf(me)
		mine.Role = Admin
		return changeMembership(ctx, tx, me, mine)
	})
}

func inputOf(m Membership) MemberInput {
	return MemberInput{m.Role, m.MayPropose, m.MayAccess, m.MayWriteSelf, m.MayWriteCompany, m.DefaultVoice}
}

// SetVoice sets the actor's own default voice at the organisation whose hat is worn.
func (r *Room) SetVoice(ctx context.Context, who policy.Actor, voice string) error {
	return r.once(ctx, who, "membership.voice", []any{who.Organisation, voice}, func(ctx context.Context, tx *journal.Tx) error {
		o, err := guardOrganisation(ctx, tx, who.Organisation)
		if err != nil {
			return err
		}
		m, err := Hat(ctx, tx, who)
		if err != nil {
			return err
		}
		in := inputOf(m)
		in.DefaultVoice = voice
		if in, err = in.checked(o); err != nil {
			return err
		}
		return changeMembership(ctx, tx, m, in)
	})
}
