// Package demo tells the story with which `serve --demo` begins: half a year of
// people and companies, requests in both languages, conversations, agreements and
// money in every state. It owns no table and knows no rule: it tells everything
// through the commands that people use, and moves business time forward as the story
// goes on. The clock of a new demo begins Length before today, so the story ends
// today.
//
// The words stand apart from the machinery. words.go says what they are made of;
// cast.go has the people, ways.go how they pay and are paid, requests.go what
// customers ask for, months_1_2.go, months_3_4.go and months_5_6.go the conversations
// that begin then, each with all that comes of it, and besides.go what happens outside
// of them. An episode is added there: a conversation, or a deed on a day of one that
// exists; a new kind of deed is one line of verbs.go. tell.go moves the clock and
// finds everybody's working hours, gather.go makes the people, speak.go and verbs.go
// let them act, portrait.go draws the pictures
// and papers.go has the files they send.
//
// A test holds that every state and every move of what is agreed, paid, paid out and
// reviewed occurs, and that the books are right.
package demo
