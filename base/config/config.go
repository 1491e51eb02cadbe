// Package config is everything an operator can set, in one struct: by flag, by
// environment (GUILDHALL_...) or by a JSON file (--config FILE).
package config

import "net/netip"

// Config is shared by every command. Each has a default that works on one machine.
type Config struct {
	Data     string `help:"Folder for the database, files and the key file." default:"data" env:"GUILDHALL_DATA" type:"path"`
	Database string `help:"postgres://... for PostgreSQL, or the path of a SQLite file; empty for guildhall.db in the data folder." env:"GUILDHALL_DATABASE"`
	KeyFile  string `help:"File with the keys that seal secrets; made when missing. Empty for keys.json in the data folder." env:"GUILDHALL_KEY_FILE" type:"path"`
	BaseURL  string `help:"Address under which people reach the house; empty for the listening address." env:"GUILDHALL_BASE_URL" name:"base-url"`
	Zone     string `help:"The house's time zone (IANA), for calendar dates." default:"UTC" env:"GUILDHALL_ZONE"`

	Listen         string         `help:"HOST:PORT to listen on. With --demo loopback only, unless told otherwise." default:"127.0.0.1:8080" env:"GUILDHALL_LISTEN"`
	Demo           bool           `help:"Start with a told story and one-click personas (implies --sandbox)." env:"GUILDHALL_DEMO"`
	Sandbox        bool           `help:"No real money; business time can be moved. Stamped into a new database." env:"GUILDHALL_SANDBOX"`
	Kit            bool           `help:"Show the components at /kit." default:"true" negatable:"" env:"GUILDHALL_KIT"`
	TrustedProxies []netip.Prefix `help:"Networks whose X-Forwarded-For is believed." env:"GUILDHALL_TRUSTED_PROXIES"`
	UploadMax      int64          `help:"Largest upload in bytes." default:"10485760" env:"GUILDHALL_UPLOAD_MAX"`
	Countries      []string       `help:"Open countries (ISO 3166-1); empty for all." env:"GUILDHALL_COUNTRIES"`
	Currencies     []string       `help:"Open currencies (ISO 4217)." default:"USD,JPY,EUR" env:"GUILDHALL_CURRENCIES"`
}
