package registration

import (
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/fault"
)

// interview are whole answers to the tax interview, before what a case changes.
func interview(changes ...string) Answer {
	a := Answer{"legal_name": "Ann Lee", "legal_kana": "アン リー", "us_person": "no", "us_form": FormBEN, "tax_country": "DE", "citizen": "DE", "born": "1980-04-01",
		"home_tin_none": "1", "treaty": "no", "vat": "no", "invoice": "no", "declare_w8ben": "1", "signature": "ann lee"}
	for i := 0; i+1 < len(changes); i += 2 {
		a[changes[i]] = changes[i+1]
	}
	return a
}

func fields(err error) string {
	if err == nil {
		return ""
	}
	var list []string
	for _, f := range fault.Of(err).Fields {
		list = append(list, f.Name+":"+f.Code)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func TestTheInterviewAsksWhatTheFormWants(t *testing.T) {
	person := func(country string) Registration { return Registration{Seller: Freelancer, Country: country} }
	firm := func(country string) Registration { return Registration{Seller: Firm, Country: country} }
	entity := []string{"us_form", FormBENE, "entity_type", "corporation", "fatca", "active", "declare_w8ben_e", "1", "capacity", "1"}
	for name, c := range map[string]struct {
		g    Registration
		in   Answer
		want string
		form string
	}{
		"a person in Germany":                  {person("DE"), interview(), "", FormBEN},
		"their taxpayer number":                {person("DE"), interview("home_tin", "86 095 742 719"), "", FormBEN},
		"a wrong taxpayer number":              {person("DE"), interview("home_tin", "86095742710"), "home_tin:number_check_digit", FormBEN},
		"no taxpayer number and no word of it": {person("DE"), interview("home_tin_none", ""), "home_tin_none:must_declare", FormBEN},
		"another's signature":                  {person("DE"), interview("signature", "Bob Lee"), "signature:signature", FormBEN},
		"no signature":                         {person("DE"), interview("signature", ""), "signature:required", FormBEN},
		"no declaration":                       {person("DE"), interview("declare_w8ben", ""), "declare_w8ben:must_declare", FormBEN},
		"resident in the United States":        {person("DE"), interview("tax_country", "US"), "tax_country:not_us", FormBEN},
		"a treaty without its article":         {person("DE"), interview("treaty", "yes", "treaty_rate", "0 %"), "treaty_article:required treaty_rate:percent", FormBEN},
		"a person in Japan is asked no number": {person("JP"), interview("tax_country", "JP", "home_tin_none", ""), "", FormBEN},
		"a person in Japan without kana":       {person("JP"), interview("tax_country", "JP", "legal_kana", "李"), "legal_kana:kana", FormBEN},
		"an issuer's number":                   {person("JP"), interview("tax_country", "JP", "invoice", "yes", "invoice_number", "Ｔ７００００１２０５０００２"), "", FormBEN},
		"an issuer's number with a slip":       {person("JP"), interview("tax_country", "JP", "invoice", "yes", "invoice_number", "T7000012050003"), "invoice_number:number_check_digit", FormBEN},
		"My Number in its place":               {person("JP"), interview("tax_country", "JP", "invoice", "yes", "invoice_number", "1234 5678 9018"), "invoice_number:number_my_number", FormBEN},
		"an entity's form from a person":       {person("DE"), interview(entity...), "us_form:choice", FormBENE},
		"an entity":                            {firm("DE"), interview(append(entity, "signature", "Bob Lee")...), "", FormBENE},
		"an entity's VAT number":               {firm("DE"), interview(append(entity, "vat", "yes", "vat_number", "DE 136.695.976")...), "", FormBENE},
		"a wrong VAT number":                   {firm("DE"), interview(append(entity, "vat", "yes", "vat_number", "DE136695977")...), "vat_number:number_check_digit", FormBENE},
		"an entity in Japan":                   {firm("JP"), interview(append(entity, "tax_country", "JP", "corporate_number", "7000012050002")...), "", FormBENE},
		"an entity in Japan without number":    {firm("JP"), interview(append(entity, "tax_country", "JP")...), "corporate_number:required", FormBENE},
		"income of a business there":           {person("DE"), interview("us_form", FormECI, "declare_w8eci", "1", "income", "A branch in Austin.", "us_number", "912-90-3456"), "", FormECI},
		"the same without a US number":         {person("DE"), interview("us_form", FormECI, "declare_w8eci", "1", "income", "A branch in Austin."), "us_number:required", FormECI},
		"an intermediary":                      {firm("DE"), interview("us_form", FormIMY, "declare_w8imy", "1", "income", "For our partners.", "capacity", "1"), "", FormIMY},
		"a US person":                          {person("US"), interview("us_person", "yes", "us_class", "individual", "us_tin", "123-45-6789", "backup", "no", "declare_w9", "1"), "", FormW9},
		"a US person with an odd number":       {person("US"), interview("us_person", "yes", "us_class", "individual", "us_tin", "000-45-6789", "backup", "no", "declare_w9", "1"), "us_tin:number_range", FormW9},
		"a US entity needs an EIN":             {firm("US"), interview("us_person", "yes", "us_class", "c_corporation", "us_tin", "123-45-6789", "backup", "no", "declare_w9", "1", "capacity", "1"), "us_tin:number_format", FormW9},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := taxForm.check(c.g, c.in)
			if got := fields(err); got != c.want {
				t.Fatalf("refused with %q, want %q", got, c.want)
			}
			if got := TaxForm(out); err == nil && got != c.form {
				t.Errorf("makes form %q, want %q", got, c.form)
			}
			if err == nil && c.form == FormBEN && out["fatca"]+out["us_tin"] != "" {
				t.Errorf("keeps what was not asked: %v", out)
			}
		})
	}
}

