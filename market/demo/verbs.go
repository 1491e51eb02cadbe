package demo

import (
	"context"
	"fmt"

	"guildhall/base/clock"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/review"
	"guildhall/market/talk"
)

// The sides that do something.
const (
	customer = "customer"
	worker   = "expert"
	desk     = "desk"
)

// verb is something that can be done in a conversation.
type verb struct {
	by string
	do func(ctx context.Context, a *affair, d deed) error
}

// verbs are all that can be done. A new one is a command of a room with its side.
var verbs map[string]verb

func init() { // They speak of each other's affair.
	verbs = map[string]verb{
		"say":    {worker, func(ctx context.Context, a *affair, d deed) error { return a.say(ctx, a.expert, d.words, d.paper) }},
		"answer": {customer, func(ctx context.Context, a *affair, d deed) error { return a.say(ctx, a.customer, d.words, d.paper) }},
		"archive": {customer, func(ctx context.Context, a *affair, _ deed) error {
			return a.Talks.Archive(ctx, a.buyer(), a.conversation)
		}},
		"flag":    {worker, flag},
		"propose": {worker, func(ctx context.Context, a *affair, d deed) error { return a.propose(ctx, d.offer, id.None) }},
		"replace": {worker, func(ctx context.Context, a *affair, d deed) error { return a.propose(ctx, d.offer, a.proposal) }},
		"take back": {worker, func(ctx context.Context, a *affair, _ deed) error {
			return a.Deals.Withdraw(ctx, a.sells(), a.proposal)
		}},
		"accept": {customer, accept},
		"refuse": {customer, func(ctx context.Context, a *affair, d deed) error {
			return a.Deals.Decline(ctx, a.buyer(), deal.DeclineInput{Proposal: a.proposal, Reason: d.words})
		}},
		"complete": {worker, func(ctx context.Context, a *affair, _ deed) error {
			return a.Deals.Complete(ctx, a.sells(), a.engagement)
		}},
		"stop":      {customer, func(ctx context.Context, a *affair, _ deed) error { return a.Deals.Stop(ctx, a.buyer(), a.engagement) }},
		"ask":       {worker, askFor},
		"approve":   {customer, paying(func(a *affair) payFunc { return a.Payments.Approve })},
		"retry":     {customer, paying(func(a *affair) payFunc { return a.Payments.Retry })},
		"decline":   {customer, decline},
		"withdraw":  {worker, withdraw},
		"write off": {desk, writeOff},
		"review":    {customer, write},
		"reply": {worker, func(ctx context.Context, a *affair, d deed) error {
			return a.Reviews.Reply(ctx, a.sells(), review.ReplyInput{Review: a.review, Reply: d.words})
		}},
		"report": {worker, report},
		"keep": {desk, func(ctx context.Context, a *affair, d deed) error {
			return a.Reviews.Keep(ctx, a.people["chie"], a.decision(d))
		}},
		"take down": {desk, func(ctx context.Context, a *affair, d deed) error {
			return a.Reviews.TakeDown(ctx, a.people["chie"], a.decision(d))
		}},
	}
}

func (a *affair) buyer() policy.Actor { return a.speaker(a.customer, "") }
func (a *affair) sells() policy.Actor { return a.seller(a.chat) }

// flag asks the desk to look at the customer's newest message.
func flag(ctx context.Context, a *affair, d deed) error {
	_, err := a.Talks.Report(ctx, a.sells(), talk.ReportInput{Message: a.message, Note: d.words})
	return err
}

func (a *affair) propose(ctx context.Context, o *offer, instead id.ID) error {
	in := deal.ProposeInput{Conversation: a.conversation, Kind: o.kind, Currency: o.money, Terms: o.terms, ExpiresDays: o.lasts, Supersedes: instead}
	if len(o.parts) == 0 {
		in.Total = decimal(o.total, o.money)
	}
	for _, p := range o.parts {
		line := deal.LineInput{Title: p.title, Amount: decimal(p.amount, o.money), Acceptance: p.done}
		if p.day > 0 {
			line.DueOn = clock.Of(a.begin.Time().AddDate(0, 0, p.day)).Date(a.Deals.Zone)
		}
		in.Lines = append(in.Lines, line)
	}
	sent, err := a.Deals.Propose(ctx, a.sells(), in)
	a.proposal = sent
	return err
}

