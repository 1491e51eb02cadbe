package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/request"
	"guildhall/market/talk"
)

// writer is who writes mail.
var writer = policy.As(policy.System, "notify")

// scene is an event with what its words need.
type scene struct {
	Event  journal.Event
	reader db.Reader
	// members are those of the organisations of several events, read for all of them.
	members map[id.ID][]account.Membership

	room *Room
}

// Follower turns events into mail; run it with journal.Follow.
func (r *Room) Follower() journal.Follower {
	rows := map[string][]row{}
	for _, line := range table {
		rows[line.On] = append(rows[line.On], line)
	}
	do := func(ctx context.Context, e journal.Event, members map[id.ID][]account.Membership) error {
		for _, line := range rows[e.Name] {
			if err := r.tell(ctx, line, &scene{Event: e, reader: r.journal.DB, room: r, members: members}); err != nil {
				return err
			}
		}
		return nil
	}
	rests := func(e journal.Event) bool {
		return slices.ContainsFunc(rows[e.Name], func(line row) bool { return line.Rest })
	}
	doMany := func(ctx context.Context, list []journal.Event) error {
		members, err := r.membersOf(ctx, list)
		if err != nil {
			return err
		}
		return sideBySide(ctx, list, rests, func(ctx context.Context, e journal.Event) error { return do(ctx, e, members) })
	}
	return journal.Follower{
		Name:   "notify",
		Wants:  func(e *journal.Event) bool { return len(rows[e.Name]) > 0 },
		Do:     func(ctx context.Context, e journal.Event) error { return do(ctx, e, nil) },
		DoMany: doMany,
	}
}

// membersOf reads who belongs to the organisations of events, all at once.
func (r *Room) membersOf(ctx context.Context, list []journal.Event) (map[id.ID][]account.Membership, error) {
	var organisations []id.ID
	for _, e := range list {
		if !e.Organisation.IsNone() && len(organisations) < account.MembersOfMost && !slices.Contains(organisations, e.Organisation) {
			organisations = append(organisations, e.Organisation)
		}
	}
	if len(organisations) < 2 {
		return nil, nil
	}
	return account.MembersOfMany(ctx, r.journal.DB, organisations)
}

// atOnce is how many events are told of at the same time.
const atOnce = 8

// sideBySide does events at the same time, so that their mails share commits; one that
// has to see what the one before it wrote is done by itself.
func sideBySide(ctx context.Context, list []journal.Event, alone func(journal.Event) bool, do func(context.Context, journal.Event) error) error {
	errs := make([]error, len(list))
	free := make(chan struct{}, atOnce)
	var wait sync.WaitGroup
	for i, e := range list {
		if alone(e) {
			wait.Wait()
			errs[i] = do(ctx, e)
			continue
		}
		free <- struct{}{}
		wait.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					errs[i] = fmt.Errorf("a mail panicked: %v", p)
				}
				<-free
			}()
			errs[i] = do(ctx, e)
		})
	}
	wait.Wait()
	return errors.Join(errs...)
}

// tell writes the mails of one line for one event.
func (r *Room) tell(ctx context.Context, line row, s *scene) error {
	if line.If != nil {
		if yes, err := line.If(ctx, s); err != nil || !yes {
			return err
		}
	}
	list, err := line.To(ctx, s)
	if err != nil {
		return err
	}
	for _, person := range readers(list, s.Event.Actor) {
		if err := r.tellOne(ctx, line, s, person); err != nil {
			return err
		}
	}
	return nil
}

