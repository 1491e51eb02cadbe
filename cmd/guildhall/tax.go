package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"guildhall/base/bank"
	"guildhall/base/number"
	"guildhall/base/taxid"
)

type taxCheckCommand struct {
	Type  string `arg:"" help:"Such as vat:DE, tin:US, jp-corporate, jp-invoice, iban or us-routing; \"guildhall tax id types\" lists them all."`
	Value string `arg:"" help:"The number, with or without spaces. Put -- before one that begins with a dash."`
}

// taxCheckHelp stands above the command's usage.
const taxCheckHelp = `Prints one JSON object: type, value (normalised), variant, verdict, reason, and every rule with its outcome, its words and its source.

The verdict is "unconfirmed" when every rule holds, because arithmetic confirms nothing: only a register or a person with evidence does. Its reason is "arithmetic" when a check digit was looked at, "format_only" when such numbers have none (those of the United States, for example). It is "invalid" when a rule fails; the reason names the rule.

Leaves with 0 for unconfirmed, 1 for invalid, 2 for a type that is not known.`

// refusal ends the command with a code; what it says goes to standard error.
type refusal struct {
	code int
	says string
}

func (r refusal) Error() string { return r.says }

// ExitCode is what the program leaves with.
func (r refusal) ExitCode() int { return r.code }

// Run prints the verdict.
func (c taxCheckCommand) Run(_ context.Context, to io.Writer) error {
	result, known := taxid.Check(c.Type, c.Value)
	if !known {
		result, known = bank.Check(c.Type, c.Value)
	}
	if !known {
		return refusal{2, fmt.Sprintf("there is no type %q; \"guildhall tax id types\" lists them", c.Type)}
	}
	out := json.NewEncoder(to)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(result); err != nil {
		return err
	}
	if !result.OK() {
		return refusal{1, fmt.Sprintf("invalid (%s)", result.Reason)}
	}
	return nil
}

type taxTypesCommand struct {
	JSON bool `help:"Print a JSON array instead of a table." name:"json"`
}

// numberType is one row of the list.
type numberType struct {
	Type    string        `json:"type"`
	Proof   number.Reason `json:"proof"`
	Says    string        `json:"says"`
	Example string        `json:"example"`
	Source  string        `json:"source"`
}

// Run prints the types.
func (c taxTypesCommand) Run(_ context.Context, to io.Writer) error {
	list := []numberType{{taxid.AnyVAT, number.Arithmetic, "VAT number of the country of its first two letters", "DE136695976", "see that country's type"}}
	for _, kind := range append(taxid.Kinds(), bank.Kinds()...) {
		list = append(list, numberType{kind.Type, kind.Proof(), kind.Says, kind.Example, kind.Source})
	}
	if c.JSON {
		out := json.NewEncoder(to)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(list)
	}
	return writeTypes(to, list)
}

func writeTypes(w io.Writer, list []numberType) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "TYPE\tLOOKS AT\tEXAMPLE\tWHAT IT IS")
	for _, t := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", t.Type, t.Proof, t.Example, t.Says)
	}
	return table.Flush()
}
