// Faults in what is asked for a charge.
import { add, fraction, multiply, toNumber } from '../fraction'
import { toDateTime } from '../clock'
import { priceSession } from '../pricer'
import { rewrite, periodsOf, type Parcel } from './parcel'
import {
  DAY_MS,
  excess,
  isKind,
  isUnbound,
  MINUTE_MS,
  only,
  perUnit,
  pricedBy,
  SINCE_221,
  toleranceOf,
  toOre,
  withComponents,
  type FaultKind,
  type Plant,
  type Planted,
} from './fault'
import type { Price, Tariff } from '../wire'

const netOf = ({ cdr }: Parcel): number => cdr.total_cost.excl_vat

const dearerEnergy: Plant = (parcel, { random }) => {
  if (!isUnbound(parcel)) return null
  const more = perUnit(parcel, parcel.cdr.total_energy, random)
  return pricedBy(
    parcel,
    withComponents(parcel.visit.tariff, ({ type, price }) =>
      type === 'ENERGY' ? { price: toNumber(add(fraction(price), fraction(more)), 4) } : {},
    ),
  )
}

const dearerTime: Plant = (parcel, { random }) => {
  if (!isKind(parcel, 'AC-TIME') || !isUnbound(parcel)) return null
  const more = perUnit(parcel, parcel.cdr.total_time, random)
  return pricedBy(
    parcel,
    withComponents(parcel.visit.tariff, ({ type, price }) =>
      type === 'TIME' || type === 'PARKING_TIME' ? { price: toNumber(add(fraction(price), fraction(more)), 4) } : {},
    ),
  )
}

const unbounded = ({ min_price: _least, max_price: _most, ...tariff }: Tariff): Tariff => tariff

/** Every period by itself, each rounded up to a whole step. */
const roundedPerPeriod: Plant = (parcel) => {
  const { visit, periods, clock, cdr } = parcel
  if (!isKind(parcel, 'AC-TIME') || periods.length < 2 || !isUnbound(parcel)) return null
  const sheets = periods.map((period) => priceSession(unbounded(visit.tariff), [period], clock))
  const sum = (pick: (sheet: (typeof sheets)[number]) => (typeof sheets)[number]['total']): Price => {
    const costs = sheets.map(pick)
    const total = (side: 'exclVat' | 'inclVat') => costs.reduce((all, cost) => add(all, cost[side]), fraction(0))
    return { excl_vat: toNumber(total('exclVat'), 4), incl_vat: toNumber(total('inclVat'), 4) }
  }
  const whole = sum((sheet) => sheet.total)
  if (whole.excl_vat - cdr.total_cost.excl_vat <= toleranceOf(cdr.total_cost.excl_vat) * 1.02) return null
  const rounded = { excl_vat: toOre(whole.excl_vat), incl_vat: toOre(whole.incl_vat ?? 0) }
  return only(parcel, {
    total_cost: rounded,
    total_energy_cost: sum((sheet) => sheet.energy),
    total_time_cost: sum((sheet) => sheet.time),
    ...(cdr.total_parking_cost && { total_parking_cost: sum((sheet) => sheet.parking) }),
  })
}

/** Blocks of half an hour or an hour, where a quarter was published. */
const largerStep: Plant = (parcel, { random }) => {
  if (!isKind(parcel, 'AC-TIME')) return null
  const step = random.pick([1800, 3600])
  return pricedBy(
    parcel,
    withComponents(parcel.visit.tariff, ({ type, step_size }) => ({ step_size: type === 'ENERGY' ? step_size : step })),
  )
}

const maxPriceIgnored: Plant = (parcel) => {
  const { max_price: _most, ...tariff } = parcel.visit.tariff
  return parcel.visit.tariff.max_price ? pricedBy(parcel, tariff) : null
}

const minPriceRaised: Plant = (parcel, { random }) => {
  const { min_price: least } = parcel.visit.tariff
  if (!least || !isUnbound(parcel) || netOf(parcel) > 40) return null
  const excl = Math.ceil(netOf(parcel) + excess(random, toleranceOf(netOf(parcel))))
  return pricedBy(parcel, { ...parcel.visit.tariff, min_price: { excl_vat: excl, incl_vat: excl * 1.25 } })
}

const flatTwice: Plant = (parcel) =>
  isKind(parcel, '-DC')
    ? pricedBy(
        parcel,
        withComponents(parcel.visit.tariff, ({ type, price }) => (type === 'FLAT' ? { price: price * 2 } : {})),
      )
    : null

