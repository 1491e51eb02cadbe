package policy

import "guildhall/base/fault"

// Proved refuses what wants a fresh proof of who acts (RULES.md 6): minting keys,
// payout details, exports and the like. The house itself, and whoever holds its
// command line, acts without a person and needs none.
func (a Actor) Proved() error {
	if a.Fresh || a.Person.IsNone() && a.Kind != Visitor {
		return nil
	}
	return fault.Forbidden("factor.needed")
}
