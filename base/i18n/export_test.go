package i18n

import (
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// ByGoI18n gives what says an entry as go-i18n says it.
func ByGoI18n(lang Lang, entry any) (func(values map[string]any) (string, error), error) {
	message, err := goi18n.NewMessage(entry)
	if err != nil {
		return nil, err
	}
	message.ID = "it"
	bundle := goi18n.NewBundle(language.English)
	if err := bundle.AddMessages(language.Make(string(lang)), message); err != nil {
		return nil, err
	}
	speaker := goi18n.NewLocalizer(bundle, string(lang))
	return func(values map[string]any) (string, error) {
		config := &goi18n.LocalizeConfig{MessageID: "it", TemplateData: values}
		if n, ok := values["Count"]; ok {
			config.PluralCount = n
		}
		said, err := speaker.Localize(config)
		if err != nil && strings.Contains(err.Error(), "has no plural form") { // It has said the form other.
			err = nil
		}
		return said, err
	}, nil
}
