package web

import (
	"encoding/xml"
	"net/url"
	"time"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	room "guildhall/market/country"
	"guildhall/web/page/country"
	"guildhall/web/part"
)

// countries says which are open to sellers, and asks whom to tell of another.
func (f *Face) countries(v *Visit) error { return f.showCountries(v, nil) }

func (f *Face) showCountries(v *Visit, problem error) error {
	list, err := f.Countries.All(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	open, err := f.Countries.OpenCountries(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	return v.PageStatus(v.StatusOf(problem), Shell{Title: v.T("country.title"), Description: v.T("country.lead"), At: "join", Public: true},
		country.Page{Form: v.FormOf("/countries", problem), All: list, Open: open, Country: v.Query("country")}.Show())
}

// askCountry has a link sent, and says the same whoever asked.
func (f *Face) askCountry(v *Visit) error {
	err := f.Countries.Ask(v.Ctx, v.Who, room.AskInput{Country: v.Value("country"), Email: v.Value("email"),
		Lang: string(v.Reader.Lang), Network: v.Address()})
	if v.Sayable(err) {
		return f.showCountries(v, err)
	}
	if err != nil {
		return err
	}
	return v.Redirect("/countries/sent")
}

func (f *Face) countrySent(v *Visit) error {
	return v.door(200, "country.sent.title", country.Sent{Sandbox: f.Journal.Sandbox && !f.MailSent})
}

// countryLink is behind the link of the letter.
func (f *Face) countryLink(v *Visit) error {
	token := v.R.PathValue("token")
	w, err := f.Countries.ByLink(v.Ctx, token)
	if err != nil {
		return v.deadLink(err)
	}
	return v.door(200, "country.title", country.Link{Form: v.Form("/countries/told/" + token), Waiter: w})
}

func (f *Face) countryLinkUsed(v *Visit) error {
	token := v.R.PathValue("token")
	do := f.Countries.Confirm
	if v.Value("do") == "leave" {
		do = f.Countries.Leave
	}
	if err := do(v.Ctx, v.Who, token); err != nil {
		return v.deadLink(err)
	}
	return v.Redirect("/countries/told/" + token)
}

// newsAPage is how many lines a page of news has.
const newsAPage = 30

// news is what was published about this house.
func (f *Face) news(v *Visit) error {
	before := id.None
	if after := v.Query("after"); after != "" {
		var known bool
		if before, known = room.NewsID.Parse(after); !known {
			return fault.Missing("page.missing")
		}
	}
	list, err := room.Newest(v.Ctx, f.DB, before, newsAPage+1)
	if err != nil {
		return err
	}
	p := country.News{List: list, Feed: "/news/feed?" + url.Values{"lang": {string(v.Reader.Lang)}}.Encode()}
	if len(list) > newsAPage {
		p.List = list[:newsAPage]
		p.Pages = part.Pagination{Older: "/news?after=" + room.NewsID.Text(p.List[newsAPage-1].ID)}
	}
	return v.Page(Shell{Title: v.T("country.news.title"), Description: v.T("country.news.lead"), Public: true}, p.Show())
}

// The Atom feed, RFC 4287.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"xml:lang,attr"`
		Title   string      `xml:"title"`
		ID      string      `xml:"id"`
		Updated string      `xml:"updated"`
		Author  string      `xml:"author>name"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		Title   string   `xml:"title"`
		ID      string   `xml:"id"`
		Updated string   `xml:"updated"`
		Link    atomLink `xml:"link"`
		Summary string   `xml:"summary"`
	}
)

// newsFeed is the same for feed readers, in the language that the address names.
func (f *Face) newsFeed(v *Visit) error {
	lang, known := i18n.Parse(v.Query("lang"))
	if !known {
		lang = v.Reader.Lang
	}
	reader := v.Reader
	reader.Lang, reader.Zone = lang, f.Zone
	ctx := i18n.With(v.Ctx, reader)
	list, err := room.Newest(v.Ctx, f.DB, id.None, newsAPage)
	if err != nil {
		return err
	}
	page, feed := f.BaseURL+"/news", f.BaseURL+"/news/feed?lang="+string(lang)
	out := atomFeed{Lang: string(lang), Title: i18n.T(ctx, "country.news.feed_title"), ID: feed, Author: i18n.T(ctx, "app.name"),
		Updated: time.Unix(0, 0).UTC().Format(time.RFC3339),
		Links:   []atomLink{{"self", "application/atom+xml", feed}, {"alternate", "text/html", page}}}
	for i, n := range list {
		at := n.At.Time().Format(time.RFC3339)
		if i == 0 {
			out.Updated = at
		}
		said := country.Sentence(ctx, n)
		out.Entries = append(out.Entries, atomEntry{Title: said, ID: "urn:uuid:" + n.ID.String(), Updated: at, Summary: said,
			Link: atomLink{"alternate", "text/html", page + "#" + room.NewsID.Text(n.ID)}})
	}
	v.W.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	v.W.Header().Set("Cache-Control", "public, max-age=300")
	if _, err := v.W.Write([]byte(xml.Header)); err != nil {
		return err
	}
	return xml.NewEncoder(v.W).Encode(out)
}
