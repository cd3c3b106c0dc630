// Roughly where the countries of Europe lie: enough to notice latitude and longitude in each other's place.
import { alpha2OfCountry } from '@/lib/roaming/core/time-zones'

/** By alpha-2: south, north, west, east; in whole degrees, generously. */
const BOXES: Readonly<Record<string, readonly [number, number, number, number]>> = {
  AT: [46, 50, 9, 18],
  BE: [49, 52, 2, 7],
  BG: [41, 45, 22, 29],
  CH: [45, 48, 5, 11],
  CY: [34, 36, 32, 35],
  CZ: [48, 52, 12, 19],
  DE: [47, 56, 5, 16],
  DK: [54, 58, 7, 16],
  EE: [57, 60, 21, 29],
  ES: [27, 44, -19, 5],
  FI: [59, 71, 19, 32],
  FR: [41, 52, -6, 10],
  GB: [49, 61, -9, 2],
  GR: [34, 42, 19, 30],
  HR: [42, 47, 13, 20],
  HU: [45, 49, 16, 23],
  IE: [51, 56, -11, -5],
  IS: [63, 67, -25, -13],
  IT: [35, 48, 6, 19],
  LI: [47, 48, 9, 10],
  LT: [53, 57, 20, 27],
  LU: [49, 51, 5, 7],
  LV: [55, 59, 20, 29],
  MT: [35, 37, 14, 15],
  NL: [50, 54, 3, 8],
  NO: [57, 82, 4, 35],
  PL: [48, 55, 14, 25],
  PT: [29, 43, -32, -6],
  RO: [43, 49, 20, 30],
  SE: [55, 70, 10, 25],
  SI: [45, 47, 13, 17],
  SK: [47, 50, 16, 23],
  UA: [44, 53, 22, 41],
}

/** Null for a country of which we do not know where it lies. */
export function liesIn(country: string, latitude: number, longitude: number): boolean | null {
  const box = BOXES[alpha2OfCountry(country) ?? '']
  if (!box) return null
  const [south, north, west, east] = box
  return latitude >= south && latitude <= north && longitude >= west && longitude <= east
}
