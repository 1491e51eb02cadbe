package number

// Verdict is the one word of an answer. Arithmetic gives the first two; whoever asks
// a register or looks at evidence gives the others, with a date.
type Verdict string

// The verdicts. Each has words under the text key "number.verdict.<verdict>".
const (
	Invalid             Verdict = "invalid"              // A rule fails: it cannot be such a number.
	Unconfirmed         Verdict = "unconfirmed"          // Every rule holds; nobody has said that it was given out.
	Confirmed           Verdict = "confirmed"            // The register (VIES, HMRC, the list of the National Tax Agency) knows it.
	ConfirmedByHand     Verdict = "confirmed_by_hand"    // A person at the desk saw evidence.
	UnknownToRegister   Verdict = "unknown_to_register"  // The register was asked and does not know it.
	RegisterUnavailable Verdict = "register_unavailable" // The register gave no answer; ask again.
)

// Verdicts lists every verdict.
var Verdicts = []Verdict{Invalid, Unconfirmed, Confirmed, ConfirmedByHand, UnknownToRegister, RegisterUnavailable}

// Outcome is what became of one rule.
type Outcome string

// The outcomes.
const (
	Holds     Outcome = "holds"
	Fails     Outcome = "fails"
	NotLooked Outcome = "not_looked_at" // An earlier rule failed.
)

// Reason says why a verdict was given. Each has words under "number.reason.<reason>"
// and, where it refuses, under "field.number_<reason>" for the side of an input.
type Reason string

// The reasons of a refusal name the rule that failed; rules have the same names.
const (
	Empty      Reason = "empty"       // Nothing was written.
	TooLong    Reason = "too_long"    // Longer than any number of any kind.
	Characters Reason = "characters"  // A character that stands in no such number.
	Country    Reason = "country"     // Begins with another country's letters, or one that has no such numbers.
	Format     Reason = "format"      // Not the shape: wrong length, a letter where a digit stands.
	Range      Reason = "range"       // The shape, but from a range that is never given out.
	Date       Reason = "date"        // The date of birth inside is no date.
	CheckDigit Reason = "check_digit" // Most likely a typing error.
	MyNumber   Reason = "my_number"   // Japan's 個人番号, which is never asked for.
)

// The reasons of what is unconfirmed: how far arithmetic reaches.
const (
	Arithmetic Reason = "arithmetic"  // Shape and check digits hold.
	FormatOnly Reason = "format_only" // There is no published check digit: only shape and ranges were looked at.
)

// Refusals lists the reasons that make a number invalid.
var Refusals = []Reason{Empty, TooLong, Characters, Country, Format, Range, Date, CheckDigit, MyNumber}

// Rule is one rule and what became of it.
type Rule struct {
	Rule    Reason  `json:"rule"`
	Outcome Outcome `json:"outcome"`
	Says    string  `json:"says"`             // The rule in words (English), for the desk and the command line.
	Source  string  `json:"source,omitempty"` // Where the rule is published.
}

// Result is the answer about one number. Value is normalised: without spaces, dots
// and dashes, capitals, half-width, with the country's letters where they belong to
// the number; of a number that is not understood it is what remained of it. Variant
// tells which way of writing it was recognised ("company", "ssn").
type Result struct {
	Type    string  `json:"type"`
	Value   string  `json:"value"`
	Variant string  `json:"variant,omitempty"`
	Verdict Verdict `json:"verdict"`
	Reason  Reason  `json:"reason"`
	Rules   []Rule  `json:"rules"`
}

// OK tells that no rule was broken, which confirms nothing.
func (r Result) OK() bool { return r.Verdict != Invalid }

// Field is the code to show beside an input (text key "field.<code>"), or "" when no
// rule was broken.
func (r Result) Field() string {
	if r.OK() {
		return ""
	}
	return "number_" + string(r.Reason)
}
