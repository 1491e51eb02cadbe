// Package notify writes to people: it owns the mail log, who wants which mail, and
// the way from an event to a letter.
//
// Words: a mail is one letter to one person, kept for good; a kind is its stem in
// text/ ("mail.sign_in": .subject, .body, .button); a topic is what a person may
// switch off ("messages"); a batch is the one mail that stands for all unread
// messages of a conversation.
//
// table.go is the whole room on one page: which event, to whom, in which words.
//
// Invariants: one mail per event and recipient (unique key), whoever runs the
// follower how often; nobody is written to about their own deed; words are in the
// reader's language, times in the reader's zone; a mail never quotes what people
// wrote to each other; an address with a secret in it (a sign-in link) is sealed
// and forgotten once sent; without a mail server every mail is kept and shown at
// the desk. A person who leaves has their mails blanked (Erase).
//
// It sends nothing inside a change: a job does, and reports by a command. It does
// not decide what happened, and it is imported by no other room but the desk.
package notify
