// What staff are proposed for a place whose bidding area nothing says for certain. Never applied by itself.
import { areaOfPosition, kmToBorder, type BiddingArea, type Point } from './bidding-area'

/** A place whose area is known: by its position, or by a person. */
export type KnownPlace = { area: BiddingArea; byStaff: boolean; position: Point | null; postalCode: string | null }
export type AreaProposal = {
  area: BiddingArea | null
  /** `neighbour`: what somebody decided nearby. `line`: the side of the simplified border. `postcode`: what others there have. */
  by: 'neighbour' | 'line' | 'postcode' | 'nothing'
  /** To the neighbour, or to the border. */
  km: number | null
}

const NOTHING: AreaProposal = { area: null, by: 'nothing', km: null }
/** As far as a grid company's network is likely to be the same. */
const NEIGHBOUR_KM = 12
const KM_PER_DEGREE = 111.2

function kmBetween(a: Point, b: Point): number {
  const scale = Math.cos((a.latitude * Math.PI) / 180)
  return Math.hypot((a.longitude - b.longitude) * scale, a.latitude - b.latitude) * KM_PER_DEGREE
}

function byNeighbour(position: Point, known: readonly KnownPlace[]): AreaProposal | null {
  let found: AreaProposal | null = null
  for (const place of known) {
    if (!place.byStaff || !place.position) continue
    const km = kmBetween(position, place.position)
    if (km <= NEIGHBOUR_KM && km < (found?.km ?? Infinity)) found = { area: place.area, by: 'neighbour', km }
  }
  return found
}

const digits = (postalCode: string | null) => (postalCode ?? '').replace(/\D/g, '')

/** The area of places with the same first three figures of the postal code, else two, if all of them are in one. */
function byPostcode(postalCode: string | null, known: readonly KnownPlace[]): AreaProposal {
  const own = digits(postalCode)
  if (own.length !== 5) return NOTHING
  for (const length of [3, 2]) {
    const areas = new Set(
      known.filter((place) => digits(place.postalCode).startsWith(own.slice(0, length))).map(({ area }) => area),
    )
    const [area] = areas
    if (area && areas.size === 1) return { area, by: 'postcode', km: null }
  }
  return NOTHING
}

export function proposeArea(
  place: { position: Point | null; postalCode: string | null },
  known: readonly KnownPlace[],
): AreaProposal {
  const { nearest } = areaOfPosition(place.position)
  if (!place.position || nearest === null) return byPostcode(place.postalCode, known)
  return byNeighbour(place.position, known) ?? { area: nearest, by: 'line', km: kmToBorder(place.position) }
}
