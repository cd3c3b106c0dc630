// A believable CDR and its tariff for tests: an hour and a half at an 11 kW socket in Uppsala, twenty minutes parked.
import { toDecimalString, decimal, sum } from '@/lib/kernel/decimal'
import { HOUR_MS, instant, MINUTE_MS, type Instant } from '@/lib/kernel/time'
import type { Cdr, ChargingPeriod } from '@/lib/roaming/core/session'
import type { PriceComponent, Tariff, TariffElement } from '@/lib/roaming/core/tariff'

export const CHARGE_STARTED: Instant = instant(Date.UTC(2026, 9, 14, 16))

/** `[type, price, step size, VAT]` */
type ComponentText = [type: string, price: string, stepSize?: number, vat?: string | null]

function toComponent([type, price, stepSize = 1, vat = '25']: ComponentText): PriceComponent {
  return { type, price, stepSize, vat }
}

export function buildTariff(given: Partial<Tariff> & { components?: ComponentText[] } = {}): Tariff {
  const { components = [['ENERGY', '3.2']], ...fields } = given
  const elements: TariffElement[] = [{ components: components.map(toComponent), restrictions: null }]
  return {
    countryCode: 'SE',
    partyId: 'KUL',
    id: 'KUL-AC',
    currency: 'SEK',
    type: 'REGULAR',
    altText: [],
    altUrl: null,
    taxIncluded: 'NO',
    minPrice: null,
    maxPrice: null,
    elements,
    startsAt: null,
    endsAt: null,
    lastUpdated: instant(Date.UTC(2026, 7, 28)),
    ...fields,
  }
}

/** One period of charging: minutes and kWh, or minutes parked. */
export type PeriodText = { minutes: number; kwh?: string; parked?: boolean }

export function buildPeriods(
  startedAt: Instant,
  texts: readonly PeriodText[],
  tariffId: string | null = 'KUL-AC',
): ChargingPeriod[] {
  let at: number = startedAt
  return texts.map(({ minutes, kwh, parked }) => {
    const hours = toDecimalString(decimal(minutes).div(60).toDecimalPlaces(6))
    const dimensions = parked
      ? [{ type: 'PARKING_TIME', volume: hours }]
      : [
          { type: 'ENERGY', volume: kwh ?? '0' },
          { type: 'TIME', volume: hours },
        ]
    const period = { startedAt: instant(at), dimensions, tariffId }
    at += minutes * MINUTE_MS
    return period
  })
}

function sumOf(periods: readonly ChargingPeriod[], type: string): string {
  const volumes = periods.flatMap((period) => period.dimensions.filter((entry) => entry.type === type))
  return toDecimalString(sum(volumes.map((entry) => decimal(entry.volume))))
}

const CHARGE: readonly PeriodText[] = [
  { minutes: 60, kwh: '11' },
  { minutes: 30, kwh: '5.5' },
  { minutes: 20, parked: true },
]

export function buildCdr(given: Partial<Cdr> & { texts?: readonly PeriodText[]; exclVat?: string } = {}): Cdr {
  const { texts = CHARGE, exclVat = '52.8', ...fields } = given
  const startedAt = fields.startedAt ?? CHARGE_STARTED
  const tariffs = fields.tariffs ?? [buildTariff()]
  const chargingPeriods = fields.chargingPeriods ?? buildPeriods(startedAt, texts, tariffs[0]?.id ?? 'KUL-AC')
  const minutes = texts.reduce((total, period) => total + period.minutes, 0)
  const endedAt = fields.endedAt ?? instant(startedAt + minutes * MINUTE_MS)
  return {
    countryCode: 'SE',
    partyId: 'KUL',
    id: 'KUL-2026-1014-0001',
    startedAt,
    endedAt,
    sessionId: 'SESSION-1',
    token: { countryCode: 'SE', partyId: 'LDN', uid: '04A1B2C3D4E5F6', type: 'RFID', contractId: 'SE-LDN-C1' },
    authMethod: 'AUTH_REQUEST',
    authorizationReference: null,
    location: {
      id: 'LOC-1',
      name: 'Resecentrum',
      address: 'Kungsgatan 1',
      city: 'Uppsala',
      postalCode: '753 21',
      state: null,
      country: 'SWE',
      coordinates: { latitude: '59.8581', longitude: '17.6463' },
      evseUid: 'E0077-7',
      evseId: 'SE*KUL*E0077*7',
      connectorId: '1',
      connectorStandard: 'IEC_62196_T2',
      connectorFormat: 'SOCKET',
      connectorPowerType: 'AC_3_PHASE',
    },
    meterId: null,
    currency: 'SEK',
    tariffs,
    chargingPeriods,
    signedData: null,
    totalCost: { excl: exclVat, incl: toDecimalString(decimal(exclVat).times('1.25').toDecimalPlaces(2)), taxes: [] },
    totalFixedCost: null,
    totalEnergyKwh: sumOf(chargingPeriods, 'ENERGY'),
    totalEnergyCost: null,
    totalTimeHours: toDecimalString(
      decimal(endedAt - startedAt)
        .div(HOUR_MS)
        .toDecimalPlaces(4),
    ),
    totalTimeCost: null,
    totalParkingTimeHours: null,
    totalParkingCost: null,
    totalReservationCost: null,
    remark: null,
    invoiceReferenceId: null,
    credit: false,
    creditReferenceId: null,
    homeChargingCompensation: false,
    lastUpdated: instant(endedAt + 5 * MINUTE_MS),
    ...fields,
  }
}

/** The credit CDR that takes `cdr` back: only the total is negated. */
export function buildCreditCdr(cdr: Cdr, given: Partial<Cdr> = {}): Cdr {
  const negate = (value: string | null) => (value === null ? null : toDecimalString(decimal(value).negated()))
  return {
    ...cdr,
    id: `${cdr.id}-C`,
    credit: true,
    creditReferenceId: cdr.id,
    totalCost: { ...cdr.totalCost, excl: negate(cdr.totalCost.excl), incl: negate(cdr.totalCost.incl) },
    ...given,
  }
}