// tellOne writes one mail, once.
func (r *Room) tellOne(ctx context.Context, line row, s *scene, person id.ID) error {
	once := "event:" + s.Event.ID.String() + ":" + line.Kind + ":" + person.String()
	if done, err := db.Exists(ctx, r.journal.DB, mailOnce, once); err != nil || done {
		return err
	}
	if line.Topic != "" {
		if off, err := db.Exists(ctx, r.journal.DB, offFind, person, line.Topic); err != nil || off {
			return err
		}
	}
	if line.Rest {
		if known, err := r.knows(ctx, s.Event, person); err != nil || known {
			return err
		}
	}
	p, err := account.FindPerson(ctx, r.journal.DB, person)
	if err != nil || p.State != account.Active || p.Email == "" {
		return ignoreMissing(err)
	}
	about := s.Event.Actor
	m := Mail{ID: id.New(), Kind: line.Kind, Topic: line.Topic, Event: s.Event.ID, Person: person, About: about, Stream: s.Event.Stream}
	err = r.journal.Change(ctx, writer, func(ctx context.Context, tx *journal.Tx) error {
		if err := hold(ctx, tx, person, about); err != nil {
			return err
		}
		p, err := account.FindPerson(ctx, tx, person)
		if err != nil {
			return err
		}
		now := *s
		now.reader = tx
		args, err := now.words(ctx)
		if err != nil {
			return err
		}
		w := say(readerOf(p.Lang, p.Zone, tx.Now), line.Kind, p.Name, args)
		if m.Email, err = now.mailbox(ctx, p); err != nil {
			return err
		}
		m.Name, m.Lang = p.Name, p.Lang
		m.Subject, m.Body, m.Button = w.subject, w.body, w.button
		if m.Button != "" && line.Path != nil {
			m.Path = line.Path(s)
		}
		return r.write(ctx, tx, m, once, line.Rest)
	})
	if db.IsUnique(err) || errors.Is(err, errLeft) { // Somebody else's follower was faster, or nobody is there to read it.
		return nil
	}
	return err
}

var errLeft = errors.New("the reader has left")

// hold keeps the reader and the one the mail tells of from being erased between the
// reading of their words and the writing of the mail. A reader who left is errLeft;
// of a doer who left, the rows are blank by now.
func hold(ctx context.Context, tx *journal.Tx, reader, doer id.ID) error {
	err := account.Hold(ctx, tx.Tx, reader)
	if fault.IsKind(err, fault.KindMissing) {
		return errLeft
	}
	if err != nil || doer.IsNone() {
		return err
	}
	return ignoreMissing(account.Hold(ctx, tx.Tx, doer))
}

func ignoreMissing(err error) error {
	if fault.IsKind(err, fault.KindMissing) {
		return nil
	}
	return err
}

// knows tells that the person has read the message, or has a mail about this
// conversation that is newer than what they read last.
func (r *Room) knows(ctx context.Context, e journal.Event, person id.ID) (bool, error) {
	readAt, readTo, err := readMark(ctx, r.journal.DB, e.Stream, person)
	if err != nil {
		return false, err
	}
	if bytes.Compare(readTo[:], e.Subject[:]) >= 0 { // Ids sort by time.
		return true, nil
	}
	return db.Exists(ctx, r.journal.DB, mailBatch, person, e.Stream, int64(readAt))
}

// readMark is when somebody last read in a conversation, and up to which message.
func readMark(ctx context.Context, r db.Reader, conversation, person id.ID) (clock.Micros, id.ID, error) {
	marks, err := talk.Marks(ctx, r, conversation)
	for _, m := range marks {
		if m.Person == person {
			return m.At, m.Message, err
		}
	}
	return 0, id.None, err
}

// Ripen decides what becomes of a batch that has rested: it is dropped when its
// reader has been in the conversation since, else sent. It is the clock's deed.
func (r *Room) Ripen(ctx context.Context, who policy.Actor, mailID id.ID) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		m, err := guard(ctx, tx, mailID)
		if err != nil {
			return err
		}
		readAt, _, err := readMark(ctx, tx, m.Stream, m.Person)
		if err != nil {
			return err
		}
		step := flow.Step{Move: "ripen", ID: m.ID, From: m.State, By: flow.Clock, Data: map[string]any{"kind": m.Kind}}
		if readAt >= m.MadeAt {
			step.Move, step.By = "drop", flow.System
		}
		state, err := MailFlow.Move(ctx, tx, step)
		if err != nil || state != Waiting {
			return err
		}
		return r.queue(ctx, tx, m.ID)
	})
}

