// OCPI 2.3.0: prices with named taxes, tariffs that say whether tax is included, parking, hub_party_id.
import { add, fraction, multiply, negate, toNumber } from '../fraction'
import type { Cdr, Price, Tariff } from '../wire'
import type { Json } from '../distort-objects'
import { written, type Writer } from './writer'

const VAT_PERCENT = 25

/** The tax is what the two totals differ by, never a share computed anew. */
function price(given: Price): Json {
  const amount = add(fraction(given.incl_vat ?? given.excl_vat), negate(fraction(given.excl_vat)))
  const quarter = toNumber(multiply(fraction(given.excl_vat), fraction('0.25')), 2)
  const isQuarter = Math.abs(quarter) === Math.abs(toNumber(amount, 2))
  return {
    before_taxes: given.excl_vat,
    ...(amount.n !== 0n && {
      taxes: [{ name: 'VAT', ...(isQuarter && { percentage: VAT_PERCENT }), amount: toNumber(amount, 4) }],
    }),
  }
}

function limit(given: Price): Json {
  return written({ before_taxes: given.excl_vat, after_taxes: given.incl_vat })
}

function tariff({ min_price: least, max_price: most, ...rest }: Tariff): Json {
  return written({
    ...rest,
    tax_included: 'NO',
    min_price: least && limit(least),
    max_price: most && limit(most),
  })
}

const COSTS = [
  'total_cost',
  'total_fixed_cost',
  'total_energy_cost',
  'total_time_cost',
  'total_parking_cost',
  'total_reservation_cost',
] as const

function cdr(given: Cdr): Json {
  const costs = COSTS.flatMap((field) => (given[field] ? [[field, price(given[field])] as const] : []))
  return { ...given, ...Object.fromEntries(costs), ...(given.tariffs && { tariffs: given.tariffs.map(tariff) }) }
}

export const v230: Writer = {
  location: (location) => ({ ...location }),
  tariff,
  session: (session) => ({ ...session, ...(session.total_cost && { total_cost: price(session.total_cost) }) }),
  sessionChanges: (changes) => ({ ...changes, ...(changes.total_cost && { total_cost: price(changes.total_cost) }) }),
  cdr,
  // The role HUB is gone: a hub names itself apart and everybody behind it as roles.
  credentials: ({ token, url, roles, hub }) =>
    written({ token, url, hub_party_id: hub && `${hub.country_code}${hub.party_id}`, roles }),
}
