package badge

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Namespaces under which a badge is baked: 3.0 (credential) and 2.0 (assertion).
const (
	space3 = "https://purl.imsglobal.org/ob/v3p0"
	space2 = "http://openbadges.org"
)

const maxTokens = 50_000 // elements, texts and comments in one SVG

// readSVG takes the badge out of an SVG: the `verify` attribute of its badge element,
// or the text in it. The drawing is never drawn or served; still, one that would act
// (script, handlers, foreign content) or declares entities is refused, because nobody
// who means well hands in such a badge.
func readSVG(raw []byte) ([]byte, error) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.Strict, d.CharsetReader = true, func(string, io.Reader) (io.Reader, error) { return nil, errors.New("only UTF-8 is read") }
	var badge []byte
	depth := 0
	for count := 0; ; count++ {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || count > maxTokens || depth > maxDepth*2 {
			return nil, readError{"picture", "the SVG cannot be read"}
		}
		switch t := t.(type) {
		case xml.Directive:
			if bytes.ContainsAny(t, "[<") {
				return nil, readError{"svg_active", "the SVG declares entities"}
			}
		case xml.EndElement:
			depth--
		case xml.StartElement:
			if depth == 0 && t.Name.Local != "svg" {
				return nil, readError{"unknown", "it is no SVG"}
			}
			depth++
			if err := harmless(t); err != nil {
				return nil, err
			}
		}
	}
	if depth != 0 {
		return nil, readError{"picture", "the SVG cannot be read"}
	}
	badge, err := badgeIn(raw)
	if err == nil && badge == nil {
		err = readError{"no_badge", "there is no badge in the SVG"}
	}
	return badge, err
}

// harmless refuses what makes a drawing act.
func harmless(t xml.StartElement) error {
	switch strings.ToLower(t.Name.Local) {
	case "script", "foreignobject", "iframe", "embed", "object", "handler", "listener":
		return readError{"svg_active", "the SVG holds <" + t.Name.Local + ">"}
	}
	for _, one := range t.Attr {
		name := strings.ToLower(one.Name.Local)
		value := strings.ToLower(strings.Join(strings.Fields(one.Value), ""))
		if strings.HasPrefix(name, "on") || (name == "href" || name == "src") && strings.HasPrefix(value, "javascript:") {
			return readError{"svg_active", "the SVG holds " + one.Name.Local + "="}
		}
	}
	return nil
}

// badgeIn reads the badge element with its namespaces worked out.
func badgeIn(raw []byte) ([]byte, error) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	var badge []byte
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return badge, nil
		}
		if err != nil {
			return nil, readError{"picture", "the SVG cannot be read"}
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name != (xml.Name{Space: space3, Local: "credential"}) && start.Name != (xml.Name{Space: space2, Local: "assertion"}) {
			continue
		}
		var inner struct {
			Verify string `xml:"verify,attr"`
			Text   string `xml:",chardata"`
		}
		if err := d.DecodeElement(&inner, &start); err != nil {
			return nil, readError{"picture", "the SVG cannot be read"}
		}
		// A signed badge stands in the attribute; the text is then a copy for people,
		// which nobody signed.
		one := strings.TrimSpace(inner.Verify)
		if one == "" {
			one = strings.TrimSpace(inner.Text)
		}
		if badge != nil {
			return nil, readError{"two_badges", "the SVG carries more than one badge"}
		}
		badge = []byte(one)
	}
}
