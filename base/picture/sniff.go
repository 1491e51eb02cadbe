package picture

import (
	"bytes"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"
)

// SniffLen is how many bytes Sniff looks at.
const SniffLen = 512

// Class is how bytes may be served.
type Class string

// The two classes.
const (
	Image    Class = "image"    // re-encoded, then shown in pages
	Download Class = "download" // saved by the reader, never shown in place
)

// octets is what is said of a download of no particular kind.
const octets = "application/octet-stream"

// Kind is what the bytes are.
type Kind struct {
	MediaType string
	Class     Class
}

var images = []struct{ prefix, mediaType string }{
	{"\x89PNG\r\n\x1a\n", "image/png"},
	{"\xff\xd8\xff", "image/jpeg"},
	{"GIF87a", "image/gif"},
	{"GIF89a", "image/gif"},
}

// office are the kinds that are ZIP inside; here, and only here, the name helps,
// and only to tell one download from another.
var office = map[string]string{
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

// Sniff tells what bytes are by their beginning; give it SniffLen of them, or
// all there are. Anything a browser could run (HTML, SVG, XML, script) is named
// application/octet-stream or plain text, whatever its name promises.
func Sniff(head []byte, name string) Kind {
	for _, known := range images {
		if bytes.HasPrefix(head, []byte(known.prefix)) {
			return Kind{known.mediaType, Image}
		}
	}
	if len(head) >= 16 && string(head[:4]) == "RIFF" && string(head[8:14]) == "WEBPVP" {
		return Kind{"image/webp", Image}
	}
	head = head[:min(len(head), SniffLen)]
	switch found := http.DetectContentType(head); found {
	case "application/pdf", "application/x-gzip":
		return Kind{found, Download}
	case "application/zip":
		if mediaType, known := office[strings.ToLower(path.Ext(name))]; known {
			return Kind{mediaType, Download}
		}
		return Kind{found, Download}
	case "text/plain; charset=utf-8":
		if len(head) > 0 && utf8.Valid(wholeRunes(head)) {
			return Kind{found, Download}
		}
	}
	return Kind{octets, Download}
}

// wholeRunes drops a character that the end of the sample cut in two.
func wholeRunes(head []byte) []byte {
	for i := 1; i <= min(utf8.UTFMax-1, len(head)); i++ {
		if tail := head[len(head)-i:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return head[:len(head)-i]
			}
			break
		}
	}
	return head
}
