import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal, sum, toDecimalString } from '@/lib/kernel/decimal'
import { instant, type Instant } from '@/lib/kernel/time'
import type { Image, Price } from '@/lib/roaming/core/common'
import type { Connector, Evse, Location, ParkingPlace } from '@/lib/roaming/core/location'
import type { Cdr, CdrToken, ChargingPeriod, Session } from '@/lib/roaming/core/session'
import type { PriceLimit, Tariff, TariffRestrictions } from '@/lib/roaming/core/tariff'
import { LOSSES, lose, type Loss } from '../testing/losses'
import { codecsOf } from './codecs'
import { versionOfCdr } from './shape'

const OWNER = { countryCode: 'SE', partyId: 'KUL' }
const RUNS = { numRuns: 50 }

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const some = <T>(value: fc.Arbitrary<T>) => fc.array(value, { maxLength: 2 })
const text = fc.stringMatching(/^[A-Za-z0-9 åäö-]{1,12}$/)
const id = fc.stringMatching(/^[A-Z0-9]{1,12}$/)
const flag = fc.boolean()
const amount = fc.integer({ min: 0, max: 9_999_999 }).map((n) => toDecimalString(decimal(n).dividedBy(10_000)))
const when: fc.Arbitrary<Instant> = fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }).map((s) => instant(s * 1000))
const whole = fc.integer({ min: 0, max: 100_000 })
const displayText = fc.record({ language: fc.constantFrom('sv', 'en'), text })
const place = fc.constant({ latitude: '57.704550', longitude: '11.966110' })
const image: fc.Arbitrary<Image> = fc.record({
  url: fc.constant('https://cpo.example/a.jpg'),
  thumbnail: maybe(fc.constant('https://cpo.example/b.jpg')),
  category: fc.constantFrom('CHARGER', 'sketch'),
  type: fc.constant('jpeg'),
  width: maybe(whole),
  height: maybe(whole),
})
const business = fc.record({ name: text, website: maybe(fc.constant('https://cpo.example')), logo: maybe(image) })

const tax = fc.record({ name: text, accountNumber: maybe(id), percentage: maybe(amount), amount })
/** Only the taxes tell the sum with tax. */
const price: fc.Arbitrary<Price> = fc.tuple(amount, some(tax)).map(([excl, taxes]) => ({
  excl,
  incl: taxes.length === 0 ? null : toDecimalString(sum([decimal(excl), ...taxes.map((each) => decimal(each.amount))])),
  taxes,
}))
const limit: fc.Arbitrary<PriceLimit> = fc.record({ excl: amount, incl: maybe(amount) })

const restrictions: fc.Arbitrary<TariffRestrictions> = fc.record({
  startTime: maybe(fc.constant('08:00')),
  endTime: maybe(fc.constant('20:00')),
  startDate: maybe(fc.constant('2026-01-01')),
  endDate: maybe(fc.constant('2026-12-31')),
  minKwh: maybe(amount),
  maxKwh: maybe(amount),
  minCurrentA: maybe(amount),
  maxCurrentA: maybe(amount),
  minPowerKw: maybe(amount),
  maxPowerKw: maybe(amount),
  minDurationSeconds: maybe(whole),
  maxDurationSeconds: maybe(whole),
  dayOfWeek: some(fc.constantFrom('MONDAY', 'SUNDAY')),
  reservation: maybe(fc.constant('RESERVATION')),
})
const component = fc.record({
  type: fc.constantFrom('ENERGY', 'TIME', 'PARKING_TIME', 'FLAT'),
  price: amount,
  vat: maybe(amount),
  stepSize: whole,
})
const element = fc.record({
  components: fc.array(component, { minLength: 1, maxLength: 2 }),
  restrictions: maybe(restrictions),
})
const plainElement = fc.record({
  components: fc.array(component, { minLength: 1, maxLength: 2 }),
  restrictions: fc.constant(null),
})
const tariff: fc.Arbitrary<Tariff> = fc
  .record({
    countryCode: fc.constant(OWNER.countryCode),
    partyId: fc.constant(OWNER.partyId),
    id,
    currency: fc.constantFrom('SEK', 'EUR'),
    type: maybe(fc.constantFrom('REGULAR', 'AD_HOC_PAYMENT')),
    altText: some(displayText),
    altUrl: maybe(fc.constant('https://cpo.example/t')),
    taxIncluded: fc.constant('NO' as const),
    minPrice: maybe(limit),
    maxPrice: maybe(limit),
    startsAt: maybe(when),
    endsAt: maybe(when),
    lastUpdated: when,
  })
  .chain((rest) =>
    // One element that every version can say: without any there is no tariff.
    fc.tuple(plainElement, some(element)).map(([first, others]) => ({ ...rest, elements: [first, ...others] })),
  )

