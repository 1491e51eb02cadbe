package desk

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/i18n"
	"guildhall/market/certify"
	"guildhall/market/notify"
	"guildhall/market/registration"
	"guildhall/market/sanctions"
	"guildhall/market/view"
	"guildhall/web/part"
)

func queueBadge(ctx context.Context, q view.Queue, now clock.Micros) *part.Badge {
	b := &part.Badge{Label: i18n.Number(q.Count)}
	switch {
	case q.IsLate(now):
		b.Label, b.Tone = say(ctx, "desk.queue.late", "Count", int(q.Count)), part.Bad
	case q.Count > 0:
		b.Tone = part.Wait
	default:
		b.Label, b.Tone = say(ctx, "desk.queue.clear"), part.Good
	}
	return b
}

// queueHref leads to one thing that waits; the money's things are on the books' page.
func queueHref(queue string, w view.Queued) string {
	switch queue {
	case "registrations":
		return "/desk/registrations/" + registration.ID.Text(w.ID)
	case "sanctions":
		return "/desk/sanctions/" + sanctions.MatchID.Text(w.ID)
	case "evidence":
		return "/desk/certifications/" + certify.ProofID.Text(w.ID)
	case "reports":
		return "/desk/reports"
	case "review_reports":
		return "/desk/reviews"
	case "mails":
		return "/desk/mail/" + notify.MailID.Text(w.ID)
	}
	return "/desk/journal?subject=" + w.ID.String()
}

func queueAll(queue string) string {
	switch queue {
	case "registrations":
		return "/desk/registrations?state=checking"
	case "sanctions":
		return "/desk/sanctions"
	case "evidence":
		return "/desk/certifications"
	case "reports":
		return "/desk/reports"
	case "review_reports":
		return "/desk/reviews"
	case "mails":
		return "/desk/mail?state=stuck"
	}
	return ""
}

// titled is a title, or words for one that was erased.
func titled(ctx context.Context, title string) string {
	if title == "" {
		return say(ctx, "desk.erased")
	}
	return title
}
