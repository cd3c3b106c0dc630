// Tariffs, OCPI 2.3.0 §11: one adapter for all versions, told by `TariffWords` what its version calls things.
import { decimal } from '@/lib/kernel/decimal'
import type { ObjectKey } from '@/lib/roaming/core/common'
import type { PriceComponent, Tariff, TariffElement, TariffRestrictions, TaxIncluded } from '@/lib/roaming/core/tariff'
import type { Party, TariffCodec } from './codec'
import { knownFields, readCurrency, readDisplayText } from './common'
import type { PriceWords } from './prices'
import { WireError, WireObject, type Place, type WireJson } from './reader'
import { compact, toDateTime, toNumber } from './writer'

export type TariffWords = {
  readonly prices: PriceWords
  readKey(object: WireObject, key: ObjectKey | undefined, owner: Party | undefined): ObjectKey
  readTaxIncluded(object: WireObject): TaxIncluded
  /** The fields that this version has besides those of every version. */
  write(tariff: Tariff): WireJson
  /** Prices exclude tax, and components can state a rate. */
  readonly exclVat: boolean
  readonly rates: boolean
  /** Whether the version can say under which conditions an element holds; one it cannot say is left out, never widened. */
  canSay(restrictions: TariffRestrictions): boolean
  readonly foreign: readonly string[]
}

function readComponent(item: unknown, path: Place, into: WireObject): PriceComponent {
  const object = new WireObject(item, path, into.findings)
  const stepSize = object.optionalInteger('step_size')
  if (stepSize === null) object.note('step_size', 'missing', 'is required')
  if (stepSize !== null && stepSize < 0) object.fail('step_size', 'must not be negative')
  return {
    type: object.id('type', 20).toUpperCase(),
    price: object.exact('price'),
    vat: object.optionalExact('vat'),
    stepSize: stepSize ?? 1,
  }
}

function readRestrictions(object: WireObject): TariffRestrictions {
  return {
    startTime: object.optionalText('start_time', 5),
    endTime: object.optionalText('end_time', 5),
    startDate: object.optionalText('start_date', 10),
    endDate: object.optionalText('end_date', 10),
    minKwh: object.optionalExact('min_kwh'),
    maxKwh: object.optionalExact('max_kwh'),
    minCurrentA: object.optionalExact('min_current'),
    maxCurrentA: object.optionalExact('max_current'),
    minPowerKw: object.optionalExact('min_power'),
    maxPowerKw: object.optionalExact('max_power'),
    minDurationSeconds: object.optionalInteger('min_duration'),
    maxDurationSeconds: object.optionalInteger('max_duration'),
    dayOfWeek: object.texts('day_of_week', 10).map((day) => day.toUpperCase()),
    reservation: object.optionalText('reservation', 30)?.toUpperCase() ?? null,
  }
}

function readElement(item: unknown, path: Place, into: WireObject): TariffElement {
  const object = new WireObject(item, path, into.findings)
  const components = object.list('price_components', (entry, at) => readComponent(entry, at, object))
  if (components.length === 0) object.note('price_components', 'missing', 'must not be empty')
  return { components, restrictions: object.object('restrictions', readRestrictions) }
}

/** Reads a Tariff, alone or within a CDR. */
export function readTariff(object: WireObject, words: TariffWords, key?: ObjectKey, owner?: Party): Tariff {
  const lastUpdated = object.optionalInstant('last_updated')
  if (lastUpdated === null) object.note('last_updated', 'missing', 'is required')
  const elements = object.list('elements', (item, path) => readElement(item, path, object))
  if (elements.length === 0) object.fail('elements', 'is required')
  return {
    ...words.readKey(object, key, owner),
    currency: readCurrency(object),
    type: object.optionalText('type', 30)?.toUpperCase() ?? null,
    altText: object.lenientList('tariff_alt_text', (item, path) => readDisplayText(item, path, object)),
    altUrl: object.optionalText('tariff_alt_url', 255),
    taxIncluded: words.readTaxIncluded(object),
    minPrice: words.prices.readLimit(object, 'min_price'),
    maxPrice: words.prices.readLimit(object, 'max_price'),
    elements,
    startsAt: object.optionalInstant('start_date_time'),
    endsAt: object.optionalInstant('end_date_time'),
    lastUpdated,
  }
}

const DIGITS = 6

/** The price as the version means it: without tax where it knows no other. An unknown tax cannot be taken out. */
function priceOf({ price, vat }: PriceComponent, { taxIncluded }: Tariff, words: TariffWords): number {
  if (!words.exclVat || taxIncluded !== 'YES' || decimal(price).isZero()) return toNumber(price)
  if (vat === null) throw new WireError('/elements', 'has prices with a tax whose rate is not stated')
  return decimal(price).times(100).dividedBy(decimal(vat).plus(100)).toDecimalPlaces(DIGITS).toNumber()
}

function writeElement({ components, restrictions }: TariffElement, tariff: Tariff, words: TariffWords): WireJson {
  return compact({
    price_components: components.map((component) =>
      compact({
        type: component.type,
        price: priceOf(component, tariff, words),
        vat: words.rates ? toNumber(component.vat) : null,
        step_size: component.stepSize,
      }),
    ),
    restrictions:
      restrictions &&
      compact({
        start_time: restrictions.startTime,
        end_time: restrictions.endTime,
        start_date: restrictions.startDate,
        end_date: restrictions.endDate,
        min_kwh: toNumber(restrictions.minKwh),
        max_kwh: toNumber(restrictions.maxKwh),
        min_current: toNumber(restrictions.minCurrentA),
        max_current: toNumber(restrictions.maxCurrentA),
        min_power: toNumber(restrictions.minPowerKw),
        max_power: toNumber(restrictions.maxPowerKw),
        min_duration: restrictions.minDurationSeconds,
        max_duration: restrictions.maxDurationSeconds,
        day_of_week: restrictions.dayOfWeek,
        reservation: restrictions.reservation,
      }),
  })
}

export function writeTariff(tariff: Tariff, words: TariffWords): WireJson {
  const elements = tariff.elements.filter(({ restrictions }) => restrictions === null || words.canSay(restrictions))
  if (elements.length === 0) throw new WireError('/elements', 'cannot be said in this version')
  return compact({
    ...words.write(tariff),
    id: tariff.id,
    currency: tariff.currency,
    tariff_alt_text: tariff.altText,
    tariff_alt_url: tariff.altUrl,
    elements: elements.map((element) => writeElement(element, tariff, words)),
    last_updated: toDateTime(tariff.lastUpdated),
  })
}

/** The fields that 2.2 added and 2.3.0 kept. */
export function writeOwnerAndLimits(tariff: Tariff, prices: PriceWords): WireJson {
  return {
    country_code: tariff.countryCode,
    party_id: tariff.partyId,
    type: tariff.type,
    min_price: prices.writeLimit(tariff.minPrice),
    max_price: prices.writeLimit(tariff.maxPrice),
    start_date_time: toDateTime(tariff.startsAt),
    end_date_time: toDateTime(tariff.endsAt),
  }
}

export function tariffCodec(words: TariffWords): TariffCodec {
  return {
    fromWire(json, key, owner) {
      const object = new WireObject(json, '', [])
      return { value: readTariff(object, words, key, owner), findings: object.findings }
    },
    toWire: (tariff) => writeTariff(tariff, words),
    toWireOver: (tariff, received) => ({ ...knownFields(received, words.foreign), ...writeTariff(tariff, words) }),
  }
}
