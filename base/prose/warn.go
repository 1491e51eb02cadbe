package prose

import (
	"crypto/sha256"
	"math/big"
	"regexp"
	"strings"

	"golang.org/x/text/width"

	"guildhall/base/bank"
	"guildhall/base/number"
)

// The kinds of payment detail that OutsidePayment finds. Each has words under
// the text key "warning.<kind>".
const (
	WarnBank        = "bank_account"
	WarnCard        = "card_number"
	WarnWallet      = "wallet"
	WarnPaymentLink = "payment_link"
	WarnPhone       = "phone"
)

// OutsidePayment names the kinds of payment or contact detail in a message, so
// that both sides can be warned and offered "report"; it never censors
// (RULES.md 6). What has check digits is checked, so that an order number, an
// AWS account id or a date raises no alarm.
func OutsidePayment(s string) []string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff':
			return -1 // Hiding digits behind nothing does not hide them.
		case '‐', '‑', '‒', '–', '—', '−', 'ー':
			return '-'
		case '\u00a0', '\u3000':
			return ' '
		}
		return r
	}, width.Fold.String(s))
	// Most messages hold neither a digit nor an address, and then none of these.
	numbers, links := strings.ContainsAny(s, "0123456789"), strings.Contains(s, "/")
	var found []string
	for _, detector := range []struct {
		kind  string
		needs bool
		has   func(string) bool
	}{{WarnBank, numbers, hasBankAccount}, {WarnCard, numbers, hasCard}, {WarnWallet, numbers, hasWallet},
		{WarnPaymentLink, links, hasPaymentLink}, {WarnPhone, numbers, hasPhone}} {
		if detector.needs && detector.has(s) {
			found = append(found, detector.kind)
		}
	}
	return found
}

var (
	ibanStart = regexp.MustCompile(`(?:^|[^A-Za-z0-9])([A-Za-z]{2}[0-9]{2}[ -]?[A-Za-z0-9])`)
	// 普通 1234567, 当座預金 口座番号: 1234567, 口座番号は1234567, ゆうちょ 記号 12345 番号 1234567.
	japaneseAccount = regexp.MustCompile(`(?:普通|当座|貯蓄)(?:預金)?(?:口座)?(?:番号)?[ :#().No№]{0,6}[0-9]{7}(?:[^0-9]|$)|口座[^0-9\n]{0,8}[0-9]{7}(?:[^0-9]|$)|記号[^0-9\n]{0,4}[0-9]{5}[^0-9\n]{0,8}[0-9]{6,8}(?:[^0-9]|$)`)
	// routing number 021000021, account no. 12345678, sort code 12-34-56.
	spokenAccount = regexp.MustCompile(`(?i)\b(?:routing|aba)(?: transit)?(?: number| no\.?| #)?[^0-9\n]{0,4}[0-9]{9}\b|\b(?:bank )?account (?:number|no\.?|#)[^0-9\n]{0,4}[0-9]{6,11}\b|\bsort[ -]code[^0-9\n]{0,4}[0-9]{2}-?[0-9]{2}-?[0-9]{2}\b`)
)

func hasBankAccount(s string) bool {
	if japaneseAccount.MatchString(s) || spokenAccount.MatchString(s) {
		return true
	}
	for _, at := range ibanStart.FindAllStringSubmatchIndex(s, -1) {
		if validIBAN(s[at[2]:]) {
			return true
		}
	}
	return false
}

// validIBAN tells whether s begins with an IBAN, spaces and hyphens between
// groups allowed, whose remainder by 97 is 1 (ISO 7064).
func validIBAN(s string) bool {
	want, known := bank.IBANLength(strings.ToUpper(s[:2]))
	if !known {
		return false
	}
	iban := make([]byte, 0, want)
	i := 0
	for ; i < len(s) && len(iban) < want; i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z':
			iban = append(iban, c)
		case c >= 'a' && c <= 'z':
			iban = append(iban, c-'a'+'A')
		case (c == ' ' || c == '-') && i > 0 && s[i-1] != ' ' && s[i-1] != '-':
		default:
			return false
		}
	}
	if len(iban) < want || i < len(s) && wordByte(s[i]) && s[i] != '-' && s[i] != '_' {
		return false
	}
	return number.Mod(string(iban[4:])+string(iban[:4]), 97) == 1
}