const token: fc.Arbitrary<CdrToken> = fc.record({
  countryCode: fc.constant('SE'),
  partyId: fc.constant('LDN'),
  uid: id,
  type: fc.constantFrom('RFID', 'APP_USER', 'EMAID'),
  contractId: id,
})
const period: fc.Arbitrary<ChargingPeriod> = fc.record({
  startedAt: when,
  dimensions: fc.array(fc.record({ type: fc.constantFrom('TIME', 'MAX_POWER'), volume: amount }), {
    minLength: 1,
    maxLength: 2,
  }),
  tariffId: maybe(id),
})

const session: fc.Arbitrary<Session> = fc.record({
  countryCode: fc.constant(OWNER.countryCode),
  partyId: fc.constant(OWNER.partyId),
  id,
  startedAt: when,
  endedAt: maybe(when),
  energyKwh: amount,
  token,
  authMethod: fc.constantFrom('AUTH_REQUEST', 'WHITELIST'),
  authorizationReference: maybe(id),
  locationId: id,
  evseUid: id,
  connectorId: id,
  meterId: maybe(id),
  currency: fc.constant('SEK'),
  chargingPeriods: some(period),
  totalCost: maybe(price),
  status: fc.constantFrom('ACTIVE', 'COMPLETED', 'INVALID', 'PENDING'),
  lastUpdated: when,
})

const cdrLocation: fc.Arbitrary<Cdr['location']> = fc.record({
  id,
  name: maybe(text),
  address: text,
  city: text,
  postalCode: maybe(text),
  state: maybe(text),
  country: fc.constant('SWE'),
  coordinates: maybe(place),
  evseUid: id,
  evseId: maybe(id),
  connectorId: id,
  connectorStandard: fc.constantFrom('IEC_62196_T2', 'CHADEMO'),
  connectorFormat: fc.constantFrom('CABLE', 'SOCKET'),
  connectorPowerType: fc.constantFrom('AC_3_PHASE', 'DC'),
})
const signed = fc.record({
  encodingMethod: id,
  encodingMethodVersion: maybe(whole),
  publicKey: maybe(text),
  signedValues: fc.array(fc.record({ nature: id, plainData: text, signedData: text }), { minLength: 1, maxLength: 2 }),
  url: maybe(fc.constant('https://cpo.example/s')),
})
const cdr: fc.Arbitrary<Cdr> = fc.record({
  countryCode: fc.constant(OWNER.countryCode),
  partyId: fc.constant(OWNER.partyId),
  id,
  startedAt: when,
  endedAt: when,
  sessionId: maybe(id),
  token,
  authMethod: fc.constantFrom('AUTH_REQUEST', 'COMMAND'),
  authorizationReference: maybe(id),
  location: cdrLocation,
  meterId: maybe(id),
  currency: fc.constant('SEK'),
  tariffs: some(tariff),
  chargingPeriods: fc.array(period, { minLength: 1, maxLength: 2 }),
  signedData: maybe(signed),
  totalCost: price,
  totalFixedCost: maybe(price),
  totalEnergyKwh: amount,
  totalEnergyCost: maybe(price),
  totalTimeHours: amount,
  totalTimeCost: maybe(price),
  totalParkingTimeHours: maybe(amount),
  totalParkingCost: maybe(price),
  totalReservationCost: maybe(price),
  remark: maybe(text),
  invoiceReferenceId: maybe(id),
  credit: flag,
  creditReferenceId: maybe(id),
  homeChargingCompensation: flag,
  lastUpdated: when,
})

