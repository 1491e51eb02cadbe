package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"guildhall/base/badge"
)

// judged runs the command's judgement without the program around it.
func judged(t *testing.T, args ...string) (map[string]any, error) {
	t.Helper()
	p, err := newProgram()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	p.root.SetOut(&out)
	if err := p.run(t.Context(), append([]string{"badge", "verify"}, args...)); err != nil {
		return nil, err
	}
	var report map[string]any
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	return report, nil
}

const sample = "../../base/badge/testdata/credential.json"

func TestABadgeIsJudgedFromTheCommandLine(t *testing.T) {
	raw, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	var head struct{ Issuer struct{ ID string } }
	if err := json.Unmarshal(raw, &head); err != nil {
		t.Fatal(err)
	}
	report, err := judged(t, sample, "--email", "ben@example.org", "--at", "2026-11-23T00:00:00Z", "--trust", head.Issuer.ID)
	if err != nil || report["verdict"] != "valid" || report["version"] != "3.0" || report["expiry"] != "2029-01-01T00:00:00Z" || len(report["checks"].([]any)) != len(badge.Names) {
		t.Errorf("%v: %v", report, err)
	}
	if achievement, _ := report["achievement"].(map[string]any); achievement["id"] != "https://certificates.example/achievements/saa" {
		t.Errorf("%v", report["achievement"])
	}
	for _, args := range [][]string{{sample}, {sample, "--trust", "any", "--at", "2031-01-01T00:00:00Z"}, {sample, "--trust", "any", "--email", "eve@example.org"}} {
		if report, err := judged(t, args...); err != nil || report["verdict"] != "invalid" {
			t.Errorf("%v: %v, %v", args, report, err)
		}
	}
}

func TestAFolderAnswersForTheNetwork(t *testing.T) {
	dir := t.TempDir()
	page := func(name, text string) string {
		path := filepath.Join(dir, "badges.example", name)
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		if err == nil {
			err = os.WriteFile(path, []byte(text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	const head = `{"@context": "https://w3id.org/openbadges/v2", "id": "https://badges.example/`
	page("issuer", head+`issuer", "type": "Issuer", "name": "Badges", "url": "https://badges.example", "email": "a@badges.example"}`)
	page("class", head+`class", "type": "BadgeClass", "name": "Developer", "description": "Develops.", "criteria": "https://badges.example/how", "issuer": "https://badges.example/issuer"}`)
	text := head + `b/1", "type": "Assertion", "recipient": {"type": "email", "identity": "ben@example.org"}, "badge": "https://badges.example/class", "issuedOn": "2026-01-01", "verification": {"type": "hosted"}}`
	file := filepath.Join(t.TempDir(), "badge.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"--resolve", dir, "--trust", "https://badges.example/issuer", "--at", "2026-11-23T00:00:00Z"}
	if report, err := judged(t, append([]string{file}, args...)...); err != nil || report["verdict"] != "valid" {
		t.Errorf("the badge does not answer at its own address: %v, %v", report, err)
	}
	if report, err := judged(t, append([]string{"https://badges.example/../../../etc/passwd"}, args...)...); err != nil || report["verdict"] != "invalid" {
		t.Errorf("%v, %v", report, err)
	}
	page("b/1", bytes.NewBufferString(text).String()[:len(text)-1]+`, "revoked": true}`)
	for _, from := range []string{file, "https://badges.example/b/1"} {
		if report, err := judged(t, append([]string{from}, args...)...); err != nil || report["verdict"] != "invalid" {
			t.Errorf("what the folder says is not heard: %v, %v", report, err)
		}
	}
}

func TestWrongUseOfBadgeVerifyEndsWithTwo(t *testing.T) {
	for _, args := range [][]string{{"no such file"}, {sample, "--at", "yesterday"}, {os.DevNull}} {
		_, err := judged(t, args...)
		var code interface{ ExitCode() int }
		if !errors.As(err, &code) || code.ExitCode() != wrongUsage {
			t.Errorf("%v: %v", args, err)
		}
	}
	for _, args := range [][]string{{}, {sample, "--resolve", "no such folder"}, {sample, "--whom", "ben"}} {
		_, err := judged(t, args...)
		var code interface{ ExitCode() int }
		if !errors.As(err, &code) || code.ExitCode() != wrongUsage {
			t.Errorf("%v: %v", args, err)
		}
	}
}
