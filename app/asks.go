package app

// asks answers what earlier rooms ask of later ones: each room declares an
// interface of one method, and the later room's function is put in here.
func (h *House) asks() {
	// Accounts ask: may this person leave (nothing open); send this letter.
	h.Accounts.Post = h.Notify

	// Deals ask: what is still due.
}
