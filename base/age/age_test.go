package age_test

import (
	"errors"
	"testing"

	"guildhall/base/age"
)

func TestSomebodyIsAsOldAsTheirLastBirthday(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		born, day string
		years     int
		err       error
	}{
		{"2000-06-15", "2018-06-14", 17, nil}, {"2000-06-15", "2018-06-15", 18, nil},
		{"2008-02-29", "2026-02-28", 17, nil}, {"2008-02-29", "2026-03-01", 18, nil}, {"2008-02-29", "2028-02-29", 20, nil},
		{"2026-01-02", "2026-01-01", 0, age.ErrFuture}, {"1899-01-01", "2026-01-01", 0, age.ErrOld},
		{"2000-02-30", "2026-01-01", 0, age.ErrNoDate}, {"", "2026-01-01", 0, age.ErrNoDate}, {"2000-1-1", "2026-01-01", 0, age.ErrNoDate},
	} {
		years, err := age.On(c.born, c.day)
		if years != c.years || !errors.Is(err, c.err) {
			t.Errorf("%s on %s: %d %v", c.born, c.day, years, err)
		}
	}
}

func TestMajorityIsTheLeastAgeWhereItIsHigher(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		country, region string
		years           int
	}{{"DE", "", 18}, {"JP", "", 18}, {"KR", "", 19}, {"SG", "", 21}, {"NZ", "", 20}, {"US", "", 18}, {"US", "AL", 19}, {"US", "CA", 18}, {"CA", "BC", 19}, {"CA", "ON", 18}, {"XX", "", 18}} {
		if got := age.Required(c.country, c.region); got != c.years {
			t.Errorf("%s %s: %d", c.country, c.region, got)
		}
	}
	of, err := age.OfAge("2008-06-01", "2026-11-23", "KR", "")
	if of || err != nil {
		t.Errorf("18 in Korea: %v %v", of, err)
	}
	for _, p := range age.Places() {
		if p.Source == "" || p.Years < age.Least {
			t.Errorf("%+v", p)
		}
	}
}
