// Package part holds the shared pieces of every page. Each is a plain struct that
// draws itself, so a page writes what it wants and leaves out the rest; every word
// comes from text/ through i18n.T, already in the reader's language.
//
// A part without children stands as it is; one with children goes in parentheses:
//
//	@part.Badge{Label: i18n.T(ctx, "request.state.posted"), Tone: part.Good}
//	@(part.Card{Title: r.Title, Href: r.Href}) {
//		<p class="cut-2">{ r.Text }</p>
//	}
//
// # Forms
//
// A field inside a Form finds its own error and what was typed before; the summary
// on top is drawn by the form. Errors are fault.Field; the sentence is text key
// "field.<code>". The key is sent as _key.
//
//	@(part.Form{Action: "/requests", Key: p.Key, Errors: p.Errors, Values: p.Values, Guard: true}) {
//		@part.Field{Name: "title", Label: i18n.T(ctx, "request.title"), Limit: 140, Least: 10}
//		@part.Field{Name: "text", Kind: part.LongField, Label: i18n.T(ctx, "request.text"), Limit: 1500}
//		@part.Field{Name: "country", Kind: part.PickField, Options: p.Countries, Label: ..., Optional: true}
//		@part.Field{Name: "price", Kind: part.MoneyField, Currency: "USD", Label: ...}
//		@(part.Actions{}) {
//			@part.Button{Label: i18n.T(ctx, "request.post"), Kind: part.Main}
//			@part.Button{Label: i18n.T(ctx, "request.preview"), Name: "then", Value: "preview"}
//		}
//	}
//
// A form of filters has Method "get", Class "filters" and Autosubmit, and gives its
// button Class "no-js"; the Search of a List is one.
//
// # Moves
//
// A Move is one button in a form of its own. Confirm asks first, with amounts and
// dates, and puts the deed on the button:
//
//	@part.Move{Action: p.Accept, Key: p.Key, Label: i18n.T(ctx, "proposal.accept"), Kind: part.Main,
//		Confirm: &part.Confirm{Title: ..., Text: ..., Deed: i18n.T(ctx, "proposal.accept.deed.upfront", "Amount", price)}}
//
// # The list
//
//   - deeds: Button, Move with Confirm, Menu with MenuItem, Dialog
//   - forms: Form, Field, Actions, Hidden, ErrorSummary, FieldError, Refusal
//   - boxes: Head (top of a page), Card, NextBox (whose turn it is), Alert, Flash,
//     EmptyState, Skeleton
//   - people and things: Chip, Face, Badge, Tags, Money, Time, Date, Deadline, Stars,
//     Attachment, Icon, Rich (**bold** in a sentence), Text, Size
//   - lists: List (search, table, paging, empty state), Table (cards on a phone), Facts,
//     Compare, Pagination, Tabs, Breadcrumb
//   - order: Timeline, Where (the money's way), Stepper, Progress, BarChart
//
// Arrangement is by a few classes: stack (tight, wide), row (apart, end), columns,
// split (content and a side), head, meta, soft, small, tiny, lead, said (a person's
// own words; give it lang), cut, cut-2, cut-3, num, wide-only, phone-only, no-js,
// js-only. All of it is on show, in every state, at /kit.
//
// Invariants: no style= and no script in a page (the content security policy
// forbids both); colour never stands alone; every control has a label; all of it
// works without script. The package imports base/ and nothing of the market.
package part
