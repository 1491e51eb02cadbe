package api

import (
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// overview stands in front of the document: what a caller needs to know once.
const overview = "Requests, conversations, proposals, payments and payouts of this house. Every operation does what a page does, by the same rules.\n\n" +
	"**Who calls.** Make a key in Settings, *API keys*, and send it as `Authorization: Bearer ghk_...`. It acts for you in the organisation whose hat you wear, " +
	"within its scopes and never with more rights than you have, and ends on its day. Each operation names the scope it needs; `:write` does not include `:read`. " +
	"The session of a signed-in browser needs no key.\n\n" +
	"**Writes.** Send an `Idempotency-Key` (1 to 64 characters) with every write: the same key with the same body has one effect and the same answer for 30 days; " +
	"with another body it is a conflict (`key.reused`). A refused write is not remembered.\n\n" +
	"**Lists.** `{\"items\": [...], \"next\": \"...\"}`: give `next` as `cursor` to read on; it is absent at the end. `limit` is 1 to 100, and 20 when left out.\n\n" +
	"**Refusals.** RFC 9457 problems. `code` is stable, `detail` is for people in the language of `Accept-Language` (en or ja), `errors` names fields, and where a body does not fit this document a `pointer` (RFC 6901) into it. " +
	"What belongs to others is answered like what does not exist: 404.\n\n" +
	"**Values.** Ids are text with a prefix (`req_`, `con_`, `prop_` ...). Times are RFC 3339 in UTC, in business time: in a sandbox it may be ahead of the wall. " +
	"Amounts are whole smallest units (`amount_minor`) with a currency; `decimal` is the same written out; amounts sent in are decimal texts such as \"1200.00\". " +
	"What has a life shows `state`, `waits_for` (who acts next) and, on one thing, `moves`: what you may do with it now, each with its operation.\n\n" +
	"**Limits.** A body may have one mebibyte, an upload what the house allows (`getChatInfo`). Too many tries, messages or uploads are answered 429 with `Retry-After` in seconds."

// tags are the chapters of the document, in the order of the main job.
var tags = []*huma.Tag{
	{Name: "house", Description: "What this installation is and allows."},
	{Name: "account", Description: "Yourself: your person, sessions, keys, invitations, mail, your data."},
	{Name: "organisations", Description: "Organisations, their members and roles."},
	{Name: "experts", Description: "Public pages of experts and companies, registrations, certifications."},
	{Name: "requests", Description: "What customers ask for, and who answered."},
	{Name: "conversations", Description: "Talking: conversations, messages, read marks, the live stream."},
	{Name: "attachments", Description: "Files in conversations."},
	{Name: "proposals", Description: "Prices and terms that an expert offers and a customer accepts."},
	{Name: "engagements", Description: "What an accepted proposal becomes."},
	{Name: "payments", Description: "Payment requests, payment methods, invoices, the statement."},
	{Name: "payouts", Description: "Where an expert's money goes, and what went."},
	{Name: "reviews", Description: "What customers say of finished work."},
	{Name: "desk", Description: "Running the house; operators only, to others it does not exist (404)."},
}

// refusals say when an operation answers with a status.
var refusals = map[string]string{
	"400": "The request could not be read: no JSON, or not the expected content type.",
	"401": "Nobody is signed in, or the key is unknown, over or revoked (`account.sign_in_first`).",
	"403": "The key lacks the scope (`api.scope`), or your role or switches do not allow this.",
	"404": "It does not exist, or is not yours to see.",
	"408": "The body came too slowly, and was given up on. Send it again.",
	"409": "Its state does not allow this now, somebody was faster (`*.moved_already`), or the Idempotency-Key was used with another body (`key.reused`).",
	"413": "The body is larger than this operation takes.",
	"415": "The body is not of the media type that this operation takes; JSON wants `Content-Type: application/json`.",
	"422": "The input is wrong; `errors` names the fields.",
	"429": "Too often: wait as long as `Retry-After` says.",
	"500": "Something went wrong here. Tell the operator the `request_id`.",
	"503": "The database or the file store does not answer: wait as long as `Retry-After` says and send it again, with the same Idempotency-Key.",
}

// parameters say what a parameter means where its own operation does not.
var parameters = map[string]string{ // #nosec G101 -- sentences about parameters, no secrets
	"id":            "The thing's id, with its prefix.",
	"limit":         "How many items at most.",
	"cursor":        "The `next` of the page before.",
	"person":        "A person's id (`per_...`).",
	"handle":        "The last part of the public page's address.",
	"conversation":  "Only of this conversation.",
	"seller":        "Only of this seller's organisation.",
	"state":         "Only what is in this state.",
	"side":          "Only where you stand on this side.",
	"sort":          "The order.",
	"archived":      "true for the archived ones instead of the others.",
	"currency":      "ISO 4217, such as JPY.",
	"q":             "Words to look for.",
	"kind":          "Only by this kind of actor.",
	"job":           "The job's number, as `getHealth` lists it.",
	"follower":      "The reader of the journal that put the event aside.",
	"position":      "The event's position in the journal.",
	"token":         "The token of `getChatToken`.",
	"Last-Event-ID": "The last position received, after a broken line.",
}

// properties say what a property means where its own schema does not: the same word
// means the same everywhere.
var properties = map[string]string{
	"id": "Its id", "items": "This page of the list", "name": "What people read", "made_at": "When it was made", "began_at": "When it began", "ended_at": "When it ended",
	"ends_at": "When it stops to work", "sent_at": "When it was sent", "posted_at": "When it was posted", "state_since": "Since when it is in this state",
	"state": "Where it stands in its life", "waits_for": "Who acts next; absent when nobody", "moves": "What you may do with it now",
	"country": "ISO 3166-1, two capital letters", "currency": "ISO 4217, such as JPY", "lang": "BCP 47, such as ja", "languages": "BCP 47, such as ja",
	"organisation": "The id of the organisation", "person": "The id of the person", "conversation": "The id of the conversation", "proposal": "The id of the proposal",
	"engagement": "The id of the engagement", "payment_request": "The id of the payment request", "payout": "The id of the payout", "seller": "The selling organisation",
	"edition": "Counts the changes; give back the one you saw, so that nobody's change is lost", "handle": "The last part of the public page's address",
	"email": "An e-mail address", "website": "An http or https address", "reason": "Why, in words; it is kept in the journal", "text": "The words; a few marks of Markdown are understood",
	"valid_until": "The last day, YYYY-MM-DD", "issued_on": "A calendar day, YYYY-MM-DD", "due_on": "A calendar day, YYYY-MM-DD", "number": "The number in its series",
	"may_access": "May ask for access", "may_propose": "May propose and ask for payment", "may_write_company": "May write as the company", "may_write_self": "May write as oneself",
	"operator": "Runs the house", "scopes": "What the key may do", "stars": "1 to 5", "last4": "The last four digits", "problem": "What is wrong; absent when nothing",
	"field": "The input's name", "code": "What is wrong, for a program; stable", "detail": "What is wrong, for a person", "version": "Of the program",
	"move": "The word of the move", "unread": "How many messages you have not read", "attachments": "Ids of files, or the files", "bytes": "Its size", "last_used_at": "When it was last used",
	"expires_at": "When it runs out by itself", "approved_at": "When the customer approved", "holder": "In whose name", "bank": "The bank's name", "title": "In a line",
	"terms_accepted": "Whether the terms were accepted", "certifications": "What the desk has seen proof of", "biography": "In the person's own words", "experience": "In the person's own words",
	"account": "The account's name or number, shortened", "lines": "Line by line", "members": "Who is in it", "status": "The HTTP status",
}

// scopeNote begins the sentence about an operation's scope.
const scopeNote = "\n\nScope: `"

// describe puts the common words into a document.
func describe(d *huma.OpenAPI) {
	d.Info.Description, d.Tags = overview, tags
	for _, item := range d.Paths {
		for _, o := range []*huma.Operation{item.Get, item.Put, item.Post, item.Delete, item.Patch} {
			if o != nil {
				describeOperation(o)
			}
		}
	}
	for _, schema := range d.Components.Schemas.Map() {
		for name, property := range schema.Properties {
			if property.Description == "" && property.Ref == "" {
				property.Description = properties[name]
			}
		}
	}
}

func describeOperation(o *huma.Operation) {
	if scope, ok := o.Extensions["x-scope"].(string); ok {
		o.Description = strings.TrimSpace(o.Description + scopeNote + scope + "`.")
	} else {
		o.Description = strings.TrimSpace(o.Description + "\n\nNo key is needed.")
	}
	for _, p := range o.Parameters {
		if p.Description == "" {
			p.Description = parameters[p.Name]
		}
	}
	for status, answer := range o.Responses {
		said, ok := refusals[status]
		if !ok {
			continue
		}
		answer.Description = said
		if status == "429" || status == "503" {
			if answer.Headers == nil {
				answer.Headers = map[string]*huma.Param{}
			}
			answer.Headers["Retry-After"] = &huma.Param{Description: "Seconds to wait.", Schema: &huma.Schema{Type: "integer", Minimum: ptr(1.0)}}
		}
	}
}
