package taxid_test

import (
	"strings"
	"testing"

	"guildhall/base/number"
	"guildhall/base/taxid"
)

// published are numbers that authorities, standards or the companies themselves print:
// examples, and VAT numbers from imprints.
var published = map[string]string{
	"vat:AT": "ATU13585627 ATU10223006 ATU38516405", "vat:BE": "BE0428759497 BE428759497 BE0776091951 BE0403019261", "vat:BG": "BG175074752 BG7523169263 BG7552010005 BG7111042925",
	"vat:CY": "CY10259033P", "vat:CZ": "CZ25123891 CZ7103192745 CZ991231123 CZ640903926", "vat:DE": "DE136695976 DE111111125", "vat:DK": "DK13585628", "vat:EE": "EE100931558 EE100594102",
	"vat:ES": "ESB58378431 ES54362315K ESX2482300W ESX5253868R ESJ99216582 ESA28015865", "vat:FI": "FI20774740 FI09853608", "vat:FR": "FR40303265045 FR23334175221 FRK7399859412 FR4Z123456782 FR83404833048",
	"vat:GR": "EL094259216 GR094259216", "vat:HR": "HR33392005961", "vat:HU": "HU12892312", "vat:IE": "IE6433435F IE6433435OA IE8D79739I IE6388047V", "vat:IT": "IT00743110157", "vat:LT": "LT119511515 LT100001919017",
	"vat:LU": "LU15027442", "vat:LV": "LV40003521600 LV16117519997", "vat:MT": "MT11679112", "vat:NL": "NL004495445B01 NL123456789B13 NL000099998B57", "vat:PL": "PL8567346215", "vat:PT": "PT501964843",
	"vat:RO": "RO18547290", "vat:SE": "SE123456789701 SE556042722001", "vat:SI": "SI50223054", "vat:SK": "SK2022749619",
	"vat:GB": "GB980780684 GB980780684001 GBGD001 GBHA599", "vat:XI": "XI980780684", "vat:CH": "CHE-107.787.577IVA CHE-116.281.710MWST CHE-100.155.212", "vat:NO": "NO995525828MVA 923609016",
	"vat:AU": "51824753556 83914571673", "vat:NZ": "49091850 49098576 136410132", "vat:KR": "1168200276 1108128774", "vat:IN": "27AAPFU0939F1ZV 27AAPFU0939F1ZV", "vat:CO": "2131234321",
	"jp-corporate": "7000012050002 5835678256246 1180301018771 2021001052596", "jp-invoice": "T7000012050002 T1180301018771",
	"tin:AT": "591199013 931736581", "tin:BE": "00012511119 85073003328 17073003384", "tin:BG": "7501010010", "tin:DE": "86095742719 47036892816 65929970489 57549285017 25768131411 36574261809",
	"tin:DK": "2110625629 0101111113", "tin:EE": "37102250382 36805280109", "tin:ES": "00000001R 99999999R 54362315K X5253868R A28015865",
	"tin:FI": "131052-308T 010594Y9021 020594X903P 030594W903B", "tin:FR": "0701987765493 3023217600053", "tin:HU": "8071592153", "tin:IE": "1234567T 1234567TW 1234577W 1234577IA", "tin:IT": "DMLPRY77D15H501F MRTMTT91D08F205J RCCMNL83S18D969H",
	"tin:LT": "33309240064 10101010005", "tin:LU": "1893120105732", "tin:MT": "1234567A", "tin:NL": "174559434 111222333", "tin:PL": "2234567895 02070803628 44051401359", "tin:RO": "1630615123457 18547290",
	"tin:SE": "6408233234 640883-3231 8803200016", "tin:SI": "15012557", "tin:GB": "1955839661 2234567890 AB123456C", "tin:CH": "7569217076985 CHE100155212", "tin:NO": "15108695088 995525828",
	"tin:AU": "123456782", "tin:HK": "G123456A A1234563", "tin:SG": "S1234567D 201912345K T08LL1234A", "tin:IN": "ACUPA7085R",
	"us-ssn": "536-90-4399 123456789", "us-itin": "912-90-3456", "us-atin": "912-93-3456", "us-ein": "91-1144442 04-2103594", "tin:US": "912-90-3456 536-90-4399 91-1144442",
}

