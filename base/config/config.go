// Package config is everything an operator can set, in one struct: by flag, by
// environment (GUILDHALL_...) or by a JSON file (/etc/guildhall.json, or --config).
// A flag wins over the environment, which wins over the file.
package config

import (
	"path/filepath"

	"guildhall/base/seal"
)

// Config is shared by every command. Each has a default that works on one machine.
type Config struct {
	Data     string `help:"Folder for the database, files, backups and the key file." default:"data" env:"GUILDHALL_DATA" type:"path"`
	Database string `help:"postgres://... for PostgreSQL, or the path of a SQLite file; empty for guildhall.db in the data folder." env:"GUILDHALL_DATABASE"`
	KeyFile  string `help:"File with the keys that seal secrets; made when missing. Empty for keys.json in the data folder." env:"GUILDHALL_KEY_FILE" type:"path"`
	BaseURL  string `help:"Address under which people reach the house, for links and cookies; empty for the listening address." env:"GUILDHALL_BASE_URL" name:"base-url"`
	// Contact is what the pages mean when they say: write to the operator.
	Contact string `help:"E-mail address of whoever runs the house: on every page, under every mail, in the terms." env:"GUILDHALL_CONTACT"`
	Zone    string `help:"The house's time zone (IANA), for calendar dates." default:"UTC" env:"GUILDHALL_ZONE"`

	Listen         string      `help:"HOST:PORT to listen on. With --demo loopback only, unless told otherwise." default:"127.0.0.1:8080" env:"GUILDHALL_LISTEN"`
	Demo           bool        `help:"Start with a told story and one-click personas (implies --sandbox)." env:"GUILDHALL_DEMO"`
	Sandbox        bool        `help:"No real money; business time can be moved. Stamped into a new database." env:"GUILDHALL_SANDBOX"`
	Begins         string      `help:"Business time at which a new sandbox begins, such as 2026-06-01T09:00:00Z; empty for now." env:"GUILDHALL_BEGINS"`
	Kit            bool        `help:"Show the components at /kit." default:"true" negatable:"" env:"GUILDHALL_KIT"`
	TrustedProxies []Network   `help:"Networks or addresses whose X-Forwarded-For is believed, such as 127.0.0.1." env:"GUILDHALL_TRUSTED_PROXIES"`
	MetricsToken   seal.Secret `help:"Bearer token that /metrics asks for; empty for everybody who reaches it." env:"GUILDHALL_METRICS_TOKEN"`
	UploadMax      int64       `help:"Largest upload in bytes." default:"10485760" env:"GUILDHALL_UPLOAD_MAX"`
	// MessagesPerMinute slows down whoever writes to everybody.
	MessagesPerMinute int      `help:"Messages one person may send in a minute; 0 for as many as they can." default:"120" env:"GUILDHALL_MESSAGES_PER_MINUTE"`
	UploadsPerHour    int      `help:"Files and pictures one person may upload in an hour; 0 for as many as they can." default:"240" env:"GUILDHALL_UPLOADS_PER_HOUR"`
	Countries         []string `help:"Open countries (ISO 3166-1); empty for all." env:"GUILDHALL_COUNTRIES"`
	Currencies        []string `help:"Open currencies (ISO 4217)." default:"USD,JPY,EUR" env:"GUILDHALL_CURRENCIES"`

	Fee string `help:"The house's share of each approved payment, in percent with at most four decimals. Frozen for an engagement when its proposal is accepted." default:"2.5" env:"GUILDHALL_FEE"`

	// PayTo is written on invoices as it stands here.
	PayTo string `help:"The house's bank account, into which customers on net terms transfer: bank, branch, number, holder, as it is to stand on invoices. Without one net terms cannot be granted." env:"GUILDHALL_PAY_TO"`

	Registers Registers `embed:"" prefix:"register-" envprefix:"GUILDHALL_REGISTER_"`

	SMTP SMTP `embed:"" prefix:"smtp-" envprefix:"GUILDHALL_SMTP_"`
	S3   S3   `embed:"" prefix:"s3-" envprefix:"GUILDHALL_S3_"`
}

// Registers says which registers of VAT numbers are asked; a sandbox asks its own.
type Registers struct {
	VIES       bool        `help:"Ask the European Commission's register about VAT numbers of the Union." default:"true" negatable:"" env:"VIES" name:"vies"`
	HMRCID     string      `help:"Client id of HMRC's API \"Check a UK VAT number\" 2.0; without one numbers of the United Kingdom are confirmed by hand." env:"HMRC_ID" name:"hmrc-id"`
	HMRCSecret seal.Secret `help:"Its client secret. Better in the environment than on the command line." env:"HMRC_SECRET" name:"hmrc-secret"`
}

// SMTP says which server takes our mail. Without a host mail is only shown at /desk/mail.
type SMTP struct {
	Host     string      `help:"Mail server. Without one, mail is kept and shown at the desk." env:"HOST"`
	Port     int         `help:"Port; 0 for 465 with implicit TLS, else 587." default:"0" env:"PORT"`
	TLS      string      `help:"implicit, starttls, opportunistic or none." default:"starttls" enum:"implicit,starttls,opportunistic,none" env:"TLS" name:"tls"`
	Username string      `help:"Name to sign in with, if the server asks." env:"USERNAME"`
	Password seal.Secret `help:"Password to sign in with. Better in the environment than on the command line." env:"PASSWORD"`
	From     string      `help:"Who writes, such as \"Guildhall <guildhall@example.org>\"." env:"FROM"`
	ReplyTo  string      `help:"Where answers go; empty for the sender." env:"REPLY_TO"`
}

// S3 says where uploads lie when they do not lie in the data folder. Several
// processes need one store.
type S3 struct {
	Bucket    string      `help:"Bucket for uploads; empty keeps them in the data folder." env:"BUCKET"`
	Prefix    string      `help:"In front of every key, such as guildhall/." env:"PREFIX"`
	Region    string      `help:"Region of the bucket." default:"us-east-1" env:"REGION"`
	Endpoint  string      `help:"Address of the store; empty for AWS." env:"ENDPOINT"`
	PathStyle bool        `help:"Put the bucket into the path, as most stores other than AWS want." env:"PATH_STYLE"`
	AccessKey string      `help:"Access key; empty to use the machine's own role." env:"ACCESS_KEY"`
	SecretKey seal.Secret `help:"Its secret." env:"SECRET_KEY"`
}

// KeyPath is where the key file lies.
func (c Config) KeyPath() string {
	if c.KeyFile != "" {
		return c.KeyFile
	}
	return filepath.Join(c.Data, "keys.json")
}

// FilesPath is where uploads lie when there is no bucket.
func (c Config) FilesPath() string { return filepath.Join(c.Data, "files") }

// AddressPath is where a running house writes down under which address it is reached,
// for the commands beside it.
func (c Config) AddressPath() string { return filepath.Join(c.Data, "address") }

// BackupPath is where a backup goes before the schema is changed.
func (c Config) BackupPath() string { return filepath.Join(c.Data, "backups") }
