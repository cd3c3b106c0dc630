// Faults that no price list shows: the CDR is right by the operator's own tariff, and dearer than what was promised.
import { toDateTime } from '../clock'
import { add, fraction, toNumber } from '../fraction'
import {
  HOUR_MS,
  isUnbound,
  MINUTE_MS,
  perUnit,
  SINCE_221,
  toleranceOf,
  withComponents,
  type FaultKind,
  type Plant,
  type Planted,
  type Tools,
} from './fault'
import { rewrite, type Parcel } from './parcel'

/** The same charge by a dearer tariff of the operator, which it published some hours before and names. */
function byDearerTariff(parcel: Parcel, { random, newReference }: Tools, reference?: string): Planted | null {
  const { visit, cdr } = parcel
  if (!isUnbound(parcel) || visit.reservedSeconds !== undefined) return null
  const more = perUnit(parcel, cdr.total_energy, random)
  const tariff = {
    ...withComponents(visit.tariff, ({ type, price }) =>
      type === 'ENERGY' ? { price: toNumber(add(fraction(price), fraction(more)), 4) } : {},
    ),
    id: `${visit.tariff.id}-${(reference ?? newReference()).slice(-6)}`,
    last_updated: toDateTime(visit.startMs - random.integer(2, 48) * HOUR_MS),
  }
  const authorised = reference && { authMethod: 'AUTH_REQUEST' as const, authorizationReference: reference }
  const dear = rewrite(parcel, { visit: { ...visit, tariff, ...authorised } })
  const dearer = dear.cdr.total_cost.excl_vat - cdr.total_cost.excl_vat
  if (dearer <= toleranceOf(cdr.total_cost.excl_vat) * 1.02) return null
  return { session: dear.session, cdrs: [dear.cdr], tariffs: [tariff] }
}

/** What the customer read, some minutes before the start, by the tariff that hung there. */
function quoteOf({ visit, cdr }: Parcel, reference: string): Pick<Planted, 'quote' | 'authorizations'> {
  const { uid } = cdr.cdr_token
  const locationId = visit.location.id
  const atMs = visit.startMs - 5 * MINUTE_MS
  return {
    quote: {
      reference,
      uid,
      atMs,
      locationId,
      evseUid: visit.evse.uid,
      connectorId: visit.connector.id,
      kwh: Math.ceil(cdr.total_energy),
    },
    authorizations: [{ reference, uid, atMs: visit.startMs - 10_000, allowed: 'ALLOWED', locationId }],
  }
}

const offTheQuote: Plant = (parcel, tools) => {
  const reference = tools.newReference()
  const planted = byDearerTariff(parcel, tools, reference)
  return planted && { ...planted, ...quoteOf(parcel, reference) }
}

const offTheConnector: Plant = (parcel, tools) => byDearerTariff(parcel, tools)

/** What a correct operator sends of a charge that was started on a quote. */
export const quoted: Plant = (parcel, { newReference }) => {
  if (parcel.visit.reservedSeconds !== undefined) return null
  const authorizationReference = newReference()
  const { session, cdr } = rewrite(parcel, {
    visit: { ...parcel.visit, authMethod: 'AUTH_REQUEST', authorizationReference },
  })
  return { session, cdrs: [cdr], ...quoteOf(parcel, authorizationReference) }
}

export const PROMISE_FAULTS: readonly FaultKind[] = [
  {
    name: 'off_the_quote',
    says: 'Dearer than the quote it was started on',
    expected: ['PROMISED_PRICE_RULES'],
    versions: SINCE_221,
    plant: offTheQuote,
  },
  {
    name: 'off_the_connector',
    says: 'A dearer tariff than hung at the socket',
    expected: ['PROMISED_PRICE_RULES'],
    plant: offTheConnector,
  },
]
