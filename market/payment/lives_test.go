package payment_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/seal"
	"guildhall/engine/ledger"
	"guildhall/engine/policy"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/outside/sandbox"
	"guildhall/test/till"
)

// TestRandomPaymentsEndBalanced lets both sides, the operator, the clock, the
// processor and the bank do what they may, in a random order, with every kind of
// proposal and every test number, of cards, debits, net terms and payout accounts (some
// refuse, some send back what had arrived), and proves in the end: the books balance and what
// must be empty is; no customer was charged more than was accepted; Ben has, is owed
// or owes exactly what was collected less the fee; and the sandbox's own record
// agrees to the cent. GUILDHALL_SOAK lets many more live.
func TestRandomPaymentsEndBalanced(t *testing.T) {
	lives := 200 // on each database
	if os.Getenv("GUILDHALL_SOAK") != "" {
		lives = 20_000
	}
	for market := range lives / livesEach {
		t.Run(strconv.Itoa(market), func(t *testing.T) {
			t.Parallel() // As many markets as there are processors.
			till.Each(t, func(t *testing.T, c *till.Till) {
				seed := uint64(time.Now().UnixNano())
				t.Logf("seed %d", seed)
				l := &life{Till: c, dice: rand.New(rand.NewPCG(seed, 11))}
				for n := range livesEach {
					l.live()
					if n%10 == 9 {
						l.finish()
					}
					if t.Failed() {
						t.Fatalf("life %d of seed %d", n, seed)
					}
				}
				l.ended, l.net, l.fee = 0, nil, nil // Everything that ever was is looked at again.
				l.finish()
			})
		})
	}
}

// livesEach is how many live in one market. Each end looks at those who came to it
// and at the books of the whole market, the last one at everybody once more.
const livesEach = 100

type life struct {
	*till.Till
	dice        *rand.Rand
	engagements []id.ID
	// ended is how many of them have come to their end; net and fee are what was
	// collected for them by currency.
	ended    int
	net, fee map[string]int64
}

func (l *life) pick(n int) int { return l.dice.IntN(n) }

// pay gives Aiko a way to pay that may behave in any way.
func (l *life) pay() {
	l.NoMethod(l.Aiko)
	switch l.pick(4) {
	case 0:
		debit(l.Till, sandbox.TestDebits[l.pick(len(sandbox.TestDebits))].Number)
		if l.pick(2) == 0 { // Something that pays other currencies too.
			l.add("4242424242424242")
		}
	case 1:
		terms(l.Till, sandbox.TestPayers[l.pick(len(sandbox.TestPayers))].Number)
	default:
		l.add(sandbox.TestCards[l.pick(len(sandbox.TestCards))].Number)
	}
}

func (l *life) add(card string) {
	_, err := l.Payments.AddCard(l.T.Context(), l.Aiko, payment.CardInput{Number: seal.Hide(card), Expires: "12/99"})
	l.Must(err)
}

// account gives Ben an account in a currency that may behave in any way.
func (l *life) account(currency string) {
	l.Account(l.Ben, currency, sandbox.TestAccounts[l.pick(len(sandbox.TestAccounts))].Number)
}

