package demo

// ask is one request of the story: who asks, in which words, what it may cost.
type ask struct {
	key     string
	by      string // a customer of the cast
	day     int    // day of the story on which it is posted
	title   string
	text    string
	country string // preferred location; "" is anywhere
	budget  int64  // smallest unit; 0 is "not said"
	money   string
	then    string // "", pause or close
	thenDay int    // when
}

// line is one thing said at the beginning of a conversation.
type line struct {
	who, text string
	paper     string // one of papers that goes with it; never with the first line
}

// chat is one conversation of the story, and all that comes of it.
type chat struct {
	ask    string
	expert string // an expert of the cast, or a member of a company that sells
	voice  string // self or company
	day    int
	lines  []line // the first is the answer to the request
	deeds  []deed // in their order
}

// deed is something done in a conversation on a day of the story. Its do is one of
// verbs, which say who does it; what else it needs depends on that.
type deed struct {
	day   int
	do    string
	words string // the message, work, reason, note, review or reply
	paper string // of say and answer: one of papers

	offer *offer // of propose and replace

	approval string // of accept: blank for by hand
	order    string // of accept and approve: the customer's own number

	part   int    // of ask: the milestone, from 1; 0 for a part of the total
	amount int64  // of ask, when it is for no milestone
	final  bool   // of ask: the last one
	nth    int    // which payment of the conversation, from 1 in the order they were asked for or agreed; 0 for the newest
	by     string // of accept, approve and retry: the customer's way to pay; blank for the preferred one

	stars   int    // of review
	success string // of review: blank for yes
	not     bool   // of review: would not work together again
	ground  string // of report
}

// offer is a proposal.
type offer struct {
	kind  string // milestone, upfront or schedule
	total int64  // when it has no parts
	money string
	terms string
	parts []part
	lasts int // days; 0 for thirty
}

// part is a milestone, or a payment of a schedule.
type part struct {
	title  string
	amount int64
	day    int    // of the story on which it is due; 0 for none
	done   string // when it counts as done
}

// way is a way to pay that a customer has from a day on. The newest is the preferred
// one, net terms only when there is no other.
type way struct {
	who, key string
	day      int
	kind     string // of a payment method
	number   string // a test number of the sandbox
	desk     string // net terms: grant, refuse, or blank while the desk has not answered
	reason   string // of the desk, when it refuses
	liked    int    // the day on which it is preferred again; 0 for never
	gone     int    // the day on which it is removed; 0 for never
}

// till is where somebody who sells is paid in a currency, from a day on.
type till struct {
	who, money string
	day        int
	number     string // a test number of the sandbox
	monthly    int    // the day of the month; 0 for daily
	stopped    int    // the day on which the change is stopped; 0 for never
	gone       int    // the day on which it is removed; 0 for never
}
