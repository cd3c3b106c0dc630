// Faults in who, where and how often: cards, answers, places, repeats and credits.
import { nextId } from '../cpo'
import { toDateTime } from '../clock'
import { toCreditCdr } from '../misbehave'
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  only,
  SINCE_221,
  toOre,
  type Authorization,
  type FaultKind,
  type Plant,
  type Tools,
} from './fault'
import { rewrite, type Parcel } from './parcel'

const withCard = (parcel: Parcel, token: Parcel['visit']['token']): Parcel =>
  rewrite(parcel, { visit: { ...parcel.visit, token } })

const unknownToken: Plant = (parcel, { newCard }) => {
  const nobody = { ...newCard(), contract_id: `SE-XXX-C${parcel.written.id.slice(-7)}` }
  const { session, cdr } = withCard(parcel, { ...nobody, uid: `0B${nobody.uid.slice(2)}` })
  return { session, cdrs: [cdr] }
}

const blockedToken: Plant = (parcel, { random, newCard }) => {
  const blockedAtMs = parcel.visit.startMs - Math.round(random.between(1, 20 * 24 * 60) * MINUTE_MS)
  const card = { ...newCard(), blockedAtMs }
  const { blockedAtMs: _at, ...token } = card
  const { session, cdr } = withCard(parcel, token)
  return { session, cdrs: [cdr], cards: [card] }
}

function asked(parcel: Parcel, reference: string, allowed: Authorization['allowed'], uid: string): Authorization {
  return { reference, uid, atMs: parcel.visit.startMs - 10_000, allowed, locationId: parcel.visit.location.id }
}

const withReference = (parcel: Parcel, authorizationReference: string): Parcel =>
  rewrite(parcel, { visit: { ...parcel.visit, authMethod: 'AUTH_REQUEST', authorizationReference } })

/** We said no, and the charge was started all the same. */
const refusedToken: Plant = (parcel, { newReference }) => {
  const reference = newReference()
  const { session, cdr } = withReference(parcel, reference)
  return { session, cdrs: [cdr], authorizations: [asked(parcel, reference, 'BLOCKED', cdr.cdr_token.uid)] }
}

const unknownReference: Plant = (parcel, { newReference }) => {
  const { session, cdr } = withReference(parcel, `${newReference()}-X`)
  return { session, cdrs: [cdr] }
}

const otherReference: Plant = (parcel, { newReference, newCard }) => {
  const reference = newReference()
  const card = newCard()
  const { session, cdr } = withReference(parcel, reference)
  return { session, cdrs: [cdr], cards: [card], authorizations: [asked(parcel, reference, 'ALLOWED', card.uid)] }
}

/** What a correct operator sends of a charge that it asked us about. */
export function askedFor(parcel: Parcel, { newReference }: Tools) {
  const reference = newReference()
  const { session, cdr } = withReference(parcel, reference)
  return { session, cdrs: [cdr], authorizations: [asked(parcel, reference, 'ALLOWED', cdr.cdr_token.uid)] }
}

const unknownLocation: Plant = (parcel, { random }) => {
  const id = `${parcel.cdr.party_id}-L9${random.integer(10, 99)}`
  return {
    ...only(parcel, { cdr_location: { ...parcel.cdr.cdr_location, id } }),
    alias: { id, of: parcel.visit.location.id },
  }
}

/** The same card somewhere else before it is done here. */
const overlapping: Plant = (parcel, { random, newCard }) => {
  const card = newCard()
  const { cpo } = parcel.operator
  const here = withCard(parcel, card)
  const same = parcel.visit.connector
  const there = random.pick(
    cpo.locations
      .filter(({ id }) => id !== parcel.visit.location.id)
      .flatMap((location) => location.evses.map((evse) => ({ location, evse })))
      .filter(({ evse }) => evse.connectors[0]?.tariff_ids[0] === same.tariff_ids[0]),
  )
  const length = parcel.written.endMs - parcel.visit.startMs
  if (length < 10 * MINUTE_MS || parcel.visit.reservedSeconds !== undefined) return null
  const shift = Math.round(random.between(2 * MINUTE_MS, length - 2 * MINUTE_MS) / 1000) * 1000
  const startMs = parcel.visit.startMs + shift
  const connector = there.evse.connectors[0]!
  if (connector.max_electric_power < same.max_electric_power) return null
  const visit = { ...here.visit, ...there, connector, startMs, sessionId: nextId(cpo, 'S', there.location) }
  const id = nextId(cpo, 'C', there.location)
  const second = rewrite(here, {
    visit,
    periods: parcel.periods.map((period) => ({ ...period, startMs: period.startMs + shift })),
    written: { id, endMs: parcel.written.endMs + shift, lastUpdatedMs: parcel.written.lastUpdatedMs + shift },
  })
  // Hours of the day may cost otherwise there; the tariff without them is enough.
  if (parcel.visit.tariff.id.endsWith('NIGHT')) return null
  return { session: second.session, cdrs: [here.cdr, second.cdr], cards: [card] }
}

