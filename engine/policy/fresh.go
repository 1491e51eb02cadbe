package policy

import "guildhall/base/fault"

// Proved refuses what wants a fresh proof of who acts (RULES.md 6): minting keys,
// payout details, exports and the like. The house itself needs none.
func (a Actor) Proved() error {
	switch a.Kind {
	case System, Clock, Processor:
		return nil
	}
	if a.Fresh {
		return nil
	}
	return fault.Forbidden("factor.needed")
}
