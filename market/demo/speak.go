package demo

import (
	"context"
	"fmt"

	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/request"
	"guildhall/market/talk"
)

// chats are all conversations of the story.
func chats() []chat {
	var all []chat
	for _, some := range [][]chat{talks1, talks2, talks3} {
		all = append(all, some...)
	}
	return all
}

// ask lets a customer post a request, and pause or close it in the end.
func (t *teller) ask(a ask) {
	t.then(t.on(a.day, a.by), "request "+a.key, func(ctx context.Context) error {
		p := find(a.by)
		in := request.Input{Title: a.title, Description: a.text, Country: a.country, PreferredName: p.name, Email: p.email}
		if a.budget > 0 {
			in.BudgetCurrency, in.BudgetBand = a.money, bandOf(a)
		}
		made, err := t.Requests.Post(ctx, t.speaker(a.by, ""), in)
		t.requests[a.key] = made
		return err
	})
	end := map[string]func(context.Context) error{
		"pause": func(ctx context.Context) error {
			return t.Requests.Pause(ctx, t.speaker(a.by, ""), t.requests[a.key])
		},
		"close": func(ctx context.Context) error {
			return t.Requests.Close(ctx, t.speaker(a.by, ""), t.requests[a.key])
		},
	}[a.then]
	if end != nil {
		t.then(t.on(a.thenDay, a.by), a.then+" "+a.key, end)
	}
}

// affair is a conversation while it is told, and what has come of it so far.
type affair struct {
	*teller
	chat
	customer     string
	conversation id.ID
	newest       id.ID // message, of anybody after the first
	message      id.ID // the newest of the customer
	proposal     id.ID // the newest
	engagement   id.ID
	review       id.ID
	report       id.ID // of the review
}

// chat tells a conversation: its lines, then its deeds.
func (t *teller) chat(c chat) {
	a := &affair{teller: t, chat: c, customer: asked(c.ask).by}
	at := t.on(c.day, c.expert)
	for i, l := range c.lines {
		if i > 0 {
			at = t.next(at, l.who)
		}
		t.then(at, "conversation "+c.ask+" with "+c.expert, func(ctx context.Context) error {
			if i > 0 {
				return a.say(ctx, l.who, l.text, l.paper)
			}
			opened, err := t.Talks.Answer(ctx, t.seller(c), talk.AnswerInput{Request: t.requests[c.ask], Voice: c.voice, Text: l.text})
			a.conversation = opened
			return err
		})
	}
	for _, d := range c.deeds {
		v, known := verbs[d.do]
		if !known {
			panic("demo: nobody can " + d.do) // A slip in the story itself; its test finds it.
		}
		who := a.whois(v)
		at = max(t.next(at, who), t.on(d.day, who))
		t.then(at, fmt.Sprintf("%s on %s with %s", d.do, c.ask, c.expert), func(ctx context.Context) error {
			if err := v.do(ctx, a, d); err != nil || v.by == desk {
				return err
			}
			return a.read(ctx, who)
		})
	}
}

// whois is the key of who does a verb.
func (a *affair) whois(v verb) string {
	switch v.by {
	case customer:
		return a.customer
	case desk:
		return "chie"
	}
	return a.expert
}

// say is one more message, with a paper or without.
func (a *affair) say(ctx context.Context, speaker, text, paper string) error {
	who, in := a.speaker(a.customer, ""), talk.SendInput{Conversation: a.conversation, Text: text}
	if speaker == a.expert {
		who, in.Voice = a.seller(a.chat), a.voice
	}
	var err error
	if in.Files, err = a.enclose(ctx, who, paper); err != nil {
		return err
	}
	said, err := a.Talks.Send(ctx, who, in)
	if err != nil {
		return err
	}
	a.newest = said
	if speaker == a.customer {
		a.message = said
	}
	return a.read(ctx, speaker)
}

// read marks everything said so far as read by one of the two: who does something in
// a conversation has seen it.
func (a *affair) read(ctx context.Context, who string) error {
	if a.newest.IsNone() {
		return nil
	}
	actor := a.speaker(a.customer, "")
	if who == a.expert {
		actor = a.seller(a.chat)
	}
	return a.Talks.MarkRead(ctx, actor, a.conversation, a.newest)
}

// way gives a customer a way to pay, lets the desk decide about it, and takes it
// away again.
func (t *teller) way(w way) {
	at := t.on(w.day, w.who)
	t.then(at, w.who+"'s "+w.key, func(ctx context.Context) (err error) {
		who, number := t.speaker(w.who, ""), seal.Hide(w.number)
		var made id.ID
		switch w.kind {
		case payment.KindACH:
			made, err = t.Payments.AddDebit(ctx, who, payment.DebitInput{Routing: routing, Number: number})
		case payment.KindNetTerms:
			made, err = t.Payments.AskTerms(ctx, who, payment.TermsInput{Number: number})
		default:
			expires := t.begin.Time().AddDate(3, w.day%12, 0).Format("2006-01")
			made, err = t.Payments.AddCard(ctx, who, payment.CardInput{Number: number, Expires: expires})
		}
		t.methods[w.who+"."+w.key] = made
		return err
	})
	if w.desk != "" {
		t.then(t.next(at, "chie"), w.desk+" "+w.who+"'s "+w.key, func(ctx context.Context) error {
			if w.desk == "refuse" {
				return t.Payments.RefuseTerms(ctx, t.people["chie"], t.methods[w.who+"."+w.key], w.reason)
			}
			return t.Payments.GrantTerms(ctx, t.people["chie"], t.methods[w.who+"."+w.key])
		})
	}
	if w.liked > 0 {
		t.then(t.on(w.liked, w.who), "preferring "+w.who+"'s "+w.key, func(ctx context.Context) error {
			return t.Payments.PreferMethod(ctx, t.speaker(w.who, ""), t.methods[w.who+"."+w.key])
		})
	}
	if w.gone > 0 {
		t.then(t.on(w.gone, w.who), "removing "+w.who+"'s "+w.key, func(ctx context.Context) error {
			return t.Payments.RemoveMethod(ctx, t.speaker(w.who, ""), t.methods[w.who+"."+w.key])
		})
	}
}

// routing is the sandbox's bank in the United States.
const routing = "110000000"

// till names where somebody is paid, and when, and what they do about it later.
func (t *teller) till(to till) {
	t.then(t.on(to.day, to.who), "where "+to.who+" is paid", func(ctx context.Context) error {
		p, who := find(to.who), t.speaker(to.who, account.VoiceCompany)
		if to != firstTill(p) { // The first one was asked for by the registration.
			if err := t.paid(ctx, p, to); err != nil {
				return err
			}
		}
		if to.monthly == 0 {
			return nil
		}
		return t.Payouts.Prefer(ctx, who, to.money, to.monthly)
	})
	later := func(day int, what string, state flow.State, do func(ctx context.Context, who policy.Actor, a id.ID) error) {
		if day == 0 {
			return
		}
		t.then(t.on(day, to.who), what+" where "+to.who+" is paid", func(ctx context.Context) error {
			who := t.speaker(to.who, account.VoiceCompany)
			list, err := payout.AccountsOf(ctx, t.DB, who.Organisation)
			for _, a := range list {
				if err == nil && a.Currency == to.money && a.State == state {
					err = do(ctx, who, a.ID)
				}
			}
			return err
		})
	}
	later(to.stopped, "stop", payout.AccountWaiting, t.Payouts.StopAccount)
	later(to.gone, "remove", payout.AccountActive, t.Payouts.RemoveAccount)
}
