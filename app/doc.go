// Package app wires the house: it opens the database, builds the rooms in house
// order, then the faces, and runs what runs beside them. It is the only package
// that may import everything.
//
//   - app.go        opens, runs, closes
//   - rooms.go      builds the rooms and hands them to the faces
//   - asks.go       answers questions that earlier rooms put to later ones
//   - reactions.go  every "when this event, do that command"
//   - schedule.go   every deadline and recurring duty
package app