const connector: fc.Arbitrary<Connector> = fc.record({
  id,
  standard: fc.constantFrom('IEC_62196_T2', 'IEC_60309_2_single_16', 'NEW_PLUG'),
  format: fc.constantFrom('CABLE', 'SOCKET'),
  powerType: fc.constantFrom('AC_3_PHASE', 'DC'),
  maxVoltage: maybe(whole),
  maxAmperage: maybe(whole),
  maxPowerW: maybe(whole),
  tariffIds: some(id),
  termsUrl: maybe(fc.constant('https://cpo.example/terms')),
  capabilities: some(fc.constantFrom('ISO_15118_2_PLUG_AND_CHARGE', 'Something new')),
  lastUpdated: when,
})
const parkingPlace: fc.Arbitrary<ParkingPlace> = fc.record({
  id,
  physicalReference: maybe(text),
  vehicleTypes: fc.array(fc.constantFrom('PERSONAL_VEHICLE', 'DISABLED', 'tractor'), { minLength: 1, maxLength: 2 }),
  maxWeightKg: maybe(amount),
  maxHeightCm: maybe(amount),
  maxLengthCm: maybe(amount),
  maxWidthCm: maybe(amount),
  spaceLengthCm: maybe(amount),
  spaceWidthCm: maybe(amount),
  dangerousGoodsAllowed: maybe(flag),
  direction: maybe(fc.constantFrom('PARALLEL', 'ANGLE')),
  driveThrough: maybe(flag),
  restrictedToType: flag,
  reservationRequired: flag,
  timeLimitMinutes: maybe(amount),
  roofed: maybe(flag),
  images: some(image),
  lighting: maybe(flag),
  refrigerationOutlet: maybe(flag),
  standards: some(text),
  apdsReference: maybe(id),
})
const evse: fc.Arbitrary<Evse> = fc.record({
  uid: id,
  evseId: maybe(id),
  status: fc.constantFrom('AVAILABLE', 'CHARGING', 'REMOVED'),
  statusSchedule: some(fc.record({ from: when, to: maybe(when), status: fc.constantFrom('PLANNED', 'AVAILABLE') })),
  capabilities: some(fc.constantFrom('RESERVABLE', 'new-thing')),
  connectors: fc.array(connector, { minLength: 1, maxLength: 2 }),
  floorLevel: maybe(fc.constantFrom('-1', '2')),
  coordinates: maybe(place),
  physicalReference: maybe(text),
  directions: some(displayText),
  parkingRestrictions: some(fc.constantFrom('EV_ONLY', 'TENANTS')),
  parking: some(fc.record({ parkingId: id, position: maybe(fc.constantFrom('LEFT', 'RIGHT')) })),
  images: some(image),
  acceptedServiceProviders: some(text),
  lastUpdated: when,
})
const hours = fc.record({
  twentyFourSeven: flag,
  regular: some(fc.constant({ weekday: 1, begin: '08:00', end: '20:00' })),
  openings: some(fc.record({ from: when, to: when })),
  closings: some(fc.record({ from: when, to: when })),
})
const location: fc.Arbitrary<Location> = fc.record({
  countryCode: fc.constant(OWNER.countryCode),
  partyId: fc.constant(OWNER.partyId),
  id,
  publish: flag,
  publishAllowedTo: some(
    fc.record({
      uid: maybe(id),
      type: maybe(fc.constant('RFID')),
      visualNumber: maybe(id),
      issuer: maybe(text),
      groupId: maybe(id),
    }),
  ),
  name: maybe(text),
  address: text,
  city: text,
  postalCode: maybe(text),
  state: maybe(text),
  country: fc.constant('SWE'),
  coordinates: place,
  relatedLocations: some(fc.tuple(place, maybe(displayText)).map(([at, name]) => ({ ...at, name }))),
  parkingType: maybe(fc.constantFrom('ON_STREET', 'ON_DRIVEWAY', 'UNKNOWN', 'BARN')),
  evses: some(evse),
  directions: some(displayText),
  operator: maybe(business),
  suboperator: maybe(business),
  owner: maybe(business),
  facilities: some(fc.constantFrom('HOTEL', 'sauna')),
  timeZone: maybe(fc.constant('Europe/Stockholm')),
  openingHours: maybe(hours),
  chargingWhenClosed: flag,
  images: some(image),
  energyMix: maybe(
    fc.record({
      isGreen: flag,
      sources: some(fc.record({ source: fc.constantFrom('WIND', 'GAS'), percentage: amount })),
      impacts: some(fc.record({ category: fc.constantFrom('CARBON_DIOXIDE', 'noise'), amount })),
      supplierName: maybe(text),
      productName: maybe(text),
    }),
  ),
  parkingPlaces: some(parkingPlace),
  helpPhone: maybe(fc.constant('+46 31 000 00')),
  lastUpdated: when,
})

