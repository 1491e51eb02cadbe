package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"guildhall/base/number"
)

// tax runs a command line that needs no house and gives what it prints and leaves with.
func tax(t *testing.T, args ...string) (string, int) {
	t.Helper()
	var out bytes.Buffer
	p, err := newProgram()
	if err != nil {
		t.Fatal(err)
	}
	p.root.SetOut(&out)
	var left refusal
	if err := p.run(t.Context(), args); errors.As(err, &left) {
		return out.String(), left.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return out.String(), 0
}

func TestANumberIsLookedAtOnTheCommandLine(t *testing.T) {
	for _, c := range []struct {
		kind, value string
		code        int
		verdict     number.Verdict
		reason      number.Reason
		normal      string
	}{
		{"vat:DE", "DE 136 695 976", 0, number.Unconfirmed, number.Arithmetic, "DE136695976"},
		{"vat:DE", "DE136695977", 1, number.Invalid, number.CheckDigit, "DE136695977"},
		{"iban", "gb82 west 1234 5698 7654 32", 0, number.Unconfirmed, number.Arithmetic, "GB82WEST12345698765432"},
		{"us-routing", "021000022", 1, number.Invalid, number.CheckDigit, "021000022"},
		{"jp-corporate", "7000012050002", 0, number.Unconfirmed, number.Arithmetic, "7000012050002"},
		{"jp-invoice", "T7000012050002", 0, number.Unconfirmed, number.Arithmetic, "T7000012050002"},
		{"tin:US", "12-3456789", 0, number.Unconfirmed, number.FormatOnly, "12-3456789"},
		{"tin:JP", "123456789018", 1, number.Invalid, number.MyNumber, ""},
		{"jp-holder", "株式会社ギルド", 0, number.Unconfirmed, number.FormatOnly, "ｶ)ｷﾞﾙﾄﾞ"},
	} {
		printed, code := tax(t, "tax", "id", "check", c.kind, c.value)
		var r number.Result
		if err := json.Unmarshal([]byte(printed), &r); err != nil {
			t.Fatalf("%s: %v", printed, err)
		}
		if code != c.code || r.Verdict != c.verdict || r.Reason != c.reason || r.Value != c.normal || len(r.Rules) == 0 || r.Type != c.kind {
			t.Errorf("%s %s: %d %s", c.kind, c.value, code, printed)
		}
	}
	if _, code := tax(t, "tax", "id", "check", "vat:ZZ", "1"); code != 2 {
		t.Errorf("a type that is not known leaves with %d", code)
	}
}

func TestEveryTypeOfNumberIsListed(t *testing.T) {
	table, _ := tax(t, "tax", "id", "types")
	for _, kind := range strings.Fields("vat vat:DE vat:GR tin:US us-ein jp-corporate jp-invoice iban us-routing jp-holder") {
		if !strings.Contains("\n"+table, "\n"+kind+" ") {
			t.Errorf("%s is not listed", kind)
		}
	}
	listed, _ := tax(t, "tax", "id", "types", "--json")
	var list []numberType
	if err := json.Unmarshal([]byte(listed), &list); err != nil || len(list) < 90 {
		t.Errorf("%d types: %v", len(list), err)
	}
}
