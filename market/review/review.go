package review

import (
	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/market/deal"
)

// ReviewID is the typed id of a review, as the outside writes it.
const ReviewID id.Prefix = "rev"

// bodyMax is the limit of the public text in characters (AWS_IQ.md 1.14).
const bodyMax = 500

// ReportID is the typed id of a report of a review.
const ReportID id.Prefix = "revrep"

// Facts that the flow needs.
const (
	MayBuy     flow.Fact = deal.MayBuy
	MayPropose flow.Fact = deal.MayPropose
	Completed  flow.Fact = "engagement_completed"
	Paid       flow.Fact = "payment_collected"
	// Whom the review is about is not who writes it (AWS_IQ.md 1.14: no financial
	// interest): another person, an organisation that shares no member, another card.
	OtherPerson       flow.Fact = "other_person"
	OtherOrganisation flow.Fact = "other_organisation"
	OtherMethod       flow.Fact = "other_method"
	NotReplied        flow.Fact = "not_replied"
)

// States of a review.
const (
	Published flow.State = "published"
	TakenDown flow.State = "taken_down"
)

// Flow is the life of a review.
var Flow = flow.Define("review", "review",
	flow.Stops(flow.Waits(Published, flow.Expert), flow.End(TakenDown)),
	flow.Rows{
		{Move: "write", To: Published, By: flow.Customer,
			Needs: flow.Needs(MayBuy, Completed, Paid, OtherPerson, OtherOrganisation, OtherMethod), Op: "writeReview"},
		{Move: "reply", From: Published, To: Published, By: flow.Expert, Needs: flow.Needs(MayPropose, NotReplied), Op: "replyToReview"},
		{Move: "take_down", From: Published, To: TakenDown, By: flow.Operator},
	})

// The answers to "did the work succeed".
const (
	SucceededYes    = "yes"
	SucceededPartly = "partly"
	SucceededNo     = "no"
)

// Review is what a customer said about an engagement.
type Review struct {
	ID         id.ID
	State      flow.State
	Engagement id.ID
	Seller     id.ID // organisation
	Customer   id.ID // organisation
	WrittenBy  id.ID // person
	Succeeded  string
	Again      bool // private: Public leaves it out
	Stars      int64
	Body       string
	BodyLang   string
	MadeAt     clock.Micros
	People     []id.ID // who did the work
	Reply      string  // the expert's side's, public; blank for none
	ReplyLang  string
	RepliedBy  id.ID        // person; None while there is no reply
	RepliedAt  clock.Micros // 0 while there is none
}

// facts are what the moves on a review that stands need of it.
func (v Review) facts() flow.Facts { return flow.Facts{NotReplied: v.RepliedAt == 0} }

// Public is the review without its private part.
func (v Review) Public() Review {
	v.Again = false
	return v
}

// Input is what a customer fills in.
type Input struct {
	Engagement id.ID
	Succeeded  string // yes, partly, no
	Again      string // yes, no
	Stars      int
	Body       string
}

func (in *Input) check() error {
	var form fault.Form
	switch in.Succeeded {
	case SucceededYes, SucceededPartly, SucceededNo:
	case "":
		form.Add("succeeded", "choice")
	default:
		form.Add("succeeded", "choice")
	}
	switch in.Again {
	case "yes", "no":
	case "":
		form.Add("again", "choice")
	default:
		form.Add("again", "choice")
	}
	if in.Stars < 1 || in.Stars > 5 {
		form.Add("stars", "choice")
	}
	in.Body = prose.Check(&form, prose.Rule{Field: "body", Max: bodyMax}, in.Body)
	return form.Err()
}

// Room gives the commands and questions of this package.
type Room struct {
	journal *journal.Journal
}

// New builds the room.
func New(j *journal.Journal) *Room { return &Room{journal: j} }
