package account

import (
	"context"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
)

// Invite is what the form to invite a member holds.
type Invite struct {
	Organisation id.ID
	Email        string
	Role         Role
	Lang         string // of the page, for somebody unknown
}

// InviteMember sends an invitation by mail. Whether the address is known here does
// not show.
func (r *Room) InviteMember(ctx context.Context, who policy.Actor, in Invite) (id.ID, error) {
	var form fault.Form
	in.Email = checkEmail(&form, "email", in.Email)
	if !in.Role.known() || in.Role == Owner { // Ownership is handed over, not mailed.
		form.Add("role", "choice")
	}
	if err := form.Err(); err != nil {
		return id.None, err
	}
	if !who.IsSignedIn() {
		return id.None, fault.Unauthenticated("account.sign_in_first")
	}
	if err := limit.Take(ctx, r.journal, "invite:"+who.Person.String(), invitesPerPerson, 24*time.Hour); err != nil {
		return id.None, err
	}
	return journal.Do(ctx, r.journal, who, "invitation.send", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		o, _, err := asManager(ctx, tx, who, in.Organisation)
		if err != nil {
			return id.None, err
		}
		if o.Kind == KindPersonal {
			return id.None, fault.Forbidden("organisation.personal")
		}
		stands, err := db.Exists(ctx, tx, invitationStands, o.ID, in.Email)
		if err != nil {
			return id.None, err
		}
		if stands {
			return id.None, fault.Conflict("invitation.stands")
		}
		me, err := FindPerson(ctx, tx, who.Person)
		if err != nil {
			return id.None, err
		}
		made, _, err := r.sendInvitation(ctx, tx, Invitation{Organisation: o.ID, OrganisationName: o.Name, Email: in.Email,
			Role: in.Role, Lang: in.Lang, InvitedBy: me.ID, InviterName: me.Name}, roleManager)
		return made, err
	})
}

// Invitations lists an organisation's invitations to those who manage it.
func (r *Room) Invitations(ctx context.Context, who policy.Actor, organisation id.ID) ([]Invitation, error) {
	m, err := FindMembership(ctx, r.journal.DB, organisation, who.Person)
	if err != nil {
		return nil, err
	}
	if !m.Manages() {
		return nil, fault.Forbidden("organisation.not_manager")
	}
	return db.All(ctx, r.journal.DB, invitationsAt, scanInvitation, organisation)
}

// MyInvitations lists the open invitations to the actor's address.
func (r *Room) MyInvitations(ctx context.Context, who policy.Actor) ([]Invitation, error) {
	p, err := FindPerson(ctx, r.journal.DB, who.Person)
	if err != nil || p.Email == "" {
		return nil, err
	}
	return db.All(ctx, r.journal.DB, invitationsTo, scanInvitation, p.Email)
}

// mine guards what stands above an invitation and tells whether it is the actor's:
// addressed to them, or opened by its link, which only the mailbox had.
func (r *Room) mine(ctx context.Context, tx *journal.Tx, who policy.Actor, invitation id.ID, byLink bool) (Invitation, error) {
	if !who.IsSignedIn() {
		return Invitation{}, fault.Unauthenticated("account.sign_in_first")
	}
	if err := guardPerson(ctx, tx, who.Person); err != nil {
		return Invitation{}, err
	}
	i, err := findInvitation(ctx, tx, invitation)
	if err != nil {
		return i, err
	}
	p, err := FindPerson(ctx, tx, who.Person)
	if err != nil {
		return i, err
	}
	if !byLink && p.Email != i.Email {
		return i, fault.Missing("invitation.missing")
	}
	if !i.Organisation.IsNone() {
		if _, err := guardOrganisation(ctx, tx, i.Organisation); err != nil {
			return i, fault.Conflict("invitation.moved_already")
		}
	}
	return findInvitation(ctx, tx, invitation) // As it stands now that its organisation is held.
}

// AcceptInvitation makes the actor a member, or an operator.
func (r *Room) AcceptInvitation(ctx context.Context, who policy.Actor, invitation id.ID) error {
	return r.accept(ctx, who, invitation, false)
}

// AcceptByLink is AcceptInvitation for whoever holds the link, also at another address.
func (r *Room) AcceptByLink(ctx context.Context, who policy.Actor, text string) (Invitation, error) {
	i, err := r.FindInvitation(ctx, text)
	if err != nil {
		return i, err
	}
	return i, r.accept(ctx, who, i.ID, true)
}

