package deal

import (
	"guildhall/base/clock"
	"guildhall/base/money"
	"guildhall/base/prose"
)

// Quote is what becomes of a proposal's total. The fee is rounded on each payment
// (RULES.md 4), so the parts are split one by one and added up.
type Quote struct {
	Split
	Parts []QuotePart // none when the total is one sum
}

// QuotePart is one milestone or one payment of a schedule.
type QuotePart struct {
	Line
	Split
}

// QuoteOf splits a total and its lines.
func QuoteOf(total money.Amount, lines []Line, rate money.Rate) Quote {
	if len(lines) == 0 {
		return Quote{Split: SplitOf(total, rate)}
	}
	var q Quote
	zero := money.Of(0, total.Currency)
	q.Price, q.Fee, q.Net = zero, zero, zero
	for _, l := range lines {
		s := SplitOf(l.Amount, rate)
		q.Parts = append(q.Parts, QuotePart{l, s})
		q.Price.Minor += s.Price.Minor
		q.Fee.Minor += s.Fee.Minor
		q.Net.Minor += s.Net.Minor
	}
	return q
}

// AtOnce is what accepting charges straight away.
type AtOnce struct {
	Amount money.Amount
	// Lines are the payments of a schedule whose date has come; none of other kinds.
	Lines []Line
}

// AtOnce gives it for an acceptance at this moment: the whole of an upfront proposal,
// and of a schedule every payment dated today or before, in the house's zone. A
// milestone proposal charges nothing at once.
func (r *Room) AtOnce(p Proposal, lines []Line, now clock.Micros) AtOnce {
	out := AtOnce{Amount: money.Of(0, p.Total.Currency)}
	switch p.Kind {
	case KindUpfront:
		out.Amount = p.Total
	case KindSchedule:
		today := r.today(now)
		for _, l := range lines {
			if l.DueOn <= today {
				out.Lines = append(out.Lines, l)
				out.Amount.Minor += l.Amount.Minor
			}
		}
	}
	return out
}

// Quote is the same while one types: what cannot be read yet is left out, and a
// quote of nothing has a price of zero.
func (in ProposeInput) Quote(rate money.Rate) Quote {
	var lines []Line
	sum := money.Of(0, in.Currency)
	for _, typed := range in.Lines {
		amount, refusal := money.Parse(typed.Amount, in.Currency)
		if refusal != nil || !amount.IsPositive() || in.Kind == KindUpfront {
			continue
		}
		more, err := sum.Add(amount)
		if err != nil {
			return Quote{}
		}
		sum = more
		title, _ := prose.Cut(typed.Title, titleMax, "")
		lines = append(lines, Line{Number: len(lines) + 1, Title: title, Amount: amount, DueOn: typed.DueOn})
	}
	total, refusal := money.Parse(in.Total, in.Currency)
	switch {
	case len(lines) > 0:
		return QuoteOf(sum, lines, rate)
	case refusal != nil || !total.IsPositive() || in.Kind == KindSchedule:
		return Quote{}
	}
	return QuoteOf(total, nil, rate)
}
