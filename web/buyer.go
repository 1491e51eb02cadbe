package web

import (
	"guildhall/base/id"
	"guildhall/market/payment"
	"guildhall/web/part"
)

// buyerFacts are what an expert may know of a customer's payments, in words; the
// customer is shown the same (AWS_IQ.md 6, item 3).
func (f *Face) buyerFacts(v *Visit, customer id.ID) ([]part.Fact, error) {
	b, err := payment.StandingOfBuyer(v.Ctx, f.DB, customer, v.now())
	if err != nil {
		return nil, err
	}
	how := v.T("standing.none")
	switch {
	case b.CanPay && b.Kind != "":
		how = v.T("standing." + b.Kind)
	case b.Kind != "":
		how = v.T("standing.expired")
	}
	facts := []part.Fact{{Label: v.T("standing.pays"), Text: how}, {Label: v.T("standing.so_far"), Text: v.buyerRecord(b)}}
	if b.Unpaid > 0 {
		facts = append(facts, part.Fact{Label: v.T("standing.unpaid"), Text: v.T("standing.unpaid.count", "Count", b.Unpaid)})
	}
	if b.NetTerms && b.Kind != payment.KindNetTerms {
		facts = append(facts, part.Fact{Label: v.T("standing.terms"), Text: v.T("standing.terms.granted")})
	}
	return facts, nil
}

// buyerRecord is how many payments there were, and how many of them on time.
func (v *Visit) buyerRecord(b payment.Buyer) string {
	switch {
	case b.Paid == 0:
		return v.T("standing.paid.none")
	case b.Late == 0:
		return v.T("standing.paid.all", "Count", b.Paid)
	}
	return v.T("standing.paid", "Count", b.Paid, "OnTime", b.OnTime())
}
