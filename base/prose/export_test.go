package prose

import "github.com/yuin/goldmark/text"

// ParsedPlain is Plain with the parser asked for every text.
var ParsedPlain = plain

// ListsDeep and SignsMax are the bounds of what is read as Markdown.
const (
	ListsDeep = listsDeep
	SignsMax  = signsMax
)

// counting is a reader that counts how often the parser looks at a line.
type counting struct {
	text.Reader
	looks int
}

func (c *counting) PeekLine() ([]byte, text.Segment) {
	c.looks++
	return c.Reader.PeekLine()
}

// Looks is how often the parser looks at a line of a text.
func Looks(s string) int {
	c := &counting{Reader: text.NewReader([]byte(s))}
	markdown.Parser().Parse(c)
	return c.looks
}