func TestAFormRunsOutWithTheThirdYearAfterItWasSigned(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	signed := clock.Of(time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC)) // The first of January in Tokyo.
	for _, c := range []struct {
		form string
		zone *time.Location
		want string
	}{{FormBEN, time.UTC, "2029-12-31T23:59:59Z"}, {FormBENE, tokyo, "2030-12-31T14:59:59Z"}, {FormECI, time.UTC, "2029-12-31T23:59:59Z"}, {Form8233, time.UTC, "2026-12-31T23:59:59Z"}} {
		until := taxUntil(Registration{}, Answer{"us_person": "no", "us_form": c.form}, signed, c.zone)
		if got := until.Time().Add(-time.Second).Format(time.RFC3339); got != c.want {
			t.Errorf("%s signed then runs out after %s, want %s", c.form, got, c.want)
		}
	}
	if until := taxUntil(Registration{}, Answer{"us_person": "yes"}, signed, time.UTC); !until.IsZero() {
		t.Errorf("a W-9 runs out %v", until.Time())
	}
}

func TestOnlyResidentsOfReportingStatesAreAskedWhoTheyAre(t *testing.T) {
	person, firm := Registration{Seller: Freelancer, Country: "JP"}, Registration{Seller: Both, Country: "DE"}
	for name, c := range map[string]struct {
		g    Registration
		in   Answer
		want string
	}{
		"resident in Japan":                {person, Answer{"residence": "JP", "declare": "1"}, ""},
		"nothing said":                     {person, Answer{}, "declare:must_declare residence:required"},
		"resident in France":               {person, Answer{"residence": "FR", "declare": "1"}, "birth_country:required birth_place:required born:required tin_none:must_declare"},
		"in France with a number":          {person, Answer{"residence": "FR", "tin": "30 23 217 600 053", "born": "1980-04-01", "declare": "1"}, ""},
		"in France with a wrong number":    {person, Answer{"residence": "FR", "tin": "3023217600054", "tin_none": "1", "born": "1980-04-01", "birth_place": "Lyon", "birth_country": "FR", "declare": "1"}, "tin:number_check_digit"},
		"in Japan and in France":           {person, Answer{"residence": "JP", "residence_other": "FR", "tin_other": "3023217600053", "born": "1980-04-01", "declare": "1"}, ""},
		"twice in one country":             {person, Answer{"residence": "JP", "residence_other": "JP", "declare": "1"}, "residence_other:another_country"},
		"a company in Germany":             {firm, Answer{"residence": "DE", "legal_name": "Werk GmbH", "tin_none": "1", "register": "HRB 1", "establishment": "no", "declare": "1"}, ""},
		"a company that is asked no birth": {firm, Answer{"residence": "DE", "legal_name": "Werk GmbH", "tin_none": "1", "establishment": "yes", "establishment_in": "US", "declare": "1"}, "establishment_in:reporting_state register:required"},
		"My Number in place of the number": {person, Answer{"residence": "FR", "tin": "1234 5678 9018", "born": "1980-04-01", "declare": "1", "tin_none": "1", "birth_place": "x", "birth_country": "JP"}, "tin:number_format"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := dac7Form.check(c.g, c.in)
			if got := fields(err); got != c.want {
				t.Fatalf("refused with %q, want %q", got, c.want)
			}
			if c.in["residence"] == "JP" && c.in["residence_other"] == "" && out["born"] != "" {
				t.Error("keeps a birth date that nobody asks for")
			}
		})
	}
}