// live is one proposal of any kind, accepted, with up to a dozen things done to it.
func (l *life) live() {
	l.pay()
	ctx, currency := l.T.Context(), till.Currencies[l.pick(3)]
	if _, found, err := payout.ActiveAccount(ctx, l.DB, l.Ben.Organisation, currency); err != nil || !found { // The bank refused the one before.
		l.Must(err)
		l.account(currency)
	}
	in := deal.ProposeInput{Conversation: l.Conversation, Currency: currency, Terms: "Find and mend it."}
	amount := func() string { return money.Of(1+l.dice.Int64N(500_000), currency).Decimal() }
	switch in.Kind = []string{deal.KindMilestone, deal.KindMilestone, deal.KindUpfront, deal.KindSchedule}[l.pick(4)]; in.Kind {
	case deal.KindSchedule:
		for n := range 1 + l.pick(3) {
			in.Lines = append(in.Lines, deal.LineInput{Amount: amount(), DueOn: date(l.Now(), n*l.pick(20))})
		}
	case deal.KindMilestone:
		for range l.pick(3) {
			in.Lines = append(in.Lines, deal.LineInput{Title: "Part", Amount: amount()})
		}
	}
	if len(in.Lines) == 0 {
		in.Total = amount()
	}
	p, err := l.Deals.Propose(ctx, l.Ben, in)
	l.Must(err)
	e, err := l.Deals.Accept(ctx, l.Aiko, deal.AcceptInput{Proposal: p, Approval: []string{deal.ApprovalAutomatic, deal.ApprovalManual}[l.pick(2)]})
	if err != nil { // The way to pay may not be one for this currency.
		return
	}
	l.engagements = append(l.engagements, e)
	for range 12 {
		l.act(e)
	}
}

// act does one thing, which may be refused.
func (l *life) act(e id.ID) {
	ctx := l.T.Context()
	q := l.any()
	switch l.pick(14) {
	case 0, 1, 2:
		in := payment.AskInput{Engagement: e, Work: "Part.", Final: l.pick(6) == 0}
		parts, err := deal.MilestonesOf(ctx, l.DB, e)
		l.Must(err)
		if len(parts) > 0 {
			in.Milestone = parts[l.pick(len(parts))].ID
		} else {
			seen, err := deal.FindEngagement(ctx, l.DB, l.Ben, e)
			l.Must(err)
			in.Amount = money.Of(1+l.dice.Int64N(seen.Total.Minor), seen.Total.Currency).Decimal()
		}
		_, _ = l.Payments.Ask(ctx, l.Ben, in)
	case 3, 4:
		_ = l.Payments.Approve(ctx, l.Aiko, payment.PayInput{Request: q})
	case 5:
		_ = l.Payments.Decline(ctx, l.Aiko, payment.DeclineInput{Request: q, Reason: "Not yet."})
	case 6:
		_ = l.Payments.Withdraw(ctx, l.Ben, q)
	case 7:
		_ = l.Payments.Retry(ctx, l.Aiko, payment.PayInput{Request: q})
	case 8:
		_ = l.Payments.WriteOff(ctx, chie, payment.WriteOffInput{Request: q, Reason: "Nothing comes."})
	case 9:
		l.pass(time.Duration(l.pick(20*24)) * time.Hour)
	case 10:
		l.PayOut()
	case 11:
		l.pay()
	case 12:
		if l.pick(2) == 0 {
			_ = l.Deals.Stop(ctx, l.Aiko, e)
		} else {
			_ = l.Deals.Complete(ctx, l.Ben, e)
		}
	case 13:
		l.account(till.Currencies[l.pick(3)])
	}
	_ = l.Payments.Collect(ctx, q) // The answer may be lost.
}

// any is some payment request there is; None when there is none yet.
func (l *life) any() id.ID {
	if len(l.engagements) == 0 {
		return id.None
	}
	list, err := payment.RequestsOf(l.T.Context(), l.DB, l.engagements[len(l.engagements)-1-l.pick(min(3, len(l.engagements)))])
	l.Must(err)
	if len(list) == 0 {
		return id.None
	}
	return list[l.pick(len(list))].ID
}

// pass lets time go by, with what the clock does on the way, and every few days
// perhaps a payout.
func (l *life) pass(d time.Duration) {
	for d > 0 {
		step := min(d, 4*day)
		d -= step
		l.Advance(step)
		tick(l.Till)
		due, err := deal.EngagementFlow.Due(l.T.Context(), l.DB, l.Now(), 100)
		l.Must(err)
		for _, e := range due {
			l.Must(l.Deals.Close(l.T.Context(), policy.As(policy.Clock, "sweep"), e.ID))
		}
		if l.pick(2) == 0 {
			l.PayOut()
		}
	}
}

