package docs

import (
	"fmt"
	"strings"

	"guildhall/engine/ledger"
)

// books writes the chart of accounts and every template that is posted.
func books() string {
	var b strings.Builder
	b.WriteString("# The books\n\nDouble entry, per currency, in whole smallest units. A line is one debit and one credit, so a posting that does not balance cannot be written down. Postings are never changed; a mistake is corrected by another posting that names it. `guildhall books verify` proves them.\n\n")
	b.WriteString("## Chart of accounts\n\n| account | kind | belongs to | must end empty | never below zero |\n|---|---|---|---|---|\n")
	for _, e := range ledger.Chart {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", e.Account, e.Kind, e.Owner, yes(e.Empties), yes(e.Floor))
	}
	b.WriteString("\n## Templates\n\n| template | debit | credit | amount |\n|---|---|---|---|\n")
	for _, t := range ledger.Templates {
		for _, l := range t.Lines {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", t.Name, l.Debit, l.Credit, l.Amount)
		}
	}
	return b.String()
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}
