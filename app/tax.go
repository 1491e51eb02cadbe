package app

import (
	"guildhall/market/tax"
	"guildhall/outside/register"
	"guildhall/outside/sandbox"
)

// registers are who is asked about VAT numbers: in a sandbox its own.
func (h *House) registers() []tax.Register {
	if h.Config.Sandbox {
		return []tax.Register{sandbox.Register{}}
	}
	var list []tax.Register
	if h.Config.Registers.VIES {
		list = append(list, register.NewVIES(register.Options{}))
	}
	if id := h.Config.Registers.HMRCID; id != "" {
		list = append(list, register.NewHMRC(register.Options{}, id, h.Config.Registers.HMRCSecret))
	}
	return list
}