/** The fee for a place kept after charging, from the first minute instead of the forty-sixth. */
const idleFeeTooEarly: Plant = (parcel) =>
  isKind(parcel, 'DC-IDLE')
    ? pricedBy(parcel, {
        ...parcel.visit.tariff,
        elements: parcel.visit.tariff.elements.map(({ price_components, restrictions }) => ({
          price_components,
          ...(restrictions?.reservation && { restrictions }),
        })),
      })
    : null

/** Prices by the clock, read as UTC. */
const localTimeIgnored: Plant = (parcel) => {
  if (!isKind(parcel, 'AC-NIGHT')) return null
  const clock = parcel.operator.cpo.localClock('UTC')
  const { visit, plan } = parcel
  return pricedBy(parcel, visit.tariff, { clock, periods: periodsOf(visit, plan, visit.tariff, clock) })
}

/** The price of the day, which is listed last, also at night. */
const elementOrder: Plant = (parcel) =>
  isKind(parcel, 'AC-NIGHT')
    ? pricedBy(parcel, { ...parcel.visit.tariff, elements: parcel.visit.tariff.elements.toReversed() })
    : null

const reservationDearer: Plant = (parcel, { random }) => {
  const { reservedSeconds } = parcel.visit
  if (reservedSeconds === undefined) return null
  const more = perUnit(parcel, reservedSeconds / 3600, random)
  const tariff = parcel.visit.tariff
  return pricedBy(parcel, {
    ...tariff,
    elements: tariff.elements.map((element) =>
      element.restrictions?.reservation === 'RESERVATION'
        ? {
            ...element,
            price_components: element.price_components.map((component) => ({
              ...component,
              price: toNumber(add(fraction(component.price), fraction(more)), 4),
            })),
          }
        : element,
    ),
  })
}

/** The CDR encloses a tariff that was published at `atMs`, and is priced by it. */
function byAnotherTariff(parcel: Parcel, random: Parameters<typeof excess>[0], atMs: number): Planted | null {
  if (!isUnbound(parcel)) return null
  const more = perUnit(parcel, parcel.cdr.total_energy, random)
  const tariff = withComponents(parcel.visit.tariff, ({ type, price }) =>
    type === 'ENERGY' ? { price: toNumber(add(fraction(price), fraction(more)), 4) } : {},
  )
  const planted = pricedBy(parcel, tariff)
  const [cdr] = planted?.cdrs ?? []
  if (!planted || !cdr) return null
  return { ...planted, cdrs: [{ ...cdr, tariffs: [{ ...tariff, last_updated: toDateTime(atMs) }] }] }
}

const tariffChanged: Plant = (parcel, { random }) => {
  const { visit, written } = parcel
  return byAnotherTariff(parcel, random, Math.round(random.between(visit.startMs + MINUTE_MS, written.endMs)))
}

const tariffNotReceived: Plant = (parcel, { random }) =>
  byAnotherTariff(parcel, random, parcel.visit.startMs - Math.round(random.between(1, 30) * DAY_MS))

const tariffMissing: Plant = (parcel) => {
  const { tariffs: _tariffs, ...rest } = parcel.cdr
  const gone = `${parcel.cdr.party_id}-RETIRED`
  const periods = parcel.cdr.charging_periods.map((period) => ({ ...period, tariff_id: gone }))
  return { session: parcel.session, cdrs: [{ ...rest, charging_periods: periods }] }
}

const inclOf = (excl: number, percent: number): number =>
  toNumber(multiply(fraction(excl), fraction(1 + percent / 100)), 2)

const wrongVat: Plant = (parcel, { random }) => {
  const excl = netOf(parcel)
  // In 2.3.0 no tax is no statement: nothing is wrong with it.
  const percent = random.pick([6, 12, 20, 24, 26, 30, ...(parcel.version === '2.3.0' ? [] : [0])])
  return only(parcel, { total_cost: { excl_vat: excl, incl_vat: inclOf(excl, percent) } })
}

const inclBelowExcl: Plant = (parcel, { random }) => {
  const excl = netOf(parcel)
  return only(parcel, { total_cost: { excl_vat: excl, incl_vat: toOre(excl * random.between(0.7, 0.99)) } })
}

/** The total for a private customer, where the one without VAT belongs. */
const vatInNet: Plant = (parcel) => {
  const { incl_vat: incl = 0 } = parcel.cdr.total_cost
  return incl - netOf(parcel) > toleranceOf(netOf(parcel)) * 1.02
    ? only(parcel, { total_cost: { excl_vat: incl, incl_vat: inclOf(incl, 25) } })
    : null
}

