package names

import (
	"slices"
	"strings"
)

// legalForms are the legal forms of companies, each line one form: how it is written,
// parted by commas, as Plain writes it. Words that mean the same form in one language
// are one form; those of different countries are different ones (ISO 20275 lists
// them all; here are those of the places that experts come from, AWS_IQ.md 5).
const legalForms = `
ltd, limited, pvt ltd, private limited, pte ltd, pte limited, pty ltd, pty limited, proprietary limited, co ltd, company limited, coltd
plc, public limited company
llp, limited liability partnership
lp, limited partnership
llc, limited liability company, lc
inc, incorporated
corp, corporation
pc, professional corporation
cic, community interest company
dac, designated activity company
clg, company limited by guarantee
gmbh, gesellschaft mit beschrankter haftung, ges mbh, gesmbh, ggmbh
ug, ug haftungsbeschrankt, unternehmergesellschaft, unternehmergesellschaft haftungsbeschrankt
ag, aktiengesellschaft
kg, kommanditgesellschaft
gmbh and co kg, gmbh and cokg, gmbh co kg
ohg, offene handelsgesellschaft
gbr, egbr, gesellschaft burgerlichen rechts
ek, eingetragener kaufmann, ekfr, ekfm
ev, eingetragener verein
partgmbb, partg mbb
sa, societe anonyme, sociedad anonima, sociedade anonima
sas, societe par actions simplifiee
sasu, societe par actions simplifiee unipersonnelle
sarl, societe a responsabilite limitee, sarl s, sarls
eurl, entreprise unipersonnelle a responsabilite limitee
sci, societe civile immobiliere
snc, societe en nom collectif
srl, societa a responsabilita limitata, sprl, societe privee a responsabilite limitee
srls, societa a responsabilita limitata semplificata
spa, societa per azioni
sl, sociedad limitada, sociedad de responsabilidad limitada, srl unipersonal
slu, sociedad limitada unipersonal
sau, sociedad anonima unipersonal
lda, limitada, ltda
unipessoal lda, unipessoal limitada
bv, besloten vennootschap
nv, naamloze vennootschap
vof, vennootschap onder firma
cv, commanditaire vennootschap
bvba, besloten vennootschap met beperkte aansprakelijkheid
ab, aktiebolag, aktiebolaget
hb, handelsbolag
as, aksjeselskap
asa, allmennaksjeselskap
aps, anpartsselskab
a s, aktieselskab
ivs, ivaerksaetterselskab
oy, osakeyhtio
oyj, julkinen osakeyhtio
ou, osauhing
sia, sabiedriba ar ierobezotu atbildibu
uab, uzdaroji akcine bendrove
sp zoo, sp z oo, spzoo, spolka z ograniczona odpowiedzialnoscia, spolka z oo
sro, spol sro, spolecnost s rucenim omezenym, spolocnost s rucenim obmedzenym
kft, korlatolt felelossegu tarsasag
zrt, zartkoruen mukodo reszvenytarsasag
doo, drustvo s ogranicenom odgovornoscu, druzba z omejeno odgovornostjo
eood, еоод
ood, оод
ad, ад
ike, ικε
epe, επε
ae, αε
kk, kabushiki kaisha, kabushiki gaisha, kabushikigaisha, kabushikikaisha, 株式会社, 株, カブシキガイシャ, カブシキカイシャ
gk, godo kaisha, godo gaisha, godokaisha, 合同会社, 同, ゴウドウガイシャ, ゴウドウカイシャ
yk, yugen kaisha, yugen gaisha, 有限会社, 有, ユウゲンガイシャ
gomei kaisha, 合名会社, 名
goshi kaisha, 合資会社, 資
ippan shadan hojin, 一般社団法人
ippan zaidan hojin, 一般財団法人
npo, 特定非営利活動法人, npo法人
税理士法人
弁護士法人
fzco, fz llc, fze, free zone company
wll, with limited liability
jusikhoesa, 주식회사, 주
yuhanhoesa, 유한회사
有限公司
股份有限公司
`

// formOf gives the one writing of a form, by any of its writings. longest is how many
// words a form has at most.
var formOf, longest = func() (map[string]string, int) {
	all, most := map[string]string{}, 0
	for line := range strings.Lines(legalForms) {
		first := ""
		for _, written := range strings.Split(strings.TrimSpace(line), ",") {
			if written = strings.TrimSpace(written); written == "" {
				continue
			}
			words := joinLetters(strings.Fields(written))
			if first == "" {
				first = strings.Join(words, " ")
			}
			all[strings.Join(words, " ")] = first
			most = max(most, len(words))
		}
	}
	return all, most
}()

// glued are forms written without a space beside the name, as in Japanese and Korean.
var glued = func() []string {
	var list []string
	for written := range formOf {
		if written[0] >= 0x80 && len([]rune(written)) > 2 && written[0] >= 0xe1 {
			list = append(list, written)
		}
	}
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	return list
}()

// parted is a name without its legal form.
type parted struct {
	bare  []string
	form  string
	front bool
}

// unformed takes the legal form off, at the end or else in front. A name that is
// nothing but a form keeps it.
func unformed(words []string) parted {
	for n := min(longest, len(words)-1); n > 0; n-- {
		if f, ok := formOf[strings.Join(words[len(words)-n:], " ")]; ok {
			return parted{bare: slices.Clone(words[:len(words)-n]), form: f}
		}
	}
	for n := min(longest, len(words)-1); n > 0; n-- {
		if f, ok := formOf[strings.Join(words[:n], " ")]; ok && !ambiguousInFront[f] {
			return parted{bare: slices.Clone(words[n:]), form: f, front: true}
		}
	}
	first, last := words[0], words[len(words)-1]
	for _, g := range glued {
		if bare, cut := strings.CutSuffix(last, g); cut && bare != "" {
			return parted{bare: append(slices.Clone(words[:len(words)-1]), bare), form: formOf[g]}
		}
		if bare, cut := strings.CutPrefix(first, g); cut && bare != "" {
			return parted{bare: append([]string{bare}, words[1:]...), form: formOf[g], front: true}
		}
	}
	return parted{bare: slices.Clone(words)}
}

// ambiguousInFront are forms that stand at the end only; in front they are a part of
// the name ("As You Like It Ltd", "Inc Magazine").
var ambiguousInFront = map[string]bool{"ltd": true, "inc": true, "corp": true, "as": true, "ae": true, "ad": true, "pc": true, "lp": true, "ek": true, "ev": true, "plc": true, "cv": true, "ou": false}
