package registration_test

import (
	"slices"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/market/registration"
	"guildhall/test/cast"
)

func TestACompanyNamesWhoLeadsItAndWhoOwnsMoreThanAQuarter(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Company(c.Person("Ben"), "Kumo Works")
		_, err := c.Registrations.Start(ctx, ben, details)
		want(t, err, "")
		person := func(name, role, share string) map[string]string {
			return map[string]string{"name": name, "role": role, "share": share, "born": "1980-04-01", "nationality": "JP"}
		}
		for _, w := range []struct {
			rows  map[int]map[string]string
			wrong []string
		}{
			{nil, []string{"row1_born:required", "row1_name:required", "row1_nationality:required", "row1_role:required"}},
			{map[int]map[string]string{1: person("Ben", "owner", "60")}, []string{"row1_role:nobody_leads"}},
			{map[int]map[string]string{1: person("Ben", "both", "25")}, []string{"row1_share:share_least"}},
			{map[int]map[string]string{1: person("Ben", "both", "most")}, []string{"row1_share:share"}},
			{map[int]map[string]string{1: person("Ben", "both", "60"), 2: person("Dai", "owner", "40.01")}, []string{"row2_share:share_sum"}},
			{map[int]map[string]string{1: person("1234 5678 9018", "director", "")}, []string{"row1_name:my_number"}},
			{map[int]map[string]string{2: person("Ben", "director", "9"), 4: person("Dai", "owner", "３３．３４％")}, nil},
		} {
			in := registration.Answer{}
			for n, row := range w.rows {
				for name, said := range row {
					in[registration.RowField(n, name)] = said
				}
			}
			_, err := c.Registrations.Give(ctx, ben, registration.GiveInput{Kind: registration.People, Answer: in})
			var wrong []string
			if f := fault.Of(err); f != nil {
				for _, x := range f.Fields {
					wrong = append(wrong, x.Name+":"+x.Code)
				}
			}
			if slices.Sort(wrong); !slices.Equal(wrong, w.wrong) {
				t.Errorf("%v: %v (%v), want %v", w.rows, wrong, err, w.wrong)
			}
		}
		s, err := c.Registrations.Mine(ctx, ben, registration.People)
		want(t, err, "")
		if rows := s.Form.RowsOf(s.Answer); len(rows) != 2 || rows[0].Answer["share"] != "" || rows[1].Answer["share"] != "33.34" || rows[1].N != 2 {
			t.Errorf("kept: %+v", rows)
		}
	})
}

func TestACompanyOfJapanGivesItsNumberAndShowsItsRegister(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Company(c.Person("Ben"), "Kumo Works")
		_, err := c.Registrations.Start(ctx, ben, details)
		want(t, err, "")
		in := cast.Answers(registration.Documents, "JP")
		give := func() error {
			_, err := c.Registrations.Give(ctx, ben, registration.GiveInput{Kind: registration.Documents, Answer: in})
			return err
		}
		want(t, give(), "form.invalid")
		_, err = show(c, ben, registration.Documents, "register.pdf", []byte("%PDF-1.7 extract"))
		want(t, err, "")
		want(t, give(), "")
		in["authority"] = "attorney" // Then the power of attorney is shown too.
		want(t, give(), "form.invalid")
		in["authority"], in["corporate_number"] = "director", "1234567890123"
		want(t, give(), "form.invalid")
	})
}

func TestOfThePeopleBehindACompanyOnlyTheOwnersNamesStay(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Company(c.Person("Ben"), "Kumo Works")
		g, err := c.Registrations.Start(ctx, ben, details)
		want(t, err, "")
		_, err = c.Registrations.Give(ctx, ben, registration.GiveInput{Kind: registration.People, Answer: registration.Answer{
			"row1_name": "Ben Carter", "row1_role": "director", "row1_born": "1980-04-01", "row1_nationality": "JP",
			"row2_name": "Dai Mori", "row2_role": "owner", "row2_share": "60", "row2_born": "1975-02-03", "row2_nationality": "JP",
		}})
		want(t, err, "")
		s := seller(c, ben)
		s.Give(g, details.Country)
		_, err = c.Registrations.Submit(ctx, ben, details)
		want(t, err, "")
		s.Pass(g)
		want(t, c.Registrations.Activate(ctx, s.Desk, g, ""), "")
		for _, w := range []struct {
			days int
			born string
		}{{29, "1975-02-03"}, {31, ""}} {
			want(t, c.Registrations.EraseIdentities(ctx, c.Now().Add(time.Duration(w.days)*24*time.Hour)), "")
			owners, err := c.Registrations.Owners(ctx, c.DB, g)
			if err != nil || len(owners) != 1 || owners[0].Name != "Dai Mori" || owners[0].Born != w.born {
				t.Errorf("after %d days: %+v %v", w.days, owners, err)
			}
		}
		sheet, err := c.Registrations.OpenCheck(ctx, c.Desk("Chie"), state(t, c, g, registration.People).ID)
		if err != nil || len(sheet.Answer) != 2 { // The owner's name and role.
			t.Errorf("still there: %v %v", sheet.Answer, err)
		}
		if check := state(t, c, g, registration.People); check.State != registration.Passed || check.Judge.IsNone() {
			t.Errorf("the verdict is lost: %+v", check)
		}
	})
}
