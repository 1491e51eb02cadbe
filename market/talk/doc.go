// Package talk owns conversations: who talks with whom, what they say, who has
// read it, and the live pages that show it.
//
// Words: a conversation has two sides, customer and expert; a member is a person
// on one side, there for one organisation. The expert's side has a voice: a person
// or a company answers, and each message says whether its writer speaks as self or
// as the company. An answer opens a conversation about a request; a direct message
// opens one from a public page; a visitor's waits until the link of a letter
// confirms their address. The stream of a conversation is its messages and
// the events of its engagement, in one order.
//
// Invariants: one conversation per request and answering voice, one direct
// conversation per customer organisation and voice (RULES.md 1). Only members read
// and write; a removed member meets nothing. Nothing is said to a side that has nobody
// left to read it. Each side keeps at least one member
// who may write. A company speaks only through members whose switch allows it. A
// message is never changed and never censored; payment details in it warn both
// sides. Its words can be blanked (erasure), its row and event stay. Message events
// hold ids, never words.
//
// It does not know what proposals or payments are: their events appear in the
// stream because they name the conversation, and are read aloud from text/.
package talk
