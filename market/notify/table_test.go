package notify

import (
	"regexp"
	"testing"

	"guildhall/base/i18n"
	"guildhall/engine/flow"
	_ "guildhall/market/certify"
	_ "guildhall/market/payout"
	_ "guildhall/text"
)

func TestEveryLineOfTheTableHasItsWordsAndHappens(t *testing.T) {
	happens := map[string]bool{"message.send": true, "payment_request.remind": true, "payment_request.announce": true,
		"payment_request.due_soon": true, "payment_request.due": true, "payment_request.overdue": true,
		"registration.pool_open": true, "registration.pool_close": true, "certification.remind": true, "check.warn": true} // said without a flow
	for _, f := range flow.All() {
		for _, r := range f.Rows {
			happens[f.Noun+"."+r.Move] = true
		}
	}
	for _, line := range table {
		if !happens[line.On] {
			t.Errorf("%s never happens", line.On)
		}
		for _, part := range []string{".subject", ".body", ".button"} {
			if !i18n.Exists(line.Kind + part) {
				t.Errorf("no words for %s", line.Kind+part)
			}
		}
		if line.Topic != "" && !i18n.Exists("mail.off."+line.Topic) {
			t.Errorf("no words for switching off %s", line.Topic)
		}
		if line.Rest && line.Topic == "" {
			t.Errorf("%s rests and cannot be switched off", line.On)
		}
	}
}

// What a mail says may only name what scene.words gives.
func TestMailsNameOnlyWhatTheyAreTold(t *testing.T) {
	for _, line := range table {
		for _, lang := range i18n.Langs {
			for _, part := range []string{".subject", ".body", ".button"} {
				raw := i18n.House().Say(lang, line.Kind+part, "Name", "‹Name›", "House", "‹House›", "Who", "‹Who›", "Title", "‹Title›", "Amount", "‹Amount›", "Netted", "‹Netted›", "Organisation", "‹Organisation›", "Date", "‹Date›", "Until", "‹Until›", "Count", 3, "Days", 3)
				if regexp.MustCompile(`<no value>|\{\{|\[mail`).MatchString(raw) {
					t.Errorf("%s%s in %s says %q", line.Kind, part, lang, raw)
				}
			}
		}
	}
}
