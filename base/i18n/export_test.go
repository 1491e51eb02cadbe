package i18n

// Localize says a key the long way, through go-i18n, whatever it is.
func (c *Catalog) Localize(lang Lang, key string, pairs ...any) string {
	return c.localize(lang, key, pairs)
}

// Plain tells whether a key is said without go-i18n.
func (c *Catalog) Plain(lang Lang, key string) bool {
	_, ok := c.sentences[lang][key]
	return ok
}