// words gives the values that the sentences name: Who did it, as the other side
// knows them, the Title of the request or the subject, the Amount, what of it was
// Netted, the Date.
func (s *scene) words(ctx context.Context) (map[string]any, error) {
	e := s.Event
	args := map[string]any{"Who": "", "Title": "", "Amount": "", "Netted": "", "Organisation": ""}
	if currency := e.Text("currency"); currency != "" {
		args["Amount"] = money.Of(e.Int("amount"), currency)
		args["Netted"] = money.Of(e.Int("netted"), currency)
	}
	if args["Reference"] = e.Text("reference"); args["Reference"] != "" {
		args["PayTo"] = s.room.PayTo
	}
	if at := e.Int("arrives_at"); at != 0 {
		args["Until"] = at
	}
	if at := max(e.Int("approves_at"), e.Int("expires_at")); at != 0 {
		args["Until"] = at
	}
	args["Days"] = e.Int("days")
	for _, name := range []string{"valid_until", "due_on"} {
		if day := e.Text(name); day != "" {
			args["Date"] = day
		}
	}
	if days := e.Int("days"); days != 0 {
		args["Count"] = int(days)
	}
	if !e.Organisation.IsNone() {
		o, err := account.FindOrganisation(ctx, s.reader, e.Organisation)
		if err != nil {
			return nil, err
		}
		args["Organisation"] = o.Name
	}
	c, q, err := s.about(ctx)
	if err != nil {
		return nil, err
	}
	args["Title"] = q.Title
	if e.Stream.IsNone() {
		return args, nil
	}
	if q.ID.IsNone() {
		args["Title"] = c.Subject
	}
	args["Who"], err = s.name(ctx, c)
	return args, err
}

// about is the conversation and the request that the event belongs to; either may be
// none.
func (s *scene) about(ctx context.Context) (c talk.Conversation, q request.Request, err error) {
	of := id.None
	switch {
	case !s.Event.Stream.IsNone():
		c, err = talk.Find(ctx, s.reader, s.Event.Stream)
		of = c.Request
	case s.Event.Noun() == "request":
		of = s.Event.Subject
	}
	if err == nil && !of.IsNone() {
		q, err = request.Find(ctx, s.reader, of)
	}
	return c, q, err
}

// mailbox is where the person reads what this event says.
func (s *scene) mailbox(ctx context.Context, p account.Person) (string, error) {
	_, q, err := s.about(ctx)
	if err != nil || q.ID.IsNone() {
		return p.Email, err
	}
	return request.NoticesTo(ctx, s.reader, q, p)
}

// name is who did it: a company by its name, an expert by the name of the profile,
// a customer by the name given with the request.
func (s *scene) name(ctx context.Context, c talk.Conversation) (string, error) {
	members, err := talk.MembersOf(ctx, s.reader, c.ID)
	if err != nil {
		return "", err
	}
	for _, m := range members {
		if m.Person != s.Event.Actor {
			continue
		}
		if m.Side == flow.Expert {
			return s.expertName(ctx, c, m.Person)
		}
		if m.Name != "" {
			return m.Name, nil
		}
	}
	if s.Event.Actor.IsNone() {
		return "", nil
	}
	p, err := account.FindPerson(ctx, s.reader, s.Event.Actor)
	return p.Name, ignoreMissing(err)
}

func (s *scene) expertName(ctx context.Context, c talk.Conversation, person id.ID) (string, error) {
	company := c.VoiceKind == account.VoiceCompany
	if said := s.Event.Text("voice"); said != "" {
		company = said == account.VoiceCompany
	}
	if company {
		if profile, err := expert.FindCompany(ctx, s.reader, c.ExpertOrganisation); err == nil && profile.Name != "" {
			return profile.Name, nil
		}
		o, err := account.FindOrganisation(ctx, s.reader, c.ExpertOrganisation)
		return o.Name, err
	}
	if profile, err := expert.FindByPerson(ctx, s.reader, person); err == nil && profile.Name != "" {
		return profile.Name, nil
	}
	p, err := account.FindPerson(ctx, s.reader, person)
	return p.Name, err
}