const componentsOff: Plant = (parcel, { random }) => {
  const part = parcel.cdr.total_energy_cost
  if (!part || !isUnbound(parcel)) return null
  const more = toOre(0.06 + 12 * random.next() * random.next() * random.next()) * (random.chance(0.5) ? 1 : -1)
  const excl = toNumber(add(fraction(part.excl_vat), fraction(more)), 4)
  return excl <= 0 ? null : only(parcel, { total_energy_cost: { excl_vat: excl, incl_vat: inclOf(excl, 25) } })
}

const zeroEnergyFee: Plant = (parcel, { random }) => {
  const periods = parcel.periods.filter(({ parkingSeconds }) => parkingSeconds === 0)
  if (!isKind(parcel, '-DC') || parcel.visit.reservedSeconds !== undefined || periods.length === 0) return null
  // The car never began: the cable was in for some minutes, and the start is charged for.
  const seconds = random.integer(3, 20) * 60
  const [first] = periods
  const startMs = parcel.visit.startMs
  const empty = { ...first!, energyWh: 0, chargingSeconds: seconds, maxPowerKw: 0 } // there is one
  const { session, cdr } = rewrite(parcel, {
    periods: [empty],
    written: { ...parcel.written, endMs: startMs + seconds * 1000 },
  })
  return { session, cdrs: [cdr] }
}

const wrongCurrency: Plant = (parcel, { random }) =>
  only(parcel, { currency: random.pick(['EUR', 'NOK', 'DKK', 'PLN'].filter((each) => each !== parcel.cdr.currency)) })

const ABOVE = ['PRICE_ABOVE_TARIFF']

export const PRICE_FAULTS: readonly FaultKind[] = [
  { name: 'dearer_energy', says: 'More per kWh than the tariff', expected: ABOVE, plant: dearerEnergy },
  { name: 'dearer_time', says: 'More per hour than the tariff', expected: ABOVE, plant: dearerTime },
  {
    name: 'rounded_per_period',
    says: 'Step size per period, not per session',
    expected: ABOVE,
    plant: roundedPerPeriod,
  },
  { name: 'larger_step', says: 'A larger step size than published', expected: ABOVE, plant: largerStep },
  {
    name: 'max_price_ignored',
    says: 'Highest price not kept',
    expected: ABOVE,
    versions: SINCE_221,
    plant: maxPriceIgnored,
  },
  {
    name: 'min_price_raised',
    says: 'A higher lowest price',
    expected: ABOVE,
    versions: SINCE_221,
    plant: minPriceRaised,
  },
  { name: 'flat_twice', says: 'Start fee charged twice', expected: ABOVE, plant: flatTwice },
  { name: 'idle_fee_too_early', says: 'Idle fee before its time', expected: ABOVE, plant: idleFeeTooEarly },
  { name: 'local_time_ignored', says: 'Hours of the day read as UTC', expected: ABOVE, plant: localTimeIgnored },
  { name: 'element_order_ignored', says: 'Day price at night', expected: ABOVE, plant: elementOrder },
  {
    name: 'reservation_dearer',
    says: 'Reservation over-charged',
    expected: ABOVE,
    versions: SINCE_221,
    plant: reservationDearer,
  },
  { name: 'vat_in_net_total', says: 'Total with VAT as total without', expected: ABOVE, plant: vatInNet },
  {
    name: 'tariff_changed',
    says: 'Tariff changed after the start',
    expected: ['TARIFF_CHANGED_AFTER_START'],
    plant: tariffChanged,
  },
  {
    name: 'tariff_not_received',
    says: 'A dearer tariff that was never sent',
    expected: ['TARIFF_VERSION_NOT_RECEIVED'],
    plant: tariffNotReceived,
  },
  {
    name: 'tariff_missing',
    says: 'A tariff that nobody has',
    expected: ['PRICE_UNVERIFIABLE'],
    versions: SINCE_221,
    plant: tariffMissing,
  },
  {
    name: 'wrong_vat',
    says: 'Wrong VAT rate',
    expected: ['VAT_RATE_UNEXPECTED', 'INCL_BELOW_EXCL'],
    versions: SINCE_221,
    plant: wrongVat,
  },
  {
    name: 'incl_below_excl',
    says: 'Less with VAT than without',
    expected: ['INCL_BELOW_EXCL'],
    versions: SINCE_221,
    plant: inclBelowExcl,
  },
  {
    name: 'components_do_not_sum',
    says: 'Parts that do not make the total',
    expected: ['COMPONENTS_DO_NOT_SUM'],
    versions: SINCE_221,
    plant: componentsOff,
  },
  { name: 'zero_energy_fee', says: 'A fee for no energy', expected: ['FREE_SESSION_CHARGED'], plant: zeroEnergyFee },
  {
    name: 'wrong_currency',
    says: 'Another currency than the tariff',
    expected: ['CURRENCY_MISMATCH'],
    plant: wrongCurrency,
  },
]
