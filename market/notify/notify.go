package notify

import (
	"context"

	"guildhall/base/id"
	"guildhall/base/mail"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
)

// MailID is how a mail is written outside.
const MailID id.Prefix = "mail"

// Room gives the commands and questions of this package.
type Room struct {
	journal *journal.Journal
	jobs    *job.Jobs
	keys    *seal.Keyring
	sender  mail.Sender // nil: mail is kept for the desk
	base    func() string
	// Contact is the e-mail address of whoever runs the house, under every mail; blank
	// for none.
	Contact string
	// PayTo is the house's bank account, in mails about payments on invoice.
	PayTo string
}

// New builds the room. A nil sender keeps every mail for the desk; base gives the
// house's own address, which is known once it listens.
func New(j *journal.Journal, jobs *job.Jobs, keys *seal.Keyring, sender mail.Sender, base func() string) *Room {
	r := &Room{journal: j, jobs: jobs, keys: keys, sender: sender, base: base}
	job.Register(jobs, r.deliver)
	return r
}

// Sends tells whether a mail server is set up.
func (r *Room) Sends() bool { return r.sender != nil }

// The states of a mail.
const (
	Resting flow.State = "resting" // a batch, until nobody reads live any more
	Waiting flow.State = "waiting" // for its turn with the mail server
	Kept    flow.State = "kept"    // shown at the desk: there is no mail server
	Sent    flow.State = "sent"
	Failed  flow.State = "failed"
	Dropped flow.State = "dropped" // read on the page before it was sent
	// NoMailbox is a mail to an address at which nobody can receive any (mail.Reachable):
	// it stands in the log and is never given to a server.
	NoMailbox flow.State = "no_mailbox"
)

// MailFlow is the life of a mail.
var MailFlow = flow.Define("mail", "notify_mail",
	flow.Stops(
		flow.Waits(Resting, flow.Clock),
		flow.Waits(Waiting, flow.System),
		flow.Waits(Kept, flow.Operator),
		flow.Waits(Failed, flow.Operator),
		flow.End(Sent, Dropped, NoMailbox),
	),
	flow.Rows{
		{Move: "write", To: Waiting, By: flow.System},
		{Move: "rest", To: Resting, By: flow.System},
		{Move: "keep", To: Kept, By: flow.System},
		{Move: "spare", To: NoMailbox, By: flow.System},
		{Move: "spare", From: Waiting, To: NoMailbox, By: flow.System},
		{Move: "ripen", From: Resting, To: Waiting, By: flow.Clock, At: "deadline"},
		{Move: "drop", From: Resting, To: Dropped, By: flow.System},
		{Move: "hold", From: Waiting, To: Kept, By: flow.System},
		{Move: "deliver", From: Waiting, To: Sent, By: flow.System},
		{Move: "give_up", From: Waiting, To: Failed, By: flow.System},
		{Move: "send_again", From: Kept, To: Waiting, By: flow.Operator, Reason: true, Op: "sendMailAgain"},
		{Move: "send_again", From: Failed, To: Waiting, By: flow.Operator, Reason: true, Op: "sendMailAgain"},
	})

// delivery asks for a mail to be sent.
type delivery struct {
	Mail id.ID `json:"mail"`
}

func (delivery) Kind() string { return "mail" }

func (r *Room) queue(ctx context.Context, tx *journal.Tx, m id.ID) error {
	return r.jobs.Insert(ctx, tx, delivery{m})
}
