package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"sort"
	"strings"
	"sync"
)

//go:generate go run generate.go

//go:embed css/*.css css/part/*.css css/page/*.css
var styles embed.FS

//go:embed out/*.js icon/*.svg
var files embed.FS

// Root is where the files are served.
const Root = "/static/"

// file is one thing to serve, ready in both encodings.
type file struct {
	name, kind   string
	plain, small []byte
}

// shelf holds the files by the address they are served at, and those addresses by name.
type shelf struct {
	byAddress map[string]*file
	addresses map[string]string
}

// all is made beside the rest of a start.
var all = sync.OnceValue(fill)

func init() { go all() }

var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func fill() shelf {
	s := shelf{map[string]*file{}, map[string]string{}}
	css, err := StyleSheet(styles)
	if err != nil {
		panic(err) // The sheets are embedded; without them nothing may start.
	}
	s.add("app.css", []byte(css))
	for _, dir := range []string{"out", "icon"} {
		entries, err := fs.ReadDir(files, dir)
		if err != nil {
			panic(err)
		}
		for _, entry := range entries {
			raw, err := fs.ReadFile(files, path.Join(dir, entry.Name()))
			if err != nil {
				panic(err)
			}
			s.add(entry.Name(), raw)
		}
	}
	return s
}

func (s shelf) add(name string, raw []byte) {
	sum := sha256.Sum256(raw)
	ext := path.Ext(name)
	address := Root + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	var small bytes.Buffer
	w, _ := gzip.NewWriterLevel(&small, gzip.BestCompression)
	if _, err := w.Write(raw); err != nil {
		panic(err) // Writing to memory does not fail.
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	f := &file{name: name, kind: kinds[ext], plain: raw, small: small.Bytes()}
	s.byAddress[address] = f
	s.addresses[name] = address
}

// StyleSheet joins the sheets of a tree into one, each folder in its layer.
func StyleSheet(tree fs.FS) (string, error) {
	var b strings.Builder
	b.WriteString("@layer tokens,base,parts,pages;")
	for _, layer := range []struct{ name, pattern string }{
		{"tokens", "css/tokens.css"}, {"base", "css/base.css"}, {"parts", "css/part/*.css"}, {"pages", "css/page/*.css"},
	} {
		names, err := fs.Glob(tree, layer.pattern)
		if err != nil {
			return "", err
		}
		sort.Strings(names)
		b.WriteString("\n@layer " + layer.name + "{")
		for _, name := range names {
			raw, err := fs.ReadFile(tree, name)
			if err != nil {
				return "", err
			}
			b.WriteString("\n" + squeeze(string(raw)))
		}
		b.WriteString("}")
	}
	return b.String(), nil
}

// URL is the address of a file by its plain name: URL("app.css"). A name that is
// not there is a mistake of the page, and shows as one: the address leads nowhere.
func URL(name string) string {
	if address, ok := all().addresses[name]; ok {
		return address
	}
	return Root + "missing/" + name
}

// Names lists every file, sorted.
func Names() []string {
	var names []string
	for name := range all().addresses {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Weight is the size of a file as sent, compressed, in bytes.
func Weight(name string) int {
	if f := all().byAddress[all().addresses[name]]; f != nil {
		return len(f.small)
	}
	return 0
}

// Handler serves the files under Root. An address carries the hash of what it
// leads to, so browsers may keep the answer for a year and never ask again.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := all().byAddress[r.URL.Path]
		if f == nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Add("Vary", "Accept-Encoding")
		body := f.plain
		if takesGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = f.small
		}
		if r.Method == http.MethodHead {
			return
		}
		_, _ = w.Write(body) // The reader left: nobody to tell.
	})
}

// takesGzip reads Accept-Encoding (RFC 9110, 12.5.3) as far as it matters here.
func takesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			weight = strings.ReplaceAll(weight, " ", "")
			return weight != "q=0" && weight != "q=0.0"
		}
	}
	return false
}