const duplicate: Plant = (parcel) => {
  const id = nextId(parcel.operator.cpo, 'C', parcel.visit.location)
  return { session: parcel.session, cdrs: [parcel.cdr, { ...parcel.cdr, id }] }
}

/** Under an id that is taken, with another total. */
const conflictingReplay: Plant = (parcel, { random }) => {
  const { excl_vat: excl, incl_vat: incl = 0 } = parcel.cdr.total_cost
  const more = toOre(0.01 + 30 * random.next() * random.next())
  const total_cost = { excl_vat: toOre(excl + more), incl_vat: toOre(incl + more * 1.25) }
  return { session: parcel.session, cdrs: [parcel.cdr, { ...parcel.cdr, total_cost }] }
}

const creditOf = ({ cdr, written }: Parcel, random: Tools['random']) =>
  toCreditCdr(cdr, written.lastUpdatedMs + random.integer(1, 48) * HOUR_MS)

const creditWithout: Plant = (parcel, { random }) => ({
  session: null,
  cdrs: [{ ...creditOf(parcel, random), credit_reference_id: `${parcel.cdr.id}-LOST` }],
})

const creditDiffers: Plant = (parcel, { random }) => {
  const credit = creditOf(parcel, random)
  const { excl_vat: excl, incl_vat: incl = 0 } = credit.total_cost
  const off = toOre(0.01 + Math.abs(excl) * 0.6 * random.next() * random.next()) * (random.chance(0.5) ? 1 : -1)
  const total_cost = { excl_vat: toOre(excl + off), incl_vat: toOre(incl + off * 1.25) }
  return { session: parcel.session, cdrs: [parcel.cdr, { ...credit, total_cost }] }
}

const creditTwice: Plant = (parcel, { random }) => {
  const credit = creditOf(parcel, random)
  return { session: parcel.session, cdrs: [parcel.cdr, credit, { ...credit, id: `${credit.id}2` }] }
}

/** A CDR and its credit, as they ought to be. */
export function credited(parcel: Parcel, { random, nowMs }: Tools) {
  const credit = {
    ...creditOf(parcel, random),
    last_updated: toDateTime(Math.min(nowMs, parcel.written.endMs + DAY_MS)),
  }
  return { session: parcel.session, cdrs: [parcel.cdr, credit] }
}

export const IDENTITY_FAULTS: readonly FaultKind[] = [
  { name: 'unknown_token', says: 'A card of nobody’s', expected: ['UNKNOWN_TOKEN'], plant: unknownToken },
  {
    name: 'blocked_token',
    says: 'A card that was blocked before',
    expected: ['TOKEN_INVALID_AT_START'],
    plant: blockedToken,
  },
  {
    name: 'refused_token',
    says: 'Started though we said no',
    expected: ['TOKEN_INVALID_AT_START'],
    versions: SINCE_221,
    plant: refusedToken,
  },
  {
    name: 'unknown_reference',
    says: 'An answer that we never gave',
    expected: ['AUTHORIZATION_UNKNOWN'],
    versions: SINCE_221,
    plant: unknownReference,
  },
  {
    name: 'other_reference',
    says: 'Our answer to another card',
    expected: ['AUTHORIZATION_OTHER_TOKEN'],
    versions: SINCE_221,
    plant: otherReference,
  },
  {
    name: 'unknown_location',
    says: 'A place that was never published',
    expected: ['LOCATION_UNKNOWN'],
    plant: unknownLocation,
  },
  {
    name: 'overlapping',
    says: 'One card in two places at once',
    expected: ['OVERLAPPING_SESSION'],
    plant: overlapping,
  },
  { name: 'duplicate', says: 'The same charge under another id', expected: ['DUPLICATE_CONTENT'], plant: duplicate },
  {
    name: 'conflicting_replay',
    says: 'Another content under the same id',
    expected: ['CONFLICTING_REPLAY', 'CONTRADICTED'],
    plant: conflictingReplay,
  },
  {
    name: 'credit_without_original',
    says: 'Credit of an unknown CDR',
    expected: ['CREDIT_WITHOUT_ORIGINAL'],
    versions: SINCE_221,
    plant: creditWithout,
  },
  {
    name: 'credit_differs',
    says: 'Credit of another amount',
    expected: ['CREDIT_AMOUNT_DIFFERS'],
    versions: SINCE_221,
    plant: creditDiffers,
  },
  {
    name: 'credit_twice',
    says: 'Credited twice',
    expected: ['DUPLICATE_CREDIT'],
    versions: SINCE_221,
    plant: creditTwice,
  },
]