var digitRun = regexp.MustCompile(`[0-9](?:[ -]?[0-9]){12,18}`)

// cardPrefix is what the networks give out, by length (ISO/IEC 7812).
var cardPrefix = regexp.MustCompile(`^(?:4(?:.{12}|.{15}|.{18})|(?:5[1-5]|2[2-7])(?:.{14})|3[47].{13}|35(?:2[89]|[3-8].).{12}|3(?:0[0-5]|[689].).{11}|6(?:011|4[4-9].|5..|2..).{12})$`)

func hasCard(s string) bool {
	for _, at := range digitRun.FindAllStringIndex(s, -1) {
		if at[0] > 0 && wordByte(s[at[0]-1]) || at[1] < len(s) && wordByte(s[at[1]]) {
			continue // Part of something longer: a resource name, a UUID.
		}
		digits := strings.NewReplacer(" ", "", "-", "").Replace(s[at[0]:at[1]])
		if cardPrefix.MatchString(digits) && number.Luhn(digits) {
			return true
		}
	}
	return false
}

var (
	ethereum      = regexp.MustCompile(`\b0x[0-9a-fA-F]{40}\b`)
	bitcoinSegwit = regexp.MustCompile(`\b(?:bc1[02-9ac-hj-np-z]{39,59}|BC1[02-9AC-HJ-NP-Z]{39,59})\b`)
	bitcoinLegacy = regexp.MustCompile(`\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b`)
)

func hasWallet(s string) bool {
	if ethereum.MatchString(s) || bitcoinSegwit.MatchString(s) {
		return true
	}
	for _, address := range bitcoinLegacy.FindAllString(s, -1) {
		if validBase58(address) {
			return true
		}
	}
	return false
}

// validBase58 checks the four bytes of double SHA-256 that end an address.
func validBase58(address string) bool {
	const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	n := new(big.Int)
	for _, c := range address {
		n.Add(n.Mul(n, big.NewInt(58)), big.NewInt(int64(strings.IndexRune(alphabet, c))))
	}
	if n.BitLen() > 25*8 {
		return false
	}
	raw := n.FillBytes(make([]byte, 25))
	first := sha256.Sum256(raw[:21])
	second := sha256.Sum256(first[:])
	return string(second[:4]) == string(raw[21:])
}

var paymentLink = regexp.MustCompile(`(?i)(?:^|[^a-z0-9.\-])(?:www\.)?(?:paypal\.me/|paypal\.com/(?:paypalme|pay|donate|cgi-bin/webscr)|venmo\.com/|cash\.app/|` +
	`(?:buy|donate|checkout|invoice)\.stripe\.com/|wise\.com/pay/|revolut\.me/|(?:qr\.)?paypay\.ne\.jp/|pay\.line\.me/|kyash\.me/|` +
	`link\.payoneer\.com/|square\.link/|checkout\.square\.site/|ko-fi\.com/|buymeacoffee\.com/|gofund\.me/|monzo\.me/|pay\.google\.com/|` +
	`commerce\.coinbase\.com/|zellepay\.com/|mercadopago\.com/|skrill\.me/)`)

func hasPaymentLink(s string) bool {
	return paymentLink.MatchString(strings.NewReplacer("https://", " ", "http://", " ", "HTTPS://", " ", "HTTP://", " ").Replace(s))
}

var phone = regexp.MustCompile(`(?i)tel:\+?[0-9]|` +
	`(?:^|[^0-9A-Za-z+])\+[1-9](?:[ .\-]?\(?[0-9]\)?){7,13}(?:[^0-9A-Za-z]|$)|` + // E.164
	`(?:^|[^0-9A-Za-z.\-])0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}(?:[^0-9A-Za-z\-]|$)|` + // 03-1234-5678
	`(?:^|[^0-9A-Za-z.\-])0[5789]0[0-9]{8}(?:[^0-9A-Za-z\-]|$)|` + // 09012345678
	`(?:^|[^0-9A-Za-z.\-])(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}-)[0-9]{3}-[0-9]{4}(?:[^0-9A-Za-z\-]|$)`) // (415) 555-2671

func hasPhone(s string) bool { return phone.MatchString(s) }