// broken are not numbers, with the reason: most are published examples with a slip.
var broken = map[string]map[string]number.Reason{
	"vat:DE": {"DE136695977": number.CheckDigit, "DE13669597": number.Format, "FR136695976": number.Country, "": number.Empty, "ДЕ136695976": number.Characters, "DE1366959761": number.Format},
	"vat:AT": {"ATU13585626": number.CheckDigit, "AT13585627": number.Format}, "vat:CY": {"CY12259033P": number.Range, "CY10259033Z": number.CheckDigit}, "vat:CZ": {"CZ25123890": number.CheckDigit, "CZ1103492745": number.Date},
	"vat:ES": {"ES54362315Z": number.CheckDigit, "ESJ99216583": number.CheckDigit, "ESO1234567L": number.Format}, "vat:FR": {"FR84323140391": number.CheckDigit, "FRIO334175221": number.Format},
	"vat:GB": {"GB802311781": number.CheckDigit, "GBGD500": number.Format, "GB000000000": number.Range}, "vat:IT": {"IT00743110158": number.CheckDigit, "IT00000000000": number.Range}, "vat:NL": {"NL123456789B90": number.CheckDigit, "NL004495445B00": number.Range},
	"vat:SE": {"SE123456789101": number.CheckDigit, "SE123456789700": number.Format}, "vat:CH": {"CHE-107.787.578 IVA": number.CheckDigit}, "vat:AU": {"99999999999": number.CheckDigit}, "vat:IN": {"27AAPFU0939F1ZO": number.CheckDigit, "45AAPFU0939F1ZV": number.Range},
	"jp-corporate": {"2835678256246": number.CheckDigit, "123456789012": number.Format, "123456789018": number.MyNumber}, "jp-invoice": {"T2835678256246": number.CheckDigit, "7000012050": number.Format},
	"us-ssn":  {"078-05-1120": number.Range, "666-12-3456": number.Range, "000-12-3456": number.Range, "912-90-3456": number.Range, "12-3456789": number.Format, "123-00-4567": number.Range, "123-45-0000": number.Range},
	"us-itin": {"912-93-3456": number.Range, "123-45-6789": number.Format}, "us-ein": {"07-1144442": number.Range, "91-0000000": number.Range, "123-45-6789": number.Format}, "us-atin": {"912-90-3456": number.Format},
	"tin:DE": {"36574261890": number.CheckDigit, "11111111111": number.Range}, "tin:FI": {"131052-308U": number.CheckDigit, "310252-308T": number.Date}, "tin:IT": {"RSSMRA85T10A562T": number.CheckDigit}, "tin:NO": {"15108695077": number.CheckDigit}, "tin:GB": {"2955839661": number.CheckDigit, "GB123456C": number.Range},
}

func TestPublishedNumbersHold(t *testing.T) {
	t.Parallel()
	for kind, list := range published {
		for _, n := range strings.Fields(list) {
			if r, _ := taxid.Check(kind, n); r.Verdict != number.Unconfirmed {
				t.Errorf("%s %s: %s %+v", kind, n, r.Reason, r.Rules)
			}
		}
	}
}

func TestBrokenNumbersAreRefusedByTheRuleThatFails(t *testing.T) {
	t.Parallel()
	for kind, list := range broken {
		for n, want := range list {
			if r, _ := taxid.Check(kind, n); r.Verdict != number.Invalid || r.Reason != want {
				t.Errorf("%s %q: %s %s, not %s", kind, n, r.Verdict, r.Reason, want)
			}
		}
	}
}
