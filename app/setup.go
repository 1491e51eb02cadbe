package app

import (
	"context"
	"fmt"
	"io"
)

// OfferSetup prints the one-time link that makes the first operator, while there is
// none. The house must be running, for its address to be known.
func (h *House) OfferSetup(ctx context.Context, out io.Writer) error {
	token, err := h.Accounts.SetupToken(ctx)
	if err != nil || token == "" {
		return err
	}
	_, err = fmt.Fprintf(out, "Nobody runs this house yet. Open this once, within 24 hours, to become its operator:\n%s/setup/%s\n", h.web.BaseURL, token)
	return err
}
