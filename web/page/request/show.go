package request

import (
	"context"
	"guildhall/base/id"
	"guildhall/base/money"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"guildhall/engine/flow"
	"guildhall/market/file"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/page/voice"
	"guildhall/web/part"
)

// Row is one request of the customer's list.
type Row struct {
	Request request.Request
	// Waiting is how many answers wait for the customer.
	Waiting int64
}

// ListPage is the customer's own requests.
type ListPage struct {
	Rows  []Row
	Older string // address of the next page
	First bool   // this is the first page
	Soon  string // how soon answers come in this house; blank when nothing bears it out
}

// ShowPage is one request of the customer.
type ShowPage struct {
	Request   request.Request
	Key       string
	Moves     flow.Rows
	Responses []view.Response
	Files     []file.Attachment
	// MayAct tells that the actor's role may change it.
	MayAct bool
	// Soon says how soon answers come in this house; blank when nothing bears it out.
	Soon string
}

// ComparePage sets those who answered side by side.
type ComparePage struct {
	Request request.Request
	Chosen  []view.Response
	// Offers is the newest proposal of each conversation that is accepted or waits.
	Offers map[id.ID]Offer
}

// Offer is a proposal for comparing.
type Offer struct {
	Href, Kind, When, Until string
	Total                   money.Amount
	Badge                   part.Badge
	Terms, TermsLang        string
}

// offerLines are the questions a customer asks of each proposal.
func (p ComparePage) offerLines(ctx context.Context) []part.CompareLine {
	if len(p.Offers) == 0 {
		return nil
	}
	line := func(key string, cell func(Offer) templ.Component) part.CompareLine {
		l := part.CompareLine{Label: t(ctx, key)}
		for _, r := range p.Chosen {
			o, there := p.Offers[r.Conversation.ID]
			if !there {
				l.Cells = append(l.Cells, orNone(false, nil))
				continue
			}
			l.Cells = append(l.Cells, cell(o))
		}
		return l
	}
	return []part.CompareLine{
		line("compare.offer", func(o Offer) templ.Component { return part.Money{Amount: o.Total, Large: true} }),
		line("compare.offer.state", func(o Offer) templ.Component { return o.Badge }),
		line("compare.offer.kind", func(o Offer) templ.Component { return part.Text(o.Kind) }),
		line("compare.offer.when", func(o Offer) templ.Component { return orNone(o.When != "", part.Text(o.When)) }),
		line("compare.offer.until", func(o Offer) templ.Component { return orNone(o.Until != "", part.Text(o.Until)) }),
		line("compare.offer.terms", func(o Offer) templ.Component { return orNone(o.Terms != "", part.Said(o.Terms, o.TermsLang)) }),
		line("compare.offer.read", func(o Offer) templ.Component {
			return part.Button{Label: t(ctx, "compare.offer.open"), Href: o.Href, Small: true}
		}),
	}
}

func (p ShowPage) can(move string) bool {
	for _, r := range p.Moves {
		if r.Move == move {
			return p.MayAct
		}
	}
	return false
}

func (p ShowPage) waiting() (n int) {
	for _, r := range p.Responses {
		if r.Yours {
			n++
		}
	}
	return n
}

// talkHref is where a conversation is.
func talkHref(c talk.Conversation) string { return "/conversations/" + talk.ConversationID.Text(c.ID) }

func conversationText(c talk.Conversation) string { return talk.ConversationID.Text(c.ID) }

// lines are the questions of a comparison, one answer of each voice.
func (p ComparePage) lines(ctx context.Context) []part.CompareLine {
	line := func(key string, cell func(view.Response) templ.Component) part.CompareLine {
		l := part.CompareLine{Label: t(ctx, key)}
		for _, r := range p.Chosen {
			l.Cells = append(l.Cells, cell(r))
		}
		return l
	}
	return append(p.offerLines(ctx), []part.CompareLine{
		line("compare.voice", func(r view.Response) templ.Component { return part.Text(voice.Sub(ctx, r.Voice)) }),
		line("compare.about", func(r view.Response) templ.Component { return about(r.Voice) }),
		line("compare.certifications", func(r view.Response) templ.Component {
			return orNone(len(r.Voice.Certifications) > 0, voice.Brief(r.Voice, 10))
		}),
		line("compare.rate", func(r view.Response) templ.Component {
			words := voice.Rate(ctx, r.Voice.Profile)
			return orNone(words != "", part.Text(words))
		}),
		line("compare.experience", func(r view.Response) templ.Component {
			return orNone(r.Voice.Profile.Experience != "", part.Said(r.Voice.Profile.Experience, r.Voice.Profile.WordsLang))
		}),
		line("compare.languages", func(r view.Response) templ.Component {
			return orNone(len(r.Voice.Profile.Languages) > 0, part.Text(voice.Languages(ctx, r.Voice.Profile.Languages)))
		}),
		line("compare.reviews", func(r view.Response) templ.Component {
			return orNone(r.Voice.Tally.Count > 0, voice.Stars(r.Voice))
		}),
		line("compare.answered", func(r view.Response) templ.Component { return part.Time{At: r.Conversation.MadeAt} }),
		line("compare.next", func(r view.Response) templ.Component {
			return part.Button{Label: t(ctx, "request.open_conversation"), Href: talkHref(r.Conversation), Small: true}
		}),
	}...)
}

