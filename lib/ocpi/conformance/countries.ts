// Roughly where the countries of Europe lie: enough to notice latitude and longitude in each other's place.

/** alpha-2, alpha-3, south, north, west, east; in whole degrees, generously. */
const BOXES: readonly (readonly [string, string, number, number, number, number])[] = [
  ['AT', 'AUT', 46, 50, 9, 18],
  ['BE', 'BEL', 49, 52, 2, 7],
  ['BG', 'BGR', 41, 45, 22, 29],
  ['CH', 'CHE', 45, 48, 5, 11],
  ['CY', 'CYP', 34, 36, 32, 35],
  ['CZ', 'CZE', 48, 52, 12, 19],
  ['DE', 'DEU', 47, 56, 5, 16],
  ['DK', 'DNK', 54, 58, 7, 16],
  ['EE', 'EST', 57, 60, 21, 29],
  ['ES', 'ESP', 27, 44, -19, 5],
  ['FI', 'FIN', 59, 71, 19, 32],
  ['FR', 'FRA', 41, 52, -6, 10],
  ['GB', 'GBR', 49, 61, -9, 2],
  ['GR', 'GRC', 34, 42, 19, 30],
  ['HR', 'HRV', 42, 47, 13, 20],
  ['HU', 'HUN', 45, 49, 16, 23],
  ['IE', 'IRL', 51, 56, -11, -5],
  ['IS', 'ISL', 63, 67, -25, -13],
  ['IT', 'ITA', 35, 48, 6, 19],
  ['LI', 'LIE', 47, 48, 9, 10],
  ['LT', 'LTU', 53, 57, 20, 27],
  ['LU', 'LUX', 49, 51, 5, 7],
  ['LV', 'LVA', 55, 59, 20, 29],
  ['MT', 'MLT', 35, 37, 14, 15],
  ['NL', 'NLD', 50, 54, 3, 8],
  ['NO', 'NOR', 57, 82, 4, 35],
  ['PL', 'POL', 48, 55, 14, 25],
  ['PT', 'PRT', 29, 43, -32, -6],
  ['RO', 'ROU', 43, 49, 20, 30],
  ['SE', 'SWE', 55, 70, 10, 25],
  ['SI', 'SVN', 45, 47, 13, 17],
  ['SK', 'SVK', 47, 50, 16, 23],
  ['UA', 'UKR', 44, 53, 22, 41],
]

function boxOf(country: string): (typeof BOXES)[number] | undefined {
  const code = country.toUpperCase()
  return BOXES.find(([alpha2, alpha3]) => alpha2 === code || alpha3 === code)
}

const ALPHA3_ELSEWHERE = /^[A-Z]{3}$/

/** The two letters of a country; those of a country elsewhere are not known, only that it may be one. */
export function alpha2Of(country: string): string | null {
  return boxOf(country)?.[0] ?? (ALPHA3_ELSEWHERE.test(country) ? country : null)
}

/** Null for a country of which we do not know where it lies. */
export function liesIn(country: string, latitude: number, longitude: number): boolean | null {
  const box = boxOf(country)
  if (!box) return null
  const [, , south, north, west, east] = box
  return latitude >= south && latitude <= north && longitude >= west && longitude <= east
}
