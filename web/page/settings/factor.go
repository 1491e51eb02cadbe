package settings

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"guildhall/base/i18n"
	"guildhall/web/part"
)

// title is the person's own word for a factor, or what it is.
func (f Factor) title(ctx context.Context) string {
	if f.Name != "" {
		return f.Name
	}
	return i18n.T(ctx, "factor.kind."+f.Kind)
}

func (p Factors) appKind() part.Kind {
	if len(p.List) == 0 {
		return part.Main
	}
	return ""
}

// quiet is the empty border a picture of squares needs around it (ISO/IEC 18004, 9.1).
const quiet = 4

func (p App) box() string {
	n := strconv.Itoa(p.Size + 2*quiet)
	return "-4 -4 " + n + " " + n
}

func (p App) ground() string {
	n := strconv.Itoa(p.Size + 2*quiet)
	return "M-4-4h" + n + "v" + n + "h-" + n + "z"
}

// file is the text to keep, as an address that the browser saves: it never leaves the page.
func (p Codes) file(ctx context.Context) string {
	lines := append([]string{i18n.T(ctx, "factor.recovery.file", "House", p.House), ""}, p.List...)
	return "data:text/plain;charset=utf-8," + url.PathEscape(strings.Join(lines, "\r\n")+"\r\n")
}