func (r *Room) accept(ctx context.Context, who policy.Actor, invitation id.ID, byLink bool) error {
	return r.once(ctx, who, "invitation.accept", invitation, func(ctx context.Context, tx *journal.Tx) error {
		i, err := r.mine(ctx, tx, who, invitation, byLink)
		if err != nil {
			return err
		}
		if err := r.standing(ctx, tx, i); err != nil {
			return err
		}
		_, err = InvitationFlow.Move(ctx, tx, flow.Step{Move: "accept", ID: i.ID, From: i.State, By: roleInvited, Organisation: i.Organisation})
		if err != nil {
			return err
		}
		if i.IsForOperator() {
			return makeOperator(ctx, tx, who.Person)
		}
		if _, err := FindMembership(ctx, tx, i.Organisation, who.Person); err == nil {
			return fault.Conflict("membership.already")
		}
		return Enrol(ctx, tx, FreshMembership(i.Organisation, who.Person, i.Role))
	})
}

// standing refuses one whose 14 days are over although the clock has not come yet.
func (r *Room) standing(_ context.Context, tx *journal.Tx, i Invitation) error {
	if i.State == Sent && !i.Deadline.IsZero() && tx.Now >= i.Deadline {
		return fault.Conflict("invitation.expired")
	}
	return nil
}

// FreshMembership is a new member's place: every switch on where the role acts
// (AWS_IQ.md 2.4: the administrator restricts by denying), the company's voice.
func FreshMembership(organisation, person id.ID, role Role) Membership {
	m := Membership{Organisation: organisation, Person: person, Role: role, DefaultVoice: VoiceCompany}
	if m.Acts() {
		m.MayPropose, m.MayAccess, m.MayWriteSelf, m.MayWriteCompany = true, true, true, true
	}
	return m
}

// DeclineInvitation refuses an invitation addressed to the actor.
func (r *Room) DeclineInvitation(ctx context.Context, who policy.Actor, invitation id.ID) error {
	return r.decline(ctx, who, invitation, false)
}

// DeclineByLink is DeclineInvitation for whoever holds the link.
func (r *Room) DeclineByLink(ctx context.Context, who policy.Actor, text string) error {
	i, err := r.FindInvitation(ctx, text)
	if err != nil {
		return err
	}
	return r.decline(ctx, who, i.ID, true)
}

func (r *Room) decline(ctx context.Context, who policy.Actor, invitation id.ID, byLink bool) error {
	return r.once(ctx, who, "invitation.decline", invitation, func(ctx context.Context, tx *journal.Tx) error {
		i, err := r.mine(ctx, tx, who, invitation, byLink)
		if err != nil {
			return err
		}
		_, err = InvitationFlow.Move(ctx, tx, flow.Step{Move: "decline", ID: i.ID, From: i.State, By: roleInvited, Organisation: i.Organisation})
		return err
	})
}

// WithdrawInvitation takes an invitation back; the link stops working at once.
func (r *Room) WithdrawInvitation(ctx context.Context, who policy.Actor, invitation id.ID) error {
	return r.once(ctx, who, "invitation.withdraw", invitation, func(ctx context.Context, tx *journal.Tx) error {
		i, err := findInvitation(ctx, tx, invitation)
		if err != nil {
			return err
		}
		if i.IsForOperator() {
			if !who.IsOperator() {
				return fault.Missing("invitation.missing")
			}
		} else if _, _, err := asManager(ctx, tx, who, i.Organisation); err != nil {
			if fault.Is(err, "organisation.missing") {
				return fault.Missing("invitation.missing")
			}
			return err
		}
		if i, err = findInvitation(ctx, tx, invitation); err != nil {
			return err
		}
		_, err = InvitationFlow.Move(ctx, tx, flow.Step{Move: "withdraw", ID: i.ID, From: i.State, By: roleManager, Organisation: i.Organisation})
		return err
	})
}

// ExpireInvitation is the clock's command after 14 days.
func (r *Room) ExpireInvitation(ctx context.Context, who policy.Actor, invitation id.ID) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		i, err := findInvitation(ctx, tx, invitation)
		if err != nil {
			return err
		}
		if i.Deadline.IsZero() || tx.Now < i.Deadline {
			return fault.Conflict("invitation.moved_already")
		}
		_, err = InvitationFlow.Move(ctx, tx, flow.Step{Move: "expire", ID: i.ID, From: i.State, By: flow.Clock, Organisation: i.Organisation})
		return err
	})
}
