// CDRs carry no time zone and some locations none either: then the country tells (guide LOC-10).
import type { TimeZone } from '@/lib/kernel/time'

export const DEFAULT_ZONE: TimeZone = 'Europe/Stockholm'

/** ISO 3166 alpha-2 and alpha-3 (partners mix them, guide TR-98) → the zone of most of the country. */
const ZONES: readonly (readonly [string, string, TimeZone])[] = [
  ['AT', 'AUT', 'Europe/Vienna'],
  ['BE', 'BEL', 'Europe/Brussels'],
  ['BG', 'BGR', 'Europe/Sofia'],
  ['CH', 'CHE', 'Europe/Zurich'],
  ['CY', 'CYP', 'Asia/Nicosia'],
  ['CZ', 'CZE', 'Europe/Prague'],
  ['DE', 'DEU', 'Europe/Berlin'],
  ['DK', 'DNK', 'Europe/Copenhagen'],
  ['EE', 'EST', 'Europe/Tallinn'],
  ['ES', 'ESP', 'Europe/Madrid'],
  ['FI', 'FIN', 'Europe/Helsinki'],
  ['FR', 'FRA', 'Europe/Paris'],
  ['GB', 'GBR', 'Europe/London'],
  ['GR', 'GRC', 'Europe/Athens'],
  ['HR', 'HRV', 'Europe/Zagreb'],
  ['HU', 'HUN', 'Europe/Budapest'],
  ['IE', 'IRL', 'Europe/Dublin'],
  ['IS', 'ISL', 'Atlantic/Reykjavik'],
  ['IT', 'ITA', 'Europe/Rome'],
  ['LI', 'LIE', 'Europe/Vaduz'],
  ['LT', 'LTU', 'Europe/Vilnius'],
  ['LU', 'LUX', 'Europe/Luxembourg'],
  ['LV', 'LVA', 'Europe/Riga'],
  ['MT', 'MLT', 'Europe/Malta'],
  ['NL', 'NLD', 'Europe/Amsterdam'],
  ['NO', 'NOR', 'Europe/Oslo'],
  ['PL', 'POL', 'Europe/Warsaw'],
  ['PT', 'PRT', 'Europe/Lisbon'],
  ['RO', 'ROU', 'Europe/Bucharest'],
  ['SE', 'SWE', 'Europe/Stockholm'],
  ['SI', 'SVN', 'Europe/Ljubljana'],
  ['SK', 'SVK', 'Europe/Bratislava'],
  ['UA', 'UKR', 'Europe/Kyiv'],
]

const byCountry = new Map(ZONES.flatMap(([alpha2, alpha3, zone]) => [[alpha2, zone] as const, [alpha3, zone] as const]))

const alpha2 = new Map(ZONES.flatMap(([two, three]) => [[two, two] as const, [three, two] as const]))

/** The two letters of a country that we know, from two or three; null for any other. */
export function alpha2OfCountry(country: string): string | null {
  return alpha2.get(country.toUpperCase()) ?? null
}

export function zoneOfCountry(country: string): TimeZone | null {
  return byCountry.get(country.toUpperCase()) ?? null
}
