package config_test

import (
	"strings"
	"testing"

	"guildhall/base/config"
	"guildhall/base/seal"
)

func good() config.Config {
	return config.Config{Zone: "Asia/Tokyo", Listen: "127.0.0.1:0", UploadMax: 1, Fee: "2.5", Currencies: []string{"JPY"}}
}

func TestWhatIsWrongIsSaidWithTheSettingsName(t *testing.T) {
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(c *config.Config){
		"zone ":               func(c *config.Config) { c.Zone = "Mars/Base" },
		"fee ":                func(c *config.Config) { c.Fee = "much" },
		"listen ":             func(c *config.Config) { c.Listen = "8080" },
		"base-url ":           func(c *config.Config) { c.BaseURL = "https://guildhall.example/path" },
		"contact ":            func(c *config.Config) { c.Contact = "The Guild <help@example.org>" },
		"database: ":          func(c *config.Config) { c.Database = "mysql://localhost/x" },
		"upload-max ":         func(c *config.Config) { c.UploadMax = 0 },
		"messages-per-minute": func(c *config.Config) { c.MessagesPerMinute = -1 },
		"uploads-per-hour":    func(c *config.Config) { c.UploadsPerHour = -1 },
		"currencies: at":      func(c *config.Config) { c.Currencies = nil },
		`currencies: "YEN"`:   func(c *config.Config) { c.Currencies = []string{"YEN"} },
		`countries: "XX"`:     func(c *config.Config) { c.Countries = []string{"JP", "XX"} },
		"smtp-from is":        func(c *config.Config) { c.SMTP.Host = "localhost" },
		"smtp-from \"no":      func(c *config.Config) { c.SMTP = config.SMTP{Host: "localhost", From: "nobody"} },
		"smtp-port ":          func(c *config.Config) { c.SMTP = config.SMTP{Host: "h", From: "a@b.example", Port: 99999} },
		"smtp-reply-to ":      func(c *config.Config) { c.SMTP = config.SMTP{Host: "h", From: "a@b.example", ReplyTo: "nobody"} },
		"s3-access-key ":      func(c *config.Config) { c.S3 = config.S3{Bucket: "b", AccessKey: "only"} },
		"s3-endpoint ":        func(c *config.Config) { c.S3 = config.S3{Bucket: "b", Endpoint: "store:9000"} },
	} {
		c := good()
		spoil(&c)
		if err := c.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not said: %v", want, err)
		}
	}
}

func TestEverythingThatIsWrongIsSaidAtOnceAndNoSecret(t *testing.T) {
	c := good()
	c.Zone, c.UploadMax = "Mars", 0
	c.S3 = config.S3{Bucket: "b", SecretKey: seal.Hide("hush")}
	err := c.Check()
	for _, want := range []string{"zone", "upload-max", "s3-access-key"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not said: %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "hush") {
		t.Errorf("a secret is said: %v", err)
	}
}

func TestAProxyIsANetworkOrOneAddress(t *testing.T) {
	for text, want := range map[string]string{"10.1.2.3/8": "10.0.0.0/8", "127.0.0.1": "127.0.0.1/32", "::1": "::1/128"} {
		var n config.Network
		if err := n.UnmarshalText([]byte(text)); err != nil || n.String() != want {
			t.Errorf("%s is %s: %v", text, n, err)
		}
	}
	var n config.Network
	if err := n.UnmarshalText([]byte("proxy")); err == nil || !strings.Contains(err.Error(), `"proxy"`) {
		t.Errorf("proxy: %v", err)
	}
}