// finish brings everything to its end: what awaits is approved, what failed is paid
// with a good card, everything is completed and paid out. Then it proves it.
func (l *life) finish() {
	ctx := l.T.Context()
	for _, currency := range till.Currencies { // The last one may have refused, or send things back.
		l.Account(l.Ben, currency, "000123456789")
	}
	for range 4 {
		l.Card(l.Aiko, "4242424242424242")
		for _, e := range l.engagements[l.ended:] {
			list, err := payment.RequestsOf(ctx, l.DB, e)
			l.Must(err)
			for _, q := range list {
				switch q.State {
				case payment.Awaiting:
					l.Must(l.Payments.Approve(ctx, l.Aiko, payment.PayInput{Request: q.ID}))
				case payment.Uncollected, payment.WrittenOff:
					l.Must(l.Payments.Retry(ctx, l.Aiko, payment.PayInput{Request: q.ID}))
				case payment.Approved:
				default:
					continue
				}
				l.Collect(q.ID)
			}
			_ = l.Deals.Complete(ctx, l.Ben, e) // It may be completed.
		}
		l.pass(65 * day) // Longer than the longest of the processor's and the bank's stories.
	}
	l.PayOut()
	l.Advance(25 * time.Hour)
	l.prove()
	l.Balanced()
}

// prove lays what stands in the books beside what the requests say.
func (l *life) prove() {
	ctx := l.T.Context()
	if l.net == nil {
		l.net, l.fee = map[string]int64{}, map[string]int64{}
	}
	net, fee := l.net, l.fee
	for _, i := range l.engagements[l.ended:] {
		e, err := deal.FindEngagement(ctx, l.DB, l.Ben, i)
		l.Must(err)
		list, err := payment.RequestsOf(ctx, l.DB, i)
		l.Must(err)
		var charged, asked int64
		for _, q := range list {
			switch q.State {
			case payment.Collected:
				net[q.Amount.Currency] += q.Net.Minor
				fee[q.Amount.Currency] += q.Fee.Minor
			case payment.TakenBack:
			case payment.Declined, payment.Withdrawn, payment.Cancelled:
				continue
			default:
				l.T.Errorf("a request ends %s", q.State)
			}
			asked += q.Amount.Minor
			charges, err := payment.ChargesOf(ctx, l.DB, q.ID)
			l.Must(err)
			for _, c := range charges {
				if c.State == payment.Settled || c.State == payment.Won {
					charged += c.Amount.Minor
				}
			}
		}
		if e.State != deal.Completed || asked != e.Asked.Minor || charged > e.Total.Minor {
			l.T.Errorf("an engagement over %s is %s; asked %d, counted %s, charged %d", e.Total, e.State, asked, e.Asked, charged)
		}
		for _, entry := range ledger.Chart {
			if entry.Owner == ledger.Engagement {
				if left := balance(l.Till, entry.Account, i, e.Total.Currency); left != 0 {
					l.T.Errorf("%d stands on %s", left, entry.Account)
				}
			}
		}
	}
	l.ended = len(l.engagements)
	totals, err := l.Sandbox.Totals(ctx)
	l.Must(err)
	for _, total := range totals {
		currency := total.Paid.Currency
		revenue, err := ledger.HouseBalance(ctx, l.DB, ledger.FeeRevenue, currency)
		l.Must(err)
		share := total.Paid.Minor + l.Payable(currency) - balance(l.Till, ledger.ExpertReceivable, l.Ben.Organisation, currency)
		if revenue.Minor != fee[currency] || share != net[currency] || total.Collected.Minor != net[currency]+fee[currency] {
			l.T.Errorf("%s: net %d, Ben has %d; fee %d, the house has %s; the processor took %s", currency, net[currency], share, fee[currency], revenue, total.Collected)
		}
	}
}
