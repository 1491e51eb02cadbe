package picture

import (
	"fmt"
	"path"
	"strings"
	"unicode"

	"guildhall/base/prose"
)

// nameMax is the longest name in bytes: most file systems keep 255.
const nameMax = 200

// SafeName makes the name a person gave fit to be shown and saved anywhere:
// without directories, control and direction characters ("txt.\u202egpj.exe"),
// and without what Windows refuses. The extension survives cutting. A name of
// which nothing is left is "file".
func SafeName(name string) string {
	name = strings.ToValidUTF8(strings.ReplaceAll(name, "\x00", ""), "_")
	name, _ = prose.Line(name)
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r) && r != '\u200d' && r != '\u200c': // joiners are part of words
			return -1
		case strings.ContainsRune(`<>:"/|?*%;`, r) || unicode.IsControl(r):
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, ". ")
	extension := path.Ext(name)
	if len(extension) > 20 || extension == name {
		extension = ""
	}
	stem := strings.TrimSuffix(name, extension)
	for len(stem)+len(extension) > nameMax {
		stem, _ = prose.Cut(stem, prose.Count(stem)-1, "und")
		stem = strings.TrimSuffix(stem, "…")
	}
	switch strings.ToUpper(strings.SplitN(stem, ".", 2)[0]) {
	case "":
		return "file" + extension
	case "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "LPT1", "LPT2", "LPT3", "LPT4":
		stem = "_" + stem
	}
	return stem + extension
}

// Disposition is the Content-Disposition header for a download: an ASCII name
// for old readers and the real one for all others (RFC 6266, RFC 5987).
func Disposition(name string) string {
	name = SafeName(name)
	var ascii, encoded strings.Builder
	for _, r := range name {
		if r > ' '-1 && r < 0x7f && r != '"' && r != '\\' {
			ascii.WriteRune(r)
		} else {
			ascii.WriteByte('_')
		}
	}
	for _, b := range []byte(name) {
		if b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || strings.IndexByte("!#$&+-.^_`|~", b) >= 0 {
			encoded.WriteByte(b)
		} else {
			fmt.Fprintf(&encoded, "%%%02X", b)
		}
	}
	return `attachment; filename="` + ascii.String() + `"; filename*=UTF-8''` + encoded.String()
}
