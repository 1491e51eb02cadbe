package notify

import "guildhall/market/deal"

// row is one line of the table: when this happens, these people are written to in
// these words.
type row struct {
	On    string // the event's name
	To    audience
	Kind  string // stem of the words in text/mail_event.toml
	Topic string // what people may switch off; "" for what they must know
	Path  path   // where the button leads
	If    condition
	Rest  bool // a batch: it waits a while and is dropped when it was read on the page
}

// table is every mail that follows from an event (AWS_IQ.md 1.16). Nobody is
// written to about their own deed. Letters of commands (signing in, invitations)
// are the rooms' own: account.Post.
var table = []row{
	// Requests and conversations.
	{On: "conversation.open", If: byExpert, To: customers, Kind: "mail.answered", Topic: TopicAnswers, Path: conversation},
	{On: "conversation.open", If: byCustomer, To: experts, Kind: "mail.direct", Path: conversation},
	{On: "message.send", If: notOpening, To: everybody, Kind: "mail.message", Topic: TopicMessages, Path: conversation, Rest: true},
	{On: "request.take_down", To: buyers, Kind: "mail.request_taken_down", Path: to("/requests")},

	// Proposals and engagements.
	{On: "proposal.send", If: byMilestones, To: customers, Kind: "mail.proposal_sent", Path: proposal},
	{On: "proposal.send", If: ofKind(deal.KindUpfront), To: customers, Kind: "mail.proposal_sent_upfront", Path: proposal},
	{On: "proposal.send", If: ofKind(deal.KindSchedule), To: customers, Kind: "mail.proposal_sent_schedule", Path: proposal},
	{On: "proposal.accept", If: byMilestones, To: experts, Kind: "mail.proposal_accepted", Path: conversation},
	{On: "proposal.accept", If: ofKind(deal.KindUpfront), To: experts, Kind: "mail.proposal_accepted_upfront", Path: conversation},
	{On: "proposal.accept", If: ofKind(deal.KindSchedule), To: experts, Kind: "mail.proposal_accepted_schedule", Path: conversation},
	{On: "proposal.decline", To: experts, Kind: "mail.proposal_declined", Path: conversation},
	{On: "proposal.withdraw", To: customers, Kind: "mail.proposal_withdrawn", Path: conversation},
	{On: "proposal.expire", To: everybody, Kind: "mail.proposal_expired", Path: conversation},
	{On: "engagement.complete", If: notReviewed, To: customers, Kind: "mail.review_asked", Topic: TopicReviews, Path: conversation},
	{On: "engagement.finish", If: notReviewed, To: customers, Kind: "mail.review_asked", Topic: TopicReviews, Path: conversation},

	{On: "engagement.close", If: notReviewed, To: customers, Kind: "mail.review_asked", Topic: TopicReviews, Path: conversation},
	{On: "engagement.stop", To: experts, Kind: "mail.engagement_stopped", Path: conversation},

	// Reviews.
	{On: "review.write", To: experts, Kind: "mail.reviewed", Path: engagement},
	{On: "review.reply", To: customers, Kind: "mail.review_replied", Path: engagement},
	{On: "review_report.make", To: operators, Kind: "mail.review_reported", Path: to("/desk/reviews")},
	{On: "review_report.keep", If: told, To: everybody, Kind: "mail.review_kept", Path: engagement},
	{On: "review_report.take_down", If: told, To: everybody, Kind: "mail.review_taken_down", Path: engagement},

	// Payments and payouts.
	{On: "payment_request.ask", If: byHand, To: payers, Kind: "mail.payment_asked", Path: payment},
	{On: "payment_request.ask", If: bySilence, To: payers, Kind: "mail.payment_asked_silent", Path: payment},
	{On: "payment_request.remind", If: byHand, To: payers, Kind: "mail.payment_reminded", Path: payment},
	{On: "payment_request.remind", If: bySilence, To: payers, Kind: "mail.payment_reminded_silent", Path: payment},
	{On: "payment_request.announce", To: payers, Kind: "mail.payment_announced", Path: payment},
	{On: "payment_request.due_soon", To: payers, Kind: "mail.payment_due_soon", Path: payment},
	{On: "payment_request.due", To: payers, Kind: "mail.payment_due", Path: payment},
	{On: "payment_request.overdue", To: payers, Kind: "mail.payment_overdue", Path: payment},
	{On: "payment_request.overdue", If: firstTime, To: experts, Kind: "mail.payment_overdue_expert", Path: payment},
	{On: "payment_request.approve_silently", To: payers, Kind: "mail.payment_silent", Path: payment},
	{On: "payment_request.approve_silently", To: experts, Kind: "mail.payment_silent_expert", Path: payment},
	{On: "payment_request.approve", To: experts, Kind: "mail.payment_approved", Path: payment},
	{On: "payment_request.decline", To: experts, Kind: "mail.payment_declined", Path: payment},
	{On: "payment_request.withdraw", To: payers, Kind: "mail.payment_withdrawn", Path: payment},
	{On: "payment_request.collect", To: experts, Kind: "mail.payment_collected", Path: payment},
	{On: "payment_request.fail", To: payers, Kind: "mail.payment_failed", Path: payment},
	{On: "payment_request.fail", To: experts, Kind: "mail.payment_late", Path: payment},
	{On: "payment_request.return", To: payers, Kind: "mail.payment_failed", Path: payment},
	{On: "payment_request.return", To: experts, Kind: "mail.payment_returned", Path: payment},
	{On: "payment_request.write_off", To: experts, Kind: "mail.payment_written_off", Path: payment},
	{On: "charge.charge_back", To: experts, Kind: "mail.charged_back", Path: conversation},
	{On: "charge.win_dispute", To: experts, Kind: "mail.dispute_won", Path: conversation},
	{On: "charge.lose_dispute", To: experts, Kind: "mail.dispute_lost", Path: conversation},
	{On: "payment_method.ask", To: operators, Kind: "mail.terms_asked", Path: to("/desk/money")},
	{On: "payment_method.grant", To: paid, Kind: "mail.terms_granted", Path: to("/settings/payment")},
	{On: "payment_method.refuse", To: paid, Kind: "mail.terms_refused", Path: to("/settings/payment")},
	{On: "payout.start", If: notNetted, To: paid, Kind: "mail.payout_started", Path: payoutPage},
	{On: "payout.start", If: netted, To: paid, Kind: "mail.payout_started_less", Path: payoutPage},
	{On: "payout.net", To: paid, Kind: "mail.payout_netted", Path: payoutPage},
	{On: "payout.arrive", To: paid, Kind: "mail.payout_arrived", Path: payoutPage},
	{On: "payout.reject", To: paid, Kind: "mail.payout_rejected", Path: payoutPage},
	{On: "payout.return", To: paid, Kind: "mail.payout_returned", Path: payoutPage},
	{On: "payout_account.add", To: paid, Kind: "mail.payout_account_added", Path: to("/settings/payment/payouts")},
	{On: "payout_account.take_effect", To: paid, Kind: "mail.payout_account_in_use", Path: to("/settings/payment/payouts")},
	{On: "payout_account.stop", To: paid, Kind: "mail.payout_account_stopped", Path: to("/settings/payment/payouts")},
	{On: "payout_account.remove", To: paid, Kind: "mail.payout_account_removed", Path: to("/settings/payment/payouts")},
	{On: "payout_account.refuse", To: paid, Kind: "mail.payout_account_refused", Path: to("/payouts")},

	// Registrations and certifications.
	{On: "registration.submit", To: operators, Kind: "mail.registration_submitted", Path: to("/desk/registrations")},
	{On: "registration.resubmit", To: operators, Kind: "mail.registration_submitted", Path: to("/desk/registrations")},
	{On: "registration.ask_more", To: managers, Kind: "mail.registration_asked", Path: to("/registration")},
	{On: "registration.activate", To: managers, Kind: "mail.registration_active", Path: to("/registration")},
	{On: "registration.suspend", To: managers, Kind: "mail.registration_suspended", Path: to("/registration")},
	{On: "registration.contest", To: operators, Kind: "mail.registration_contested", Path: to("/desk/registrations")},
	{On: "registration.keep", To: managers, Kind: "mail.registration_kept", Path: to("/registration")},
	{On: "registration.resume", To: managers, Kind: "mail.registration_restored", Path: to("/registration")},
	{On: "registration.prolong", To: managers, Kind: "mail.registration_prolonged", Path: to("/registration")},
	{On: "registration.prolong", To: operators, Kind: "mail.registration_prolonged_desk", Path: to("/desk/registrations")},
	{On: "registration.refuse", To: managers, Kind: "mail.registration_refused", Path: to("/registration")},
	{On: "registration.confirm_refusal", To: managers, Kind: "mail.registration_refused", Path: to("/registration")},
	{On: "registration.propose_refusal", To: operators, Kind: "mail.refusal_proposed", Path: to("/desk/registrations")},
	{On: "registration.appeal", To: operators, Kind: "mail.registration_appealed", Path: to("/desk/registrations")},
	{On: "registration.uphold", To: managers, Kind: "mail.registration_upheld", Path: to("/registration")},
	{On: "registration.overturn", To: managers, Kind: "mail.registration_overturned", Path: to("/registration")},
	{On: "registration.reopen", To: managers, Kind: "mail.registration_reopened", Path: to("/registration")},
	{On: "registration.lapse", To: managers, Kind: "mail.registration_lapsed", Path: to("/registration")},
	{On: "tax_number.lapse", To: managers, Kind: "mail.tax_number_lapsed", Path: to("/registration/checks/tax")},
	{On: "tax_number.lapse", To: operators, Kind: "mail.tax_number_to_decide", Path: to("/desk/tax-numbers")},
	{On: "tax_number.differ", To: managers, Kind: "mail.tax_number_differs", Path: to("/registration/checks/tax")},
	{On: "tax_number.differ", To: operators, Kind: "mail.tax_number_to_decide", Path: to("/desk/tax-numbers")},
	{On: "check.warn", To: managers, Kind: "mail.check_warned", Path: to("/registration")},
	{On: "check.reopen", If: stillSelling, To: managers, Kind: "mail.check_asked_again", Path: to("/registration")},
	{On: "check.fail", If: stillSelling, To: managers, Kind: "mail.check_asked_again", Path: to("/registration")},
	{On: "registration.restore", To: managers, Kind: "mail.registration_restored", Path: to("/registration")},
	{On: "registration.pool_open", To: sellers, Kind: "mail.pool_opened", Path: to("/work")},
	{On: "registration.pool_close", To: sellers, Kind: "mail.pool_closed", Path: to("/certifications")},
	{On: "certification.enter", To: certified, Kind: "mail.certification_entered", Path: to("/certifications")},
	{On: "certification.link", To: certified, Kind: "mail.certification_linked", Path: to("/certifications")},
	{On: "certification.remind", To: certified, Kind: "mail.certification_ends", Path: to("/certifications")},
	{On: "certification.revoke", To: certified, Kind: "mail.certification_revoked", Path: to("/certifications")},
	{On: "certification.lapse", To: certified, Kind: "mail.certification_lapsed", Path: to("/certifications")},
	{On: "certification_proof.show", To: operators, Kind: "mail.evidence_shown", Path: to("/desk/certifications")},
	{On: "certification_proof.refuse", To: certified, Kind: "mail.badge_refused", Path: to("/certifications")},
	{On: "certification_proof.turn_down", To: certified, Kind: "mail.evidence_refused", Path: to("/certifications")},

	// What waits for the desk.
	{On: "report.make", To: operators, Kind: "mail.reported", Path: to("/desk/reports")},
}

// Paths are where the buttons of these letters lead, without the ids of what they are
// about: a test looks whether there is such a page.
func Paths() map[string]string {
	all := map[string]string{}
	for _, r := range table {
		all[r.Kind] = r.Path(&scene{})
	}
	return all
}
