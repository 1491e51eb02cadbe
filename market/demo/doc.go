// Package demo tells the story with which `serve --demo` begins: people and
// companies, requests in both languages, conversations and deals in every state.
// It owns no table and knows no rule: it tells everything through the commands that
// people use, and moves business time forward as the story goes on.
//
// cast.go, requests.go and talks.go are the words; tell.go brings them to life;
// portrait.go draws the pictures.
package demo
