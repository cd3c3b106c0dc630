// One CDR told twice, in different versions of OCPI: after a change of version everything is read again, and what says
// less must not pass for a contradiction (guide VC-29, VC-30).
import type { Price } from './common'
import type { Cdr } from './session'

/** The type of a token of which 2.1.1 told the contract only. */
const UNTOLD = 'UNKNOWN'

/** Equal as JSON, whatever the order of the fields. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const theirs = new Map(Object.entries(other))
  const mine = Object.entries(one)
  return (
    mine.length === theirs.size && mine.every(([name, value]) => theirs.has(name) && isSame(value, theirs.get(name)))
  )
}

const contractOf = ({ token }: Cdr): string => (token.contractId ?? token.uid).toUpperCase()

/** What 2.1.1 says of a session and what it costs. */
function essence(cdr: Cdr): unknown {
  return [
    cdr.startedAt,
    cdr.endedAt,
    cdr.currency,
    cdr.totalCost.excl,
    cdr.totalEnergyKwh,
    cdr.totalTimeHours,
    cdr.totalParkingTimeHours,
    cdr.location.id.toUpperCase(),
    contractOf(cdr),
    cdr.chargingPeriods.map(({ startedAt, dimensions }) => [startedAt, dimensions]),
  ]
}

const PRICES = [
  'totalCost',
  'totalFixedCost',
  'totalEnergyCost',
  'totalTimeCost',
  'totalParkingCost',
  'totalReservationCost',
] as const satisfies readonly (keyof Cdr)[]

const pricesOf = (cdr: Cdr): Price[] => PRICES.flatMap((name) => cdr[name] ?? [])
const namesTaxes = (cdr: Cdr): boolean => pricesOf(cdr).some(({ taxes }) => taxes.length > 0)

function withoutTaxNames(cdr: Cdr): Cdr {
  const copy = { ...cdr }
  for (const name of PRICES) {
    const price = copy[name]
    if (price) copy[name] = { ...price, taxes: [] }
  }
  return copy
}

/** Whether two readings of different versions agree in all that both can say. Of one and the same version: false. */
export function agreeAcrossVersions(one: Cdr, other: Cdr): boolean {
  if ((one.token.type === UNTOLD) !== (other.token.type === UNTOLD)) return isSame(essence(one), essence(other))
  // 2.3.0 names the taxes of which 2.2.1 gives the sum.
  return namesTaxes(one) !== namesTaxes(other) && isSame(withoutTaxNames(one), withoutTaxNames(other))
}
