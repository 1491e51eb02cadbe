package registration

import (
	"context"
	"errors"
	"slices"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// Settings are what the operator decides about sellers at the desk.
type Settings struct {
	ID    id.ID
	State flow.State
	// Version is the edition that a form shows, 0 before the first change.
	Version int64
	// Domains are the mail domains of the operator and its parent, and Addresses further
	// addresses of employees: who has proved such an address cannot sell here (R15).
	Domains, Addresses []string
	// SecondLook is whether a refusal is proposed by one person and confirmed by another.
	SecondLook bool
}

// SettingsInput is what the desk types: a line for each domain and address, and the
// edition that it saw.
type SettingsInput struct {
	Domains, Addresses string
	SecondLook         bool
	Edition            int64
}

// DomainsMax and AddressesMax are how many lines each list may have, SettingsBytes how
// many bytes.
const (
	DomainsMax    = 100
	AddressesMax  = 5000
	SettingsBytes = 200_000
)

// SettingsKept is the only state of the settings.
const SettingsKept flow.State = "kept"

// SettingsFlow is the life of the settings: they are changed and stay.
var SettingsFlow = flow.Define("seller_settings", "registration_settings", flow.Stops(flow.Waits(SettingsKept, flow.Operator)), flow.Rows{
	{Move: "set", To: SettingsKept, By: flow.Operator, Op: "setSellerSettings"},
	{Move: "set", From: SettingsKept, To: SettingsKept, By: flow.Operator, Op: "setSellerSettings"},
})

const settingsColumns = `id, state, version, domains, addresses, second_look`

func scanSettings(row db.Scanner) (Settings, error) {
	var s Settings
	var domains, addresses string
	err := row.Scan(&s.ID, &s.State, &s.Version, &domains, &addresses, &s.SecondLook)
	s.Domains, s.Addresses = strings.Fields(domains), strings.Fields(addresses)
	return s, err
}

var (
	settingsFind   = db.Read("registration.settings.find", `SELECT `+settingsColumns+` FROM registration_settings WHERE one = 1`)
	settingsGuard  = db.Write("registration.settings.guard", `UPDATE registration_settings SET version = version + 1 WHERE one = 1 RETURNING `+settingsColumns)
	settingsInsert = db.Write("registration.settings.insert", `INSERT INTO registration_settings (id, state, state_since, version, one, domains, addresses, second_look)
		VALUES ($1, $2, $3, 1, 1, $4, $5, $6)`)
	settingsUpdate = db.Write("registration.settings.update", `UPDATE registration_settings SET domains = $2, addresses = $3, second_look = $4 WHERE id = $1`)
)

// SettingsOf gives the settings as they stand; empty before the desk has set any.
func SettingsOf(ctx context.Context, r db.Reader) (Settings, error) {
	s, err := db.One(ctx, r, settingsFind, scanSettings)
	if errors.Is(err, db.ErrNone) {
		return Settings{}, nil
	}
	return s, err
}

// SetSettings changes the settings. Faults: those of each line, and
// seller_settings.moved_already for somebody who saw an older edition.
func (r *Room) SetSettings(ctx context.Context, who policy.Actor, in SettingsInput) (id.ID, error) {
	return journal.Do(ctx, r.journal, who, "registration.settings.set", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("registration.desk_only")
		}
		var form fault.Form
		domains := linesOf(&form, "domains", in.Domains, DomainsMax, "employee_domain", mailDomain)
		addresses := linesOf(&form, "addresses", in.Addresses, AddressesMax, "employee_address", account.NormalEmail)
		if in.SecondLook {
			if err := enoughEyes(ctx, tx, &form); err != nil {
				return id.None, err
			}
		}
		if err := form.Err(); err != nil {
			return id.None, err
		}
		was, err := db.One(ctx, tx, settingsGuard, scanSettings)
		step := flow.Step{Move: "set", ID: was.ID, From: was.State, By: flow.Operator, Data: map[string]any{"domains": len(domains), "addresses": len(addresses), "second_look": in.SecondLook}}
		if errors.Is(err, db.ErrNone) {
			return r.firstSettings(ctx, tx, in, step, domains, addresses)
		}
		if err != nil {
			return id.None, err
		}
		if was.Version-1 != in.Edition { // The guard has counted on already.
			return id.None, fault.Conflict("seller_settings.moved_already")
		}
		if _, err := SettingsFlow.Move(ctx, tx, step); err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, settingsUpdate, was.ID, strings.Join(domains, "\n"), strings.Join(addresses, "\n"), in.SecondLook)
		return was.ID, err
	})
}

