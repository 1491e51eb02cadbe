package account

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
)

// States of an invitation.
const (
	Sent      flow.State = "sent"
	Accepted  flow.State = "accepted"
	Refused   flow.State = "declined"
	Withdrawn flow.State = "withdrawn"
	Expired   flow.State = "expired"
)

// Roles towards an invitation.
const (
	roleManager flow.Role = "manager"
	roleInvited flow.Role = "invited"
)

// invitationDays is how long an invitation stands, in business time.
const invitationDays = 14

// InvitationFlow is the life of an invitation to an organisation, or to the desk.
var InvitationFlow = flow.Define("invitation", "account_invitation",
	flow.Stops(flow.Waits(Sent, roleInvited), flow.End(Accepted, Refused, Withdrawn, Expired)),
	flow.Rows{
		{Move: "send", To: Sent, By: roleManager, Op: "inviteMember"},
		{Move: "send", To: Sent, By: flow.System},
		{Move: "accept", From: Sent, To: Accepted, By: roleInvited, Op: "acceptInvitation"},
		{Move: "decline", From: Sent, To: Refused, By: roleInvited, Op: "declineInvitation"},
		{Move: "withdraw", From: Sent, To: Withdrawn, By: roleManager, Op: "withdrawInvitation"},
		{Move: "withdraw", From: Sent, To: Withdrawn, By: flow.System},
		{Move: "expire", From: Sent, To: Expired, By: flow.Clock, After: flow.Days(invitationDays)},
	})

// Invitation asks somebody to become a member, or an operator of the house.
type Invitation struct {
	ID    id.ID
	State flow.State
	// Organisation is None for an invitation to the desk.
	Organisation     id.ID
	OrganisationName string
	Email            string
	Role             Role
	Lang             string
	InvitedBy        id.ID
	InviterName      string
	MadeAt           clock.Micros
	Deadline         clock.Micros
}

// IsForOperator tells an invitation to the desk.
func (i Invitation) IsForOperator() bool { return i.Organisation.IsNone() }

const invitationColumns = `i.id, i.state, i.organisation_id, COALESCE(o.name, ''), i.email, i.role, i.lang, i.invited_by,
	COALESCE(p.name, ''), i.made_at, i.deadline`

const invitationFrom = ` FROM account_invitation i LEFT JOIN account_organisation o ON o.id = i.organisation_id
	LEFT JOIN account_person p ON p.id = i.invited_by `

var (
	invitationInsert = db.Write("account.invitation.insert", `INSERT INTO account_invitation
		(id, state, state_since, deadline, version, organisation_id, email, role, token_hash, invited_by, lang, made_at)
		VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $3)`)
	invitationFind  = db.Read("account.invitation.find", `SELECT `+invitationColumns+invitationFrom+`WHERE i.id = $1`)
	invitationToken = db.Read("account.invitation.token", `SELECT `+invitationColumns+invitationFrom+`WHERE i.token_hash = $1`)
	invitationsAt   = db.Read("account.invitations.at", `SELECT `+invitationColumns+invitationFrom+`
		WHERE i.organisation_id = $1 ORDER BY i.made_at DESC, i.id LIMIT 200`)
	invitationsOpen = db.Read("account.invitations.open", `SELECT `+invitationColumns+invitationFrom+`
		WHERE i.organisation_id = $1 AND i.state = 'sent' ORDER BY i.made_at DESC, i.id LIMIT 500`)
	invitationsDesk = db.Read("account.invitations.desk", `SELECT `+invitationColumns+invitationFrom+`
		WHERE i.organisation_id IS NULL ORDER BY i.made_at DESC, i.id LIMIT 200`)
	invitationsTo = db.Read("account.invitations.to", `SELECT `+invitationColumns+invitationFrom+`
		WHERE i.email = $1 AND i.state = 'sent' ORDER BY i.made_at DESC, i.id LIMIT 50`)
	invitationStands = db.Read("account.invitation.stands", `SELECT 1 FROM account_invitation
		WHERE organisation_id = $1 AND email = $2 AND state = 'sent' LIMIT 1`)
	invitationErase = db.Write("account.invitation.erase", `UPDATE account_invitation SET email = '' WHERE email = $1`)
)

func scanInvitation(row db.Scanner) (Invitation, error) {
	var i Invitation
	err := row.Scan(&i.ID, &i.State, &i.Organisation, &i.OrganisationName, &i.Email, &i.Role, &i.Lang, &i.InvitedBy,
		&i.InviterName, &i.MadeAt, &i.Deadline)
	return i, err
}

func findInvitation(ctx context.Context, r db.Reader, invitation id.ID) (Invitation, error) {
	i, err := db.One(ctx, r, invitationFind, scanInvitation, invitation)
	if errors.Is(err, db.ErrNone) {
		return i, fault.Missing("invitation.missing")
	}
	return i, err
}

// FindInvitation gives the invitation behind a link, in whatever state.
func (r *Room) FindInvitation(ctx context.Context, text string) (Invitation, error) {
	i, err := db.One(ctx, r.journal.DB, invitationToken, scanInvitation, seal.HashToken(text))
	if errors.Is(err, db.ErrNone) {
		return i, fault.Missing("invitation.missing")
	}
	return i, err
}

// sendInvitation writes the row and the letter, in a change; the words of the
// letter follow the invited person's language when they are known here.
func (r *Room) sendInvitation(ctx context.Context, tx *journal.Tx, i Invitation, by flow.Role) (id.ID, string, error) {
	i.ID = id.New()
	state, deadline, err := InvitationFlow.Make(ctx, tx, flow.Step{Move: "send", ID: i.ID, By: by, Organisation: i.Organisation,
		Data: map[string]any{"role": string(i.Role)}})
	if err != nil {
		return i.ID, "", err
	}
	to, _, err := AddressAt(ctx, tx, i.Email, i.Lang)
	if err != nil {
		return i.ID, "", err
	}
	text := seal.Token()
	_, err = tx.Exec(ctx, invitationInsert, i.ID, string(state), int64(tx.Now), deadline.OrNull(), i.Organisation, i.Email,
		string(i.Role), seal.HashToken(text), i.InvitedBy, to.Lang)
	if err != nil {
		return i.ID, "", err
	}
	path := "/invitations/" + text
	key, args := LetterInvitation, map[string]any{"Path": path, "Who": i.InviterName, "Organisation": i.OrganisationName, "Until": int64(deadline)}
	if i.IsForOperator() {
		key = LetterOperator
	}
	return i.ID, path, r.letter(ctx, tx, to, key, args)
}

// withdrawAll ends every open invitation of an organisation that closes.
func withdrawAll(ctx context.Context, tx *journal.Tx, organisation id.ID) error {
	open, err := db.All(ctx, tx, invitationsOpen, scanInvitation, organisation)
	if err != nil {
		return err
	}
	for _, i := range open {
		_, err := InvitationFlow.Move(ctx, tx, flow.Step{Move: "withdraw", ID: i.ID, From: i.State, By: flow.System, Organisation: organisation})
		if err != nil {
			return err
		}
	}
	return nil
}
