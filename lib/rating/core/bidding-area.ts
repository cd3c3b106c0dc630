// The bidding areas of the Swedish electricity market, and in which of them a place lies.

import { isAbroad } from './is-abroad'

export type BiddingArea = 'SE1' | 'SE2' | 'SE3' | 'SE4'
export const BIDDING_AREAS = ['SE1', 'SE2', 'SE3', 'SE4'] as const

export function isBiddingArea(text: string): text is BiddingArea {
  return (BIDDING_AREAS as readonly string[]).includes(text)
}

/**
 * How an area is known. `plan`: the contract names it. `staff`: somebody decided it for the place. `position`: the place
 * lies clearly within it. `border`: too near a border to tell, so nobody may be charged by it until staff have decided.
 * `abroad` and `unknown`: outside Sweden, and no position.
 */
export type AreaBasis = 'plan' | 'staff' | 'position' | 'border' | 'abroad' | 'unknown'

export type Point = { latitude: number; longitude: number }
type Border = {
  north: BiddingArea
  south: BiddingArea
  /** Nearer than this nobody can tell from the position alone: the simpler the line, the more. */
  marginKm: number
  line: readonly (readonly [longitude: number, latitude: number])[]
}

// Simplified: the true borders follow the networks of the grid companies. They run within the margin.
const BORDERS: readonly Border[] = [
  {
    north: 'SE1',
    south: 'SE2',
    marginKm: 45,
    line: [
      [14, 66.3],
      [15.5, 66.2],
      [17.6, 65.4],
      [19.3, 64.9],
      [21.3, 64.4],
      [25, 64.2],
    ],
  },
  {
    north: 'SE2',
    south: 'SE3',
    marginKm: 28,
    line: [
      [11, 62.1],
      [12.3, 62],
      [14.2, 61.4],
      [15.4, 61.15],
      [17.3, 60.95],
      [25, 60.9],
    ],
  },
  {
    north: 'SE3',
    south: 'SE4',
    marginKm: 25,
    line: [
      [10, 57.05],
      [12.4, 57.05],
      [13.3, 57.3],
      [14.2, 57.45],
      [15.2, 57.4],
      [16.2, 57.25],
      [17.6, 57.6],
      [17.7, 56.6],
      [25, 56.6],
    ],
  },
]
const KM_PER_DEGREE = 111.2
/** What a position in Sweden can be: one of 0, 0 is a mistake. */
const SWEDEN = { south: 55, north: 69.2, west: 10.5, east: 24.3 }

function latitudeAt({ line }: Border, longitude: number): number {
  const after = line.findIndex(([each]) => each >= longitude)
  const [east, west] = [line[after === -1 ? line.length - 1 : after], line[Math.max(0, after - 1)]]
  if (!east || !west || east === west || after === -1) return east?.[1] ?? 0
  return west[1] + ((east[1] - west[1]) * (longitude - west[0])) / (east[0] - west[0])
}

function distanceKm(border: Border, { latitude, longitude }: Point): number {
  const scale = Math.cos((latitude * Math.PI) / 180)
  const distances = border.line.slice(1).map((to, index) => {
    const from = border.line[index] ?? to
    const [ax, ay] = [(from[0] - longitude) * scale, from[1] - latitude]
    const [bx, by] = [(to[0] - longitude) * scale, to[1] - latitude]
    const [dx, dy] = [bx - ax, by - ay]
    const along = Math.min(1, Math.max(0, -(ax * dx + ay * dy) / (dx * dx + dy * dy)))
    return Math.hypot(ax + along * dx, ay + along * dy) * KM_PER_DEGREE
  })
  return Math.min(...distances)
}

export type AreaOfPlace = { area: BiddingArea | null; basis: AreaBasis; nearest: BiddingArea | null }

/**
 * In which area a position lies. Never guessed: `area` is null near a border, and `nearest` says which side it is on by the
 * simplified line, for staff to confirm or correct.
 */
export function areaOfPosition(position: Point | null): AreaOfPlace {
  if (!position || !isInSweden(position)) return { area: null, basis: 'unknown', nearest: null }
  const below = BORDERS.filter((border) => position.latitude < latitudeAt(border, position.longitude))
  const nearest = below.at(-1)?.south ?? 'SE1'
  if (BORDERS.some((border) => distanceKm(border, position) < border.marginKm))
    return { area: null, basis: 'border', nearest }
  return { area: nearest, basis: 'position', nearest }
}

/** How far a position is from the nearest border between two areas, as the simplified lines have it. */
export function kmToBorder(position: Point): number {
  return Math.min(...BORDERS.map((border) => distanceKm(border, position)))
}

function isInSweden({ latitude, longitude }: Point): boolean {
  const isNorthSouth = latitude >= SWEDEN.south && latitude <= SWEDEN.north
  return isNorthSouth && longitude >= SWEDEN.west && longitude <= SWEDEN.east
}

export type Place = {
  country: string
  coordinates: { latitude: string; longitude: string } | null
  /** What staff decided for it. */
  decided: BiddingArea | null
}

/** The area of a charge point: as staff decided, else by its position. */
export function areaOfPlace({ country, coordinates, decided }: Place): AreaOfPlace {
  if (decided) return { area: decided, basis: 'staff', nearest: decided }
  if (isAbroad(country)) return { area: null, basis: 'abroad', nearest: null }
  const position = coordinates && { latitude: Number(coordinates.latitude), longitude: Number(coordinates.longitude) }
  return areaOfPosition(position)
}
