package app

import (
	"strings"
	"sync"
	"time"

	"guildhall/api"
	"guildhall/market/account"
	"guildhall/web"
)

// Rooms are the rooms of the house, in house order.
type Rooms struct {
	Accounts *account.Room
}

// rooms builds every room, then the faces over them.
func (h *House) rooms(zone *time.Location) error {
	h.Accounts = account.New(h.Journal)

	base := strings.TrimRight(h.Config.BaseURL, "/")
	h.web = &web.Face{
		DB: h.DB, Journal: h.Journal, Accounts: h.Accounts,
		BaseURL: base, Secure: strings.HasPrefix(base, "https://"), Demo: h.Config.Demo, Kit: h.Config.Kit,
		Zone: zone, UploadMax: h.Config.UploadMax, TrustedProxies: h.Config.TrustedProxies,
	}
	h.api = &api.Face{
		DB: h.DB, Journal: h.Journal, Accounts: h.Accounts,
		BaseURL: base, Version: Version, RequestID: web.RequestID, SessionCookie: web.SessionCookie,
	}
	h.asks()
	h.web.APIDocument = sync.OnceValue(h.api.Document)
	return nil
}
