package app

// desk hands the faces what only the operator's pages need.
func (h *House) desk() {
	h.web.Notify, h.web.Sweeper = h.Notify, h.Sweeper
	h.api.Notify, h.api.Sweeper = h.Notify, h.Sweeper
}
