package sanctions

import (
	"time"

	"guildhall/engine/flow"
)

// The states of a list.
const (
	Loading   flow.State = "loading"   // its entries are being written down
	Comparing flow.State = "comparing" // in force; everybody is being compared with it
	Current   flow.State = "current"   // in force; everybody was compared with it
	Replaced  flow.State = "replaced"
	Retired   flow.State = "retired"
	Failed    flow.State = "failed"
)

// The states of a match.
const (
	Open      flow.State = "open"
	Different flow.State = "different"
	Same      flow.State = "same"
)

// lostAfter is when a list whose loading broke off is given up.
const lostAfter = time.Hour

// ListFlow is the life of a list.
var ListFlow = flow.Define("sanctions_list", "sanctions_list",
	flow.Stops(
		flow.Waits(Loading, flow.System),
		flow.Waits(Comparing, flow.System),
		flow.Rest(Current),
		flow.End(Replaced, Retired, Failed),
	),
	flow.Rows{
		{Move: "load", To: Loading, By: flow.Operator, Op: "loadSanctionsList"},
		{Move: "stand", From: Loading, To: Comparing, By: flow.System},
		{Move: "give_up", From: Loading, To: Failed, By: flow.Clock, After: lostAfter},
		{Move: "finish", From: Comparing, To: Current, By: flow.System},
		{Move: "replace", From: Comparing, To: Replaced, By: flow.System},
		{Move: "replace", From: Current, To: Replaced, By: flow.System},
		{Move: "retire", From: Comparing, To: Retired, By: flow.Operator, Reason: true, Op: "retireSanctionsList"},
		{Move: "retire", From: Current, To: Retired, By: flow.Operator, Reason: true, Op: "retireSanctionsList"},
	})

// MatchFlow is the life of a match.
var MatchFlow = flow.Define("sanctions_match", "sanctions_match",
	flow.Stops(flow.Waits(Open, flow.Operator), flow.Rest(Different, Same)),
	flow.Rows{
		{Move: "raise", To: Open, By: flow.System},
		{Move: "renew", From: Open, To: Open, By: flow.System},
		{Move: "clear", From: Open, To: Different, By: flow.Operator, Reason: true, Op: "clearSanctionsMatch"},
		{Move: "clear", From: Same, To: Different, By: flow.Operator, Reason: true, Op: "clearSanctionsMatch"},
		{Move: "confirm", From: Open, To: Same, By: flow.Operator, Reason: true, Op: "confirmSanctionsMatch"},
		{Move: "confirm", From: Different, To: Same, By: flow.Operator, Reason: true, Op: "confirmSanctionsMatch"},
	})
