package desk

import (
	"context"

	"guildhall/base/i18n"
	"guildhall/web/part"
)

// happenings says what comes next; a deadline by what will have happened.
func (c Clock) happenings(ctx context.Context) []part.Happening {
	list := make([]part.Happening, 0, len(c.Coming))
	for _, one := range c.Coming {
		key := "desk.due." + one.What
		if !i18n.Exists(key) {
			key = "event." + one.What
		}
		h := part.Happening{Icon: "clock", Text: one.What, At: one.At}
		if i18n.Exists(key) {
			h.Text = say(ctx, key, "Who", say(ctx, "desk.the_clock"), "Amount", "", "Count", 1, "Date", "")
		}
		list = append(list, h)
	}
	return list
}