const SUBJECTS = {
  cdr: { values: cdr as fc.Arbitrary<{ id: string }>, codec: 'cdrs' },
  session: { values: session as fc.Arbitrary<{ id: string }>, codec: 'sessions' },
  tariff: { values: tariff as fc.Arbitrary<{ id: string }>, codec: 'tariffs' },
  location: { values: location as fc.Arbitrary<{ id: string }>, codec: 'locations' },
} as const
const KINDS = Object.keys(SUBJECTS) as (keyof typeof SUBJECTS)[]

type AnyCodec = {
  toWire(value: unknown): unknown
  fromWire(json: unknown, key?: undefined, owner?: typeof OWNER): { value: unknown; findings: unknown[] }
}
const codecOf = (version: Parameters<typeof codecsOf>[0], kind: keyof typeof SUBJECTS) =>
  codecsOf(version)[SUBJECTS[kind].codec] as unknown as AnyCodec // each reads what it writes

/** Written and read again, over JSON as on the wire. */
function thereAndBack(codec: AnyCodec, value: unknown): unknown {
  return codec.fromWire(JSON.parse(JSON.stringify(codec.toWire(value))), undefined, OWNER).value
}

describe.each(KINDS)('a %s', (kind) => {
  const { values } = SUBJECTS[kind]

  test('written in 2.3.0 and read again is what it was', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(thereAndBack(codecOf('2.3.0', kind), value)).toEqual(value)
      }),
      RUNS,
    )
  })

  test.each(['2.2.1', '2.1.1'] as const)('written in %s and read again loses exactly what is listed', (version) => {
    const losses: readonly Loss[] = LOSSES[version][kind]
    const met = new Set<string>()
    fc.assert(
      fc.property(values, (value) => {
        const lost = lose(value, losses)
        for (const path of lost.met) met.add(path)
        expect(thereAndBack(codecOf(version, kind), value)).toEqual(lost.left)
      }),
      { numRuns: 120 },
    )
    // A line that nothing ever meets is no loss.
    expect(losses.map(({ path }) => path).filter((path) => !met.has(path))).toEqual([])
  })
})

test('a CDR tells its version by its shape', () => {
  fc.assert(
    fc.property(cdr, (value) => {
      for (const version of ['2.1.1', '2.2.1', '2.3.0'] as const)
        expect(versionOfCdr(codecsOf(version).cdrs.toWire(value))).toBe(version)
    }),
    RUNS,
  )
})

describe('a tariff whose prices include tax', () => {
  const prices = (taxIncluded: Tariff['taxIncluded'], vat: string | null): Tariff => ({
    ...fc.sample(tariff, 1)[0]!,
    taxIncluded,
    elements: [{ components: [{ type: 'ENERGY', price: '4', vat, stepSize: 1 }], restrictions: null }],
  })
  const priceIn = (version: '2.1.1' | '2.2.1' | '2.3.0', value: Tariff) => {
    const { value: read } = codecsOf(version).tariffs.fromWire(
      codecsOf(version).tariffs.toWire(value),
      undefined,
      OWNER,
    )
    return [read.taxIncluded, read.elements[0]?.components[0]?.price]
  }
  test('says so in 2.3.0; older versions get the price without it', () => {
    expect(priceIn('2.3.0', prices('YES', '25'))).toEqual(['YES', '4'])
    expect(priceIn('2.2.1', prices('YES', '25'))).toEqual(['NO', '3.2'])
    expect(priceIn('2.1.1', prices('YES', '25'))).toEqual(['NO', '3.2'])
  })
  test('without a rate cannot be said in older versions, and is not guessed', () => {
    expect(() => priceIn('2.2.1', prices('YES', null))).toThrow('whose rate is not stated')
    expect(priceIn('2.3.0', prices('YES', null))).toEqual(['YES', '4'])
  })
  test('where no tax applies the price is the same everywhere', () => {
    expect(priceIn('2.2.1', prices('N/A', null))).toEqual(['NO', '4'])
  })
})