func accept(ctx context.Context, a *affair, d deed) (err error) {
	in := deal.AcceptInput{Proposal: a.proposal, Approval: d.approval, PurchaseOrder: d.order, Method: a.methods[a.customer+"."+d.by]}
	if in.Approval == "" {
		in.Approval = deal.ApprovalManual
	}
	a.engagement, err = a.Deals.Accept(ctx, a.buyer(), in)
	return err
}

func askFor(ctx context.Context, a *affair, d deed) error {
	in := payment.AskInput{Engagement: a.engagement, Work: d.words, Final: d.final}
	if d.part > 0 {
		all, err := deal.MilestonesOf(ctx, a.DB, a.engagement)
		if err != nil {
			return err
		}
		in.Milestone = all[d.part-1].ID
	} else {
		e, err := deal.FindEngagement(ctx, a.DB, a.sells(), a.engagement)
		if err != nil {
			return err
		}
		in.Amount = decimal(d.amount, e.Total.Currency)
	}
	_, err := a.Payments.Ask(ctx, a.sells(), in)
	return err
}

// payment finds the payment that a deed is about.
func (a *affair) payment(ctx context.Context, d deed) (id.ID, error) {
	all, err := payment.RequestsOf(ctx, a.DB, a.engagement)
	if err != nil {
		return id.None, err
	}
	nth := d.nth
	if nth == 0 {
		nth = len(all)
	}
	if nth < 1 || nth > len(all) {
		return id.None, fmt.Errorf("there is no payment %d of %d", nth, len(all))
	}
	return all[nth-1].ID, nil
}

type payFunc func(ctx context.Context, who policy.Actor, in payment.PayInput) error

// paying is approving or trying again.
func paying(how func(a *affair) payFunc) func(ctx context.Context, a *affair, d deed) error {
	return func(ctx context.Context, a *affair, d deed) error {
		request, err := a.payment(ctx, d)
		if err != nil {
			return err
		}
		return how(a)(ctx, a.buyer(), payment.PayInput{Request: request, Method: a.methods[a.customer+"."+d.by], PurchaseOrder: d.order})
	}
}

func decline(ctx context.Context, a *affair, d deed) error {
	request, err := a.payment(ctx, d)
	if err != nil {
		return err
	}
	return a.Payments.Decline(ctx, a.buyer(), payment.DeclineInput{Request: request, Reason: d.words})
}

func withdraw(ctx context.Context, a *affair, d deed) error {
	request, err := a.payment(ctx, d)
	if err != nil {
		return err
	}
	return a.Payments.Withdraw(ctx, a.sells(), request)
}

func writeOff(ctx context.Context, a *affair, d deed) error {
	request, err := a.payment(ctx, d)
	if err != nil {
		return err
	}
	return a.Payments.WriteOff(ctx, a.people["chie"], payment.WriteOffInput{Request: request, Reason: d.words})
}

func write(ctx context.Context, a *affair, d deed) (err error) {
	in := review.Input{Engagement: a.engagement, Succeeded: d.success, Again: "yes", Stars: d.stars, Body: d.words}
	if in.Succeeded == "" {
		in.Succeeded = review.SucceededYes
	}
	if d.not {
		in.Again = "no"
	}
	a.review, err = a.Reviews.Write(ctx, a.buyer(), in)
	return err
}

func report(ctx context.Context, a *affair, d deed) (err error) {
	a.report, err = a.Reviews.Report(ctx, a.sells(), review.ReportInput{Review: a.review, Ground: d.ground, Note: d.words})
	return err
}

func (a *affair) decision(d deed) review.DecideInput {
	return review.DecideInput{Report: a.report, Reason: d.words}
}
