package web

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
	"sync"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/market/view"
	"guildhall/web/page/help"
)

// ownPages are the house's own pages for everybody, beside its guides.
var ownPages = []string{"/", "/work", "/pricing", "/terms", "/eligibility", "/faq", "/guides", "/countries", "/news", "/requests/new"}

// oneSitemap lets one sitemap be made at a time: nothing of it is kept, because a page
// may be hidden at any moment, and a crowd asking for it takes no more than one core.
var oneSitemap sync.Mutex

// robots says to machines what the routes say: whatever has no page for everybody is
// not to be asked for. It hides nothing; what is closed asks who one is.
func (f *Face) robots(v *Visit) error {
	var out bytes.Buffer
	out.WriteString("User-agent: *\n")
	for _, path := range f.closed() {
		out.WriteString("Disallow: " + path + "\n")
	}
	out.WriteString("\nSitemap: " + f.BaseURL + "/sitemap.xml\n")
	v.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = v.W.Write(out.Bytes()) // A reader who left is no failure of ours.
	return nil
}

// closed are the beginnings of addresses below which nothing is for everybody.
func (f *Face) closed() []string {
	var opened, closed []string
	for _, r := range f.Routes() {
		path, isGet := strings.CutPrefix(r.Pattern, "GET ")
		if !isGet {
			continue
		}
		first, _, _ := strings.Cut(path[1:], "/")
		if r.Need == Anyone {
			opened = append(opened, path)
		} else if !slices.Contains(closed, "/"+first) {
			closed = append(closed, "/"+first)
		}
	}
	closed = slices.DeleteFunc(closed, func(c string) bool {
		return slices.ContainsFunc(opened, func(path string) bool { return strings.HasPrefix(path, c) })
	})
	slices.Sort(closed)
	return closed
}

// sitemap is the list of the sitemap's files.
func (f *Face) sitemap(v *Visit) error {
	oneSitemap.Lock()
	defer oneSitemap.Unlock()
	names := []string{"house"}
	for _, k := range view.SitemapKinds {
		files, err := k.Files(v.Ctx, f.DB)
		if err != nil {
			return err
		}
		for n := range files {
			names = append(names, k.Name+"-"+strconv.Itoa(n+1))
		}
	}
	var out bytes.Buffer
	out.WriteString(xml.Header + `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, name := range names {
		out.WriteString("<sitemap><loc>")
		escape(&out, f.BaseURL+"/sitemap/"+name)
		out.WriteString("</loc></sitemap>\n")
	}
	out.WriteString("</sitemapindex>\n")
	return v.xml(out.Bytes())
}

// sitemapFile is one file of it: "house", "experts-1", "companies-2".
func (f *Face) sitemapFile(v *Visit) error {
	oneSitemap.Lock()
	defer oneSitemap.Unlock()
	paths, err := f.sitemapPaths(v, v.R.PathValue("part"))
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return fault.Missing("page.missing")
	}
	var out bytes.Buffer
	out.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">` + "\n")
	for _, path := range paths {
		out.WriteString("<url><loc>")
		escape(&out, f.BaseURL+path)
		out.WriteString("</loc>")
		for _, l := range i18n.Langs {
			alternate(&out, string(l), f.BaseURL+path+"?lang="+string(l))
		}
		alternate(&out, "x-default", f.BaseURL+path)
		out.WriteString("</url>\n")
	}
	out.WriteString("</urlset>\n")
	return v.xml(out.Bytes())
}

func (f *Face) sitemapPaths(v *Visit, part string) ([]string, error) {
	if part == "house" {
		paths := slices.Clone(ownPages)
		for _, g := range help.Guides {
			paths = append(paths, "/guides/"+g.Path)
		}
		return paths, nil
	}
	name, number, _ := strings.Cut(part, "-")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > 1000 {
		return nil, nil
	}
	for _, k := range view.SitemapKinds {
		if k.Name == name {
			return k.Paths(v.Ctx, v.face.DB, n)
		}
	}
	return nil, nil
}

func alternate(out *bytes.Buffer, lang, href string) {
	out.WriteString(`<xhtml:link rel="alternate" hreflang="` + lang + `" href="`)
	escape(out, href)
	out.WriteString(`"/>`)
}

func escape(out *bytes.Buffer, text string) { _ = xml.EscapeText(out, []byte(text)) } // a buffer takes everything

func (v *Visit) xml(body []byte) error {
	v.W.Header().Set("Content-Type", "application/xml; charset=utf-8")
	v.W.Header().Set("Cache-Control", "no-cache")
	_, _ = v.W.Write(body) // A reader who left is no failure of ours.
	return nil
}
