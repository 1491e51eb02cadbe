package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"guildhall/base/i18n"
	"guildhall/web/part"
)

// zones are the time zones to choose from, one for each clock people live by; a
// zone of somebody's browser that is not here is offered to them as well.
var zones = strings.Fields(`Pacific/Honolulu America/Anchorage America/Los_Angeles America/Vancouver America/Denver America/Phoenix
	America/Chicago America/Mexico_City America/Winnipeg America/Costa_Rica America/Bogota America/Lima America/New_York
	America/Toronto America/Caracas America/La_Paz America/Halifax America/Santiago America/St_Johns America/Sao_Paulo
	America/Argentina/Buenos_Aires America/Montevideo Atlantic/Azores Atlantic/Reykjavik UTC Europe/London Europe/Dublin
	Europe/Lisbon Africa/Casablanca Africa/Accra Africa/Lagos Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome
	Europe/Amsterdam Europe/Brussels Europe/Vienna Europe/Zurich Europe/Stockholm Europe/Oslo Europe/Copenhagen Europe/Prague
	Europe/Warsaw Europe/Budapest Europe/Belgrade Africa/Johannesburg Africa/Cairo Europe/Athens Europe/Bucharest Europe/Helsinki
	Europe/Kyiv Europe/Sofia Europe/Vilnius Asia/Jerusalem Asia/Beirut Europe/Istanbul Asia/Riyadh Asia/Baghdad Africa/Nairobi
	Europe/Moscow Asia/Tehran Asia/Dubai Asia/Tbilisi Asia/Yerevan Asia/Kabul Asia/Karachi Asia/Tashkent Asia/Colombo
	Asia/Kolkata Asia/Kathmandu Asia/Almaty Asia/Dhaka Asia/Yangon Asia/Bangkok Asia/Ho_Chi_Minh Asia/Jakarta Asia/Shanghai
	Asia/Hong_Kong Asia/Taipei Asia/Singapore Asia/Kuala_Lumpur Asia/Manila Australia/Perth Asia/Tokyo Asia/Seoul
	Australia/Adelaide Australia/Darwin Australia/Brisbane Australia/Sydney Australia/Melbourne Pacific/Guam Pacific/Noumea
	Pacific/Auckland Pacific/Fiji Pacific/Apia`)

// zoneOptions lists the zones with their distance from UTC now, the chosen one
// among them.
func zoneOptions(chosen string, now time.Time) []part.Option {
	names := zones
	if chosen != "" && !slices.Contains(names, chosen) {
		if _, err := i18n.Zone(chosen); err == nil && chosen != "Local" {
			names = append([]string{chosen}, names...)
		}
	}
	options := make([]part.Option, 0, len(names))
	for _, name := range names {
		z, err := i18n.Zone(name)
		if err != nil {
			continue
		}
		_, seconds := now.In(z).Zone()
		sign := '+'
		if seconds < 0 {
			sign, seconds = '−', -seconds
		}
		place := strings.ReplaceAll(name, "_", " ")
		if name != "UTC" {
			place = fmt.Sprintf("%s (UTC%c%d:%02d)", place, sign, seconds/3600, seconds/60%60)
		}
		options = append(options, part.Option{Value: name, Label: place})
	}
	return options
}