func (r *Room) firstSettings(ctx context.Context, tx *journal.Tx, in SettingsInput, step flow.Step, domains, addresses []string) (id.ID, error) {
	if in.Edition != 0 {
		return id.None, fault.Conflict("seller_settings.moved_already")
	}
	step.ID = id.New()
	state, _, err := SettingsFlow.Make(ctx, tx, step)
	if err != nil {
		return id.None, err
	}
	_, err = tx.Exec(ctx, settingsInsert, step.ID, string(state), int64(tx.Now), strings.Join(domains, "\n"), strings.Join(addresses, "\n"), in.SecondLook)
	if db.IsUnique(err) {
		err = fault.Conflict("seller_settings.moved_already")
	}
	return step.ID, err
}

// linesOf cleans a list with one thing on each line, sorted and each once.
func linesOf(form *fault.Form, field, text string, most int, code string, clean func(string) (string, bool)) []string {
	var out []string
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if len(out) == most || len(text) > SettingsBytes {
			form.Add(field, "employee_lines", "Max", most)
			return nil
		}
		one, ok := clean(line)
		if !ok {
			form.Add(field, code, "Line", i+1)
			return nil
		}
		out = append(out, one)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// mailDomain is a domain under which an employer has its mail, written as @example.com
// or example.com; not one under which anybody may have a name, such as co.jp.
func mailDomain(in string) (string, bool) {
	domain, err := idna.Lookup.ToASCII(strings.ToLower(strings.TrimPrefix(in, "@")))
	if err != nil || len(domain) > 253 || strings.ContainsAny(domain, " /:@") {
		return "", false
	}
	own, err := publicsuffix.EffectiveTLDPlusOne(domain)
	return domain, err == nil && own != ""
}

// employs tells whether an address is one of an employee: it is listed, or lies under a
// listed domain or a part of it.
func (s Settings) employs(address string) bool {
	_, host, _ := strings.Cut(address, "@")
	return slices.Contains(s.Addresses, address) ||
		slices.ContainsFunc(s.Domains, func(d string) bool { return host == d || strings.HasSuffix(host, "."+d) })
}

// IsEmployee tells whether somebody works for the operator or its parent, by the
// addresses that they have proved to be theirs. They may buy, but not sell (R15).
func IsEmployee(ctx context.Context, r db.Reader, person id.ID) (bool, error) {
	s, err := SettingsOf(ctx, r)
	if err != nil || len(s.Domains)+len(s.Addresses) == 0 {
		return false, err
	}
	proved, err := account.Proved(ctx, r, person)
	return slices.ContainsFunc(proved, s.employs), err
}

// EmployeesIn are those of an organisation's people who work for the operator.
func EmployeesIn(ctx context.Context, r db.Reader, organisation id.ID) ([]id.ID, error) {
	s, err := SettingsOf(ctx, r)
	if err != nil || len(s.Domains)+len(s.Addresses) == 0 {
		return nil, err
	}
	members, err := account.MembersOf(ctx, r, organisation)
	var found []id.ID
	for _, m := range members {
		proved, err := account.Proved(ctx, r, m.Person)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(proved, s.employs) {
			found = append(found, m.Person)
		}
	}
	return found, err
}

// noEmployee refuses who works for the operator, by the published rule "employee".
func noEmployee(ctx context.Context, r db.Reader, person id.ID) error {
	is, err := IsEmployee(ctx, r, person)
	if err == nil && is {
		err = fault.Forbidden("registration.employee").With("Rule", "employee")
	}
	return err
}
