package country

import "guildhall/engine/flow"

// How a country stands.
const (
	Open      flow.State = "open"
	Announced flow.State = "announced"
	Closed    flow.State = "closed"
)

// Flow is the life of a country's standing, from the first time somebody decides
// about it.
var Flow = flow.Define("country", "country_standing",
	flow.Stops(
		flow.Rest(Open, Closed),
		flow.Waits(Announced, flow.Clock),
	),
	flow.Rows{
		{Move: "open", To: Open, By: flow.Operator, Op: "openCountry"},
		{Move: "open", From: Closed, To: Open, By: flow.Operator, Op: "openCountry"},
		{Move: "open", From: Announced, To: Open, By: flow.Operator, Op: "openCountry"},
		{Move: "open", From: Announced, To: Open, By: flow.Clock, At: "opens_on"},
		{Move: "announce", To: Announced, By: flow.Operator, Op: "announceCountry"},
		{Move: "announce", From: Closed, To: Announced, By: flow.Operator, Op: "announceCountry"},
		{Move: "announce", From: Announced, To: Announced, By: flow.Operator, Op: "announceCountry"},
		{Move: "close", To: Closed, By: flow.Operator, Op: "closeCountry"},
		{Move: "close", From: Open, To: Closed, By: flow.Operator, Op: "closeCountry"},
		{Move: "close", From: Announced, To: Closed, By: flow.Operator, Op: "closeCountry"},
	})

// Where somebody stands who wants to be told.
const (
	Asked   flow.State = "asked"
	Waiting flow.State = "waiting"
	Told    flow.State = "told"
	Left    flow.State = "left"
)

const roleVisitor flow.Role = "visitor"

// ConfirmDays is how long the link to confirm an address works.
const ConfirmDays = 7

// WaiterFlow is the life of one wish to be told.
var WaiterFlow = flow.Define("country_waiter", "country_waiter",
	flow.Stops(flow.Waits(Asked, roleVisitor), flow.Waits(Waiting, flow.System), flow.End(Told, Left)),
	flow.Rows{
		{Move: "ask", To: Asked, By: roleVisitor},
		{Move: "confirm", From: Asked, To: Waiting, By: roleVisitor},
		{Move: "leave", From: Asked, To: Left, By: roleVisitor},
		{Move: "leave", From: Waiting, To: Left, By: roleVisitor},
		{Move: "forget", From: Asked, To: Left, By: flow.Clock, After: flow.Days(ConfirmDays)},
		{Move: "tell", From: Waiting, To: Told, By: flow.System},
	})
