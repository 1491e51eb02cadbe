package app

import (
	"strings"
	"sync"
	"time"

	"guildhall/api"
	"guildhall/base/badge"
	"guildhall/base/guard"
	"guildhall/engine/keys"
	"guildhall/market/account"
	"guildhall/market/certify"
	"guildhall/market/country"
	"guildhall/market/desk"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/notify"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/sanctions"
	"guildhall/market/talk"
	"guildhall/market/tax"
	"guildhall/web"
)

// Rooms are the rooms of the house, in house order.
type Rooms struct {
	Accounts      *account.Room
	Files         *file.Room
	Experts       *expert.Room
	Certify       *certify.Room
	Countries     *country.Room
	Registrations *registration.Room
	Tax           *tax.Room
	Sanctions     *sanctions.Room
	Requests      *request.Room
	Talks         *talk.Room
	Till
	Notify *notify.Room
	Desk   *desk.Room
}

// rooms builds every room, then the faces over them.
func (h *House) rooms(zone *time.Location) error {
	h.Accounts = account.New(h.Journal)
	h.Accounts.Demo, h.Accounts.Ring = h.Config.Demo, h.Keys
	h.Accounts.BaseURL = func() string { return h.web.BaseURL }
	h.Files = file.New(h.Journal, h.Blobs, h.Config.UploadMax)
	h.Experts = expert.New(h.Journal)
	h.Experts.Zone, h.Experts.Currencies = zone, h.Config.Currencies
	h.Certify = certify.New(certify.Deps{Journal: h.Journal, Jobs: h.Jobs, Experts: h.Experts, Keys: h.Keys,
		Fetch: badge.Over(guard.Client(guard.Options{MaxBytes: badge.MaxBytes}))})
	h.Registrations = registration.New(h.Journal)
	h.Countries = country.New(h.Journal)
	h.Countries.First, h.Countries.Zone = h.Config.Countries, zone
	h.Registrations.Countries, h.Registrations.Keys, h.Registrations.Zone = h.Countries, h.Keys, zone
	h.Tax = tax.New(tax.Deps{Journal: h.Journal, Jobs: h.Jobs, Keys: h.Keys, Registers: h.registers(), Zone: zone})
	h.Registrations.Keepers = map[registration.Kind]registration.Keeper{registration.Tax: h.Tax, registration.DAC7: h.Tax}
	h.Registrations.Files = h.Files
	h.Sanctions = sanctions.New(sanctions.Deps{Journal: h.Journal, Jobs: h.Jobs, Names: h.Tax, Identities: h.Registrations, Owners: h.Registrations})
	h.Requests = request.New(h.Journal, h.Files)
	h.Requests.Currencies, h.Requests.Accounts = h.Config.Currencies, h.Accounts
	h.Talks = talk.New(h.Journal)
	h.Talks.MessagesPerMinute = h.Config.MessagesPerMinute
	h.Files.UploadsPerHour = h.Config.UploadsPerHour
	h.Files.Guard(file.OnConversation, talk.Gate{})

	if err := h.money(zone); err != nil {
		return err
	}

	sender, err := h.sender()
	if err != nil {
		return err
	}
	h.Notify = notify.New(h.Journal, h.Jobs, h.Keys, sender, func() string { return h.web.BaseURL })
	h.Notify.Contact, h.Notify.PayTo = h.Config.Contact, h.payTo
	h.follow(h.Notify.Follower())

	base := strings.TrimRight(h.Config.BaseURL, "/")
	h.web = &web.Face{
		DB: h.DB, Journal: h.Journal, Blobs: h.Blobs, Accounts: h.Accounts, Files: h.Files,
		Experts: h.Experts, Certify: h.Certify, Registrations: h.Registrations, Countries: h.Countries, Tax: h.Tax, Sanctions: h.Sanctions, Requests: h.Requests, Talks: h.Talks, Unread: h.unread,
		Deals: h.Deals, Payments: h.Payments, Payouts: h.Payouts, Reviews: h.Reviews, TestNumbers: h.testNumbers(),
		Keys: h.Keys, BaseURL: base, Contact: h.Config.Contact, Secure: strings.HasPrefix(base, "https://"), Demo: h.Config.Demo, Kit: h.Config.Kit,
		MailSent: sender != nil,
		Zone:     zone, UploadMax: h.Config.UploadMax, TrustedProxies: h.Config.Proxies(),
	}
	h.api = &api.Face{
		DB: h.DB, Journal: h.Journal, Accounts: h.Accounts, Files: h.Files,
		Experts: h.Experts, Certify: h.Certify, Registrations: h.Registrations, Countries: h.Countries, Tax: h.Tax, Sanctions: h.Sanctions, Requests: h.Requests, Talks: h.Talks,
		Deals: h.Deals, Payments: h.Payments, Payouts: h.Payouts, Reviews: h.Reviews,
		BaseURL: base, Version: Version, RequestID: web.RequestID, SessionCookie: web.SessionCookie,
	}
	h.asks()
	h.web.APIDocument = sync.OnceValue(h.api.Document)
	return nil
}

// Sealers are the rooms that hold sealed values, for a rotation of the keys.
func (h *House) Sealers() []keys.Resealer {
	return []keys.Resealer{h.Accounts, h.Payments, h.Payouts, h.Registrations, h.Registrations.Papers(), h.Tax, h.Notify, h.Certify}
}
