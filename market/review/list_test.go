package review_test

import (
	"fmt"
	"testing"
	"time"

	"guildhall/base/page"
	"guildhall/market/review"
	"guildhall/test/till"
)

func TestReviewsComeInTheOrderAskedForAndTheReadersLanguageFirst(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for _, one := range []struct {
			stars int
			body  string
		}{{5, "Found the slow query within a day."}, {1, "とても遅く、説明も足りませんでした。"}, {3, ""}, {5, "丁寧に説明していただきました。"}, {1, "Nobody answered for a week."}, {4, "Good work, and on time."}} {
			e := c.Engage("USD", "10")
			c.Pay(c.Ask(e, "10", true))
			c.Advance(48 * time.Hour)
			_, err := c.Reviews.Write(t.Context(), c.Aiko, review.Input{Engagement: e, Succeeded: review.SucceededYes, Again: "no", Stars: one.stars, Body: one.body})
			c.Must(err)
		}
		asked := []review.Asked{{Seller: c.Ben.Organisation}, {Person: c.Ben.Person}}
		for want, in := range map[string]review.Asked{
			"[4en 1en 5ja 3 1ja 5en]": {Order: review.Newest},
			"[5ja 5en 4en 3 1en 1ja]": {Order: review.Best},
			"[1en 1ja 3 4en 5ja 5en]": {Order: review.Worst},
			"[5ja 3 1ja 4en 1en 5en]": {Order: review.Newest, Lang: "ja"},
			"[5en 4en 3 1en 5ja 1ja]": {Order: review.Best, Lang: "en"},
			"[1ja 3 5ja 1en 4en 5en]": {Order: review.Worst, Lang: "ja"},
		} {
			for _, of := range asked {
				for limit := 1; limit < 8; limit++ {
					in.Seller, in.Person, in.Limit, in.After = of.Seller, of.Person, limit, page.Cursor{}
					var got []string
					for {
						list, next, err := review.List(t.Context(), c.DB, in)
						c.Must(err)
						for _, v := range list {
							if v.Again {
								t.Error("the private part is shown")
							}
							said := fmt.Sprint(v.Stars)
							if v.Body != "" {
								said += v.BodyLang
							}
							got = append(got, said)
						}
						if in.After = next; next.IsZero() {
							break
						}
					}
					if fmt.Sprint(got) != want {
						t.Errorf("%s %s by %d: %v, want %s", in.Order, in.Lang, limit, got, want)
					}
				}
			}
		}
	})
}