func factList(ctx context.Context, q request.Request) []part.Fact {
	list := []part.Fact{
		{Label: t(ctx, "request.form.services"), Value: orNone(len(q.Services) > 0, part.Tags(ServiceNames(q.Services)))},
		{Label: t(ctx, "request.form.country"), Text: Place(ctx, q.Country)},
		{Label: t(ctx, "request.form.budget"), Text: BudgetOf(ctx, q)},
	}
	if !q.PostedAt.IsZero() {
		list = append(list, part.Fact{Label: t(ctx, "request.posted_at"), Value: part.Time{At: q.PostedAt, Full: true}})
	}
	return list
}

// TitleOf is the title, or words for one that was erased.
func TitleOf(ctx context.Context, q request.Request) string {
	if q.Title == "" {
		return t(ctx, "request.erased")
	}
	return q.Title
}

// Lang is a lang attribute: unknown languages leave the page's.
func Lang(lang string) string {
	if lang == "und" {
		return ""
	}
	return lang
}

// Joined puts the first few of a list into one line.
func Joined(ctx context.Context, list []string, most int) string {
	return strings.Join(firstFew(ctx, list, most), t(ctx, "list.comma"))
}

func firstFew(ctx context.Context, list []string, most int) []string {
	if len(list) <= most {
		return list
	}
	return append(slices.Clone(list[:most]), t(ctx, "list.more", "Count", len(list)-most))
}

func fileHref(a file.Attachment) string {
	return "/files/" + file.AttachmentID.Text(a.ID) + "/" + url.PathEscape(a.Name)
}

func (p ShowPage) turn() part.Turn {
	switch {
	case p.Request.State == request.Closed:
		return part.Finished
	case p.waiting() > 0 || p.Request.State == request.Paused && len(p.Responses) == 0:
		return part.Yours
	}
	return part.Theirs
}

func (p ShowPage) turnLabel(ctx context.Context) string {
	if p.turn() == part.Theirs {
		return t(ctx, "request.waits_for_experts")
	}
	return ""
}

func (p ShowPage) nextTitle(ctx context.Context) string {
	switch {
	case p.waiting() > 0:
		return t(ctx, "request.next.answer", "Count", p.waiting())
	case p.Request.State == request.Closed:
		return t(ctx, "request.next.closed")
	case p.Request.State == request.Paused:
		return t(ctx, "request.next.paused")
	case len(p.Responses) > 0:
		return t(ctx, "request.next.talking")
	}
	return t(ctx, "request.next.open")
}

func (p ShowPage) nextText(ctx context.Context) string {
	switch {
	case p.Request.State == request.Closed && p.Request.Reason != "":
		return t(ctx, "request.next.taken_down", "Reason", p.Request.Reason)
	case p.Request.State == request.Closed:
		return t(ctx, "request.next.closed.text")
	case p.Request.State == request.Paused:
		return t(ctx, "request.next.paused.text")
	case p.waiting() > 0:
		return t(ctx, "request.next.answer.text")
	case len(p.Responses) > 0:
		return t(ctx, "request.next.talking.text")
	}
	return t(ctx, "request.next.open.text")
}

// heads are who is being compared.
func (p ComparePage) heads() []templ.Component {
	list := make([]templ.Component, len(p.Chosen))
	for i, r := range p.Chosen {
		list[i] = part.Chip{Name: r.Voice.Name, Picture: r.Voice.Picture, Company: voice.IsCompany(r.Voice), Href: r.Voice.Href}
	}
	return list
}
