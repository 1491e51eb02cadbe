package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"guildhall/base/config"
)

// parse reads a command line with a settings file's text, if there is one.
func parse(t *testing.T, file string, args ...string) (general, error) {
	t.Helper()
	if file != "" {
		path := filepath.Join(t.TempDir(), "guildhall.json")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--config", path)
	}
	p, err := newProgram()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.root.Commands() {
		c.RunE = func(*cobra.Command, []string) error { return nil }
	}
	err = p.run(t.Context(), args)
	return p.general, err
}

func TestEverySettingCanStandInTheFile(t *testing.T) {
	c, err := parse(t, `{"base-url": "https://guildhall.example", "zone": "Asia/Tokyo", "trusted-proxies": ["127.0.0.1", "10.0.0.0/8"],
		"upload-max": 1024, "currencies": "JPY,USD", "countries": ["JP"], "kit": false, "sandbox": true, "key-file": "/keys.json",
		"smtp_host": "mail.example", "smtp-port": 2525, "smtp-tls": "none", "smtp-password": "hush", "s3-bucket": "b", "s3-path-style": true,
		"messages-per-minute": 7, "log-level": "warn"}`, "serve")
	if err != nil {
		t.Fatal(err)
	}
	if c.BaseURL != "https://guildhall.example" || c.Zone != "Asia/Tokyo" || len(c.Proxies()) != 2 || c.UploadMax != 1024 ||
		strings.Join(c.Currencies, " ") != "JPY USD" || strings.Join(c.Countries, " ") != "JP" || c.Kit || !c.Sandbox || c.KeyFile != "/keys.json" ||
		c.SMTP.Host != "mail.example" || c.SMTP.Port != 2525 || c.SMTP.TLS != "none" || c.SMTP.Password.Reveal() != "hush" ||
		c.S3.Bucket != "b" || !c.S3.PathStyle || c.MessagesPerMinute != 7 || c.LogLevel.String() != "WARN" {
		t.Errorf("%+v", c.Config)
	}
}

func TestAFlagWinsOverTheEnvironmentWhichWinsOverTheFile(t *testing.T) {
	t.Setenv("GUILDHALL_ZONE", "Europe/Paris")
	t.Setenv("GUILDHALL_LISTEN", "127.0.0.1:1")
	c, err := parse(t, `{"zone": "Asia/Tokyo", "listen": "127.0.0.1:2", "base-url": "https://file.example"}`, "serve", "--listen", "127.0.0.1:3")
	if err != nil || c.Zone != "Europe/Paris" || c.Listen != "127.0.0.1:3" || c.BaseURL != "https://file.example" {
		t.Errorf("%s, %s, %s: %v", c.Zone, c.Listen, c.BaseURL, err)
	}
}

func TestAMistakeInTheFileIsNamed(t *testing.T) {
	for file, want := range map[string]string{
		`{"zoen": "UTC"}`:                 `not a setting: "zoen"`,
		`{"dry-run": true}`:               `not a setting: "dry-run"`,
		`{"upload-max": "lots"}`:          "upload-max",
		`{"upload-max": {}}`:              "upload-max",
		`{"smtp-tls": "maybe"}`:           "smtp-tls",
		`{"trusted-proxies": ["proxy"]}`:  "trusted-proxies",
		`{"zone": `:                       "guildhall.json",
		`["zone"]`:                        "guildhall.json",
		`{"zone": "UTC"} and more`:        "guildhall.json",
		`{"s3-bucket": 1, "s3_bucket":2}`: "twice",
	} {
		if _, err := parse(t, file, "serve"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestAMisspeltVariableIsNoticed(t *testing.T) {
	p, err := newProgram()
	if err != nil {
		t.Fatal(err)
	}
	unknown := unknownVariables(p.list, []string{"GUILDHALL_ZOEN=UTC", "GUILDHALL_SMTP_HOST=x", "GUILDHALL_CONFIG=y", "HOME=/"})
	if strings.Join(unknown, " ") != "GUILDHALL_ZOEN" {
		t.Errorf("%v", unknown)
	}
}

func TestHelpShowsACommandsOwnFlagsFirst(t *testing.T) {
	for _, c := range []struct {
		args       []string
		has, hides string
	}{
		{[]string{"--help"}, "guildhall serve --help", "--smtp-host"},
		{[]string{"serve", "--help"}, "--smtp-host", "--dry-run"},
		{[]string{"import", "requests", "--help"}, "--dry-run", "--smtp-host"},
		{[]string{"backup", "--help"}, "--database", "--smtp-host"},
	} {
		var out bytes.Buffer
		p, err := newProgram()
		if err != nil {
			t.Fatal(err)
		}
		p.root.SetOut(&out)
		if err := p.run(t.Context(), c.args); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), c.has) || strings.Contains(out.String(), c.hides) {
			t.Errorf("%v:\n%s", c.args, out.String())
		}
	}
}

func TestAWrongCallSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "--help"},
		{[]string{"import"}, "import --help"},
		{[]string{"serv"}, `"serv"`},
		{[]string{"serve", "now"}, `"now"`},
		{[]string{"serve", "--upload-max", "lots"}, "--upload-max"},
		{[]string{"import", "requests"}, "FILE is missing"},
		{[]string{"import", "sanctions", "list.xml"}, "--code is missing"},
		{[]string{"books", "export", "--format", "pdf"}, "hledger, beancount, csv"},
		{[]string{"restore", "no such file"}, "FROM"},
	} {
		p, err := newProgram()
		if err != nil {
			t.Fatal(err)
		}
		var usage usageError
		if err := p.run(t.Context(), c.args); !errors.As(err, &usage) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v", c.args, err)
		}
	}
}

func TestACommandInTheWrongFolderMakesNoHouse(t *testing.T) {
	c := config.Config{Data: filepath.Join(t.TempDir(), "nothing"), Zone: "UTC", Listen: "127.0.0.1:0", UploadMax: 1, Fee: "2.5", Currencies: []string{"JPY"}}
	if err := (backupCommand{To: filepath.Join(t.TempDir(), "b.tar.gz")}).Run(t.Context(), c); err == nil || !strings.Contains(err.Error(), "there is no house in") {
		t.Errorf("backup: %v", err)
	}
	if err := (operatorInvite{Email: "chie@example.com", Lang: "ja"}).Run(t.Context(), c); err == nil || !strings.Contains(err.Error(), "there is no house in") {
		t.Errorf("invite: %v", err)
	}
	if _, err := os.Stat(c.Data); err == nil {
		t.Error("a house was made")
	}
}
