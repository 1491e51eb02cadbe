package static

import "strings"

// squeeze takes comments and needless white space out of a style sheet and
// leaves every string as it is. It knows no more of the grammar than that white
// space beside { } ; , never means anything.
func squeeze(css string) string {
	var b strings.Builder
	b.Grow(len(css))
	var last byte
	space := false
	put := func(c byte) {
		if space && last != 0 && !strings.ContainsRune("{};,", rune(last)) && !strings.ContainsRune("{};,", rune(c)) {
			b.WriteByte(' ')
		}
		space = false
		b.WriteByte(c)
		last = c
	}
	for i := 0; i < len(css); i++ {
		switch c := css[i]; {
		case c == '/' && i+1 < len(css) && css[i+1] == '*':
			end := strings.Index(css[i+2:], "*/")
			if end < 0 {
				return b.String()
			}
			i += end + 3
			space = true
		case c == '"' || c == '\'':
			put(c)
			for i++; i < len(css); i++ {
				b.WriteByte(css[i])
				if css[i] == '\\' && i+1 < len(css) {
					i++
					b.WriteByte(css[i])
				} else if css[i] == c {
					break
				}
			}
			last = c
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			space = true
		default:
			put(c)
		}
	}
	return b.String()
}
