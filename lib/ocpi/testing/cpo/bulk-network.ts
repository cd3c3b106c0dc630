// A network as large as is asked for, made page by page and never held: for measuring, not for charging.
import { createNetwork } from './network'
import type { Party } from './tariffs'
import { SITES } from './towns'
import type { Evse, Location } from './wire'

export type BulkNetwork = {
  count: number
  lastUpdatedMs: number
  at(index: number): Location
  find(id: string): Location | undefined
}

const DIGITS = 7

/** The EVSEs of a site, repeated or cut to a number. */
function exactly(evses: readonly Evse[], count: number, id: string): Evse[] {
  return Array.from({ length: count }, (_, index) => {
    const model = evses[index % evses.length] as Evse // No site is without EVSEs.
    const serial = `${id}-${index + 1}`
    return { ...model, uid: serial, evse_id: serial.replace(/^([A-Z]+)-/, 'SE*$1*E').replaceAll('-', '*') }
  })
}

/** What an operator has beyond its own sites, or nothing. */
export function createBulkNetwork(
  settings: Party & { locations: number; evsesEach: number; seed: number },
  atHand: number,
  openedMs: number,
): BulkNetwork | undefined {
  const { locations: wanted, evsesEach, seed, partyId } = settings
  const count = wanted - atHand
  if (count <= 0) return undefined
  const prefix = `${partyId}-X`
  const opened = new Date(openedMs).toISOString().replace(/\.\d+/, '')
  const at = (index: number): Location => {
    const site = SITES[index % SITES.length]
    const [model] = site ? createNetwork(settings, seed + index, opened, [{ ...site, hidden: false }]) : []
    if (!model) throw new RangeError('there are no sites')
    const id = `${prefix}${String(index + 1).padStart(DIGITS, '0')}`
    const evses = exactly(model.evses, evsesEach, id)
    const used = new Set(evses.flatMap(({ parking = [] }) => parking.map(({ parking_id: place }) => place)))
    return { ...model, id, evses, parking_places: model.parking_places?.filter((place) => used.has(place.id)) ?? [] }
  }
  return {
    count,
    lastUpdatedMs: Date.parse(opened),
    at,
    find(id) {
      if (!id.toUpperCase().startsWith(prefix)) return undefined
      const index = Number(id.slice(prefix.length)) - 1
      return Number.isInteger(index) && index >= 0 && index < count ? at(index) : undefined
    },
  }
}
