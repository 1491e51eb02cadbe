package notify

import (
	"context"
	"strings"

	"guildhall/base/id"
	"guildhall/base/mail"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/market/account"
)

// Letter writes a letter that belongs to a command of another room (account.Post):
// it is sent when the change commits. An address of a button outside Settings may
// hold a secret, and is sealed.
func (r *Room) Letter(ctx context.Context, tx *journal.Tx, to account.Address, key string, args map[string]any) error {
	if to.Email == "" {
		return nil
	}
	w := say(readerOf(to.Lang, to.Zone, tx.Now), key, to.Name, args)
	m := Mail{ID: id.New(), Kind: key, Person: to.Person, Email: to.Email, Name: to.Name, Lang: to.Lang,
		Subject: w.subject, Body: w.body, Button: w.button}
	if path, _ := args["Path"].(string); path != "" && m.Button != "" {
		if strings.HasPrefix(path, "/settings") {
			m.Path = path
		} else {
			m.Secret = r.keys.Seal([]byte(path), secretOf(m.ID))
		}
	}
	return r.write(ctx, tx, m, "letter:"+m.ID.String(), false)
}

// secretOf is what a sealed address belongs to.
func secretOf(m id.ID) string { return "notify_mail:" + m.String() }

// write keeps a mail and asks for its delivery, in a change. A batch rests first; a mail
// that nobody can receive is only written down.
func (r *Room) write(ctx context.Context, tx *journal.Tx, m Mail, once string, rest bool) (err error) {
	step := flow.Step{Move: "write", ID: m.ID, By: flow.System, Data: map[string]any{"kind": m.Kind, "person": m.Person.String()}}
	switch {
	case !mail.Reachable(m.Email):
		step.Move = "spare"
	case rest:
		step.Move, step.Until = "rest", tx.Now.Add(restFor)
	case r.sender == nil:
		step.Move = "keep"
	}
	state, deadline, err := MailFlow.Make(ctx, tx, step)
	if err != nil {
		return err
	}
	m.State = state
	if m.Topic != "" {
		if err := ensureReader(ctx, tx, m.Person); err != nil {
			return err
		}
	}
	if err := insert(ctx, tx, m, once, deadline); err != nil {
		return err
	}
	if state == Waiting {
		return r.queue(ctx, tx, m.ID)
	}
	return nil
}
