package view_test

import (
	"fmt"
	"testing"
	"time"

	"guildhall/market/account"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/test/till"
)

// How soon answers come is said only when this house's own figures bear it out: ten
// requests of the last ninety days, half of them answered.
func TestHowSoonAnswersComeIsSaidOnlyOfWhatWasSeen(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		said := func() time.Duration {
			t.Helper()
			d, err := view.FirstAnswer(t.Context(), c.DB, c.Now())
			c.Must(err)
			return d
		}
		answer := func(i int) {
			q := c.Request(c.Aiko, fmt.Sprintf("Help with database number %d", i))
			c.Advance(3 * time.Hour)
			_, err := c.Talks.Answer(t.Context(), c.Ben, talk.AnswerInput{Request: q, Voice: account.VoiceSelf, Text: "I can look at it."})
			c.Must(err)
		}
		for i := range 8 { // Beside the one that the till begins with.
			answer(i)
		}
		if d := said(); d != 0 {
			t.Errorf("nine bear out %s", d)
		}
		answer(8)
		if d := said(); d.Round(time.Hour) != 3*time.Hour {
			t.Errorf("ten answered after three hours bear out %s", d)
		}
		for i := range 11 {
			c.Request(c.Aiko, fmt.Sprintf("Nobody knows about number %d", i))
		}
		if d := said(); d != 0 {
			t.Errorf("with most unanswered it says %s", d)
		}
		c.Advance(91 * 24 * time.Hour)
		if d := said(); d != 0 {
			t.Errorf("long afterwards it says %s", d)
		}
	})
}
