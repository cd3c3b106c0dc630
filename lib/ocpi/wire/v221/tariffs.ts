// OCPI 2.2.1 §11 Tariffs.
import type { ObjectKey } from '@/lib/roaming/core/common'
import type { PriceComponent, PriceLimit, Tariff, TariffElement, TariffRestrictions } from '@/lib/roaming/core/tariff'
import { WireObject, type Place, type Read, type WireJson } from '../reader'
import { compact, toDateTime, toNumber } from '../writer'
import { optionalPrice, readCurrency, readDisplayText, readKey } from './common'

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

function readLimit(object: WireObject, name: string): PriceLimit | null {
  const price = optionalPrice(object, name)
  return price && { excl: price.excl, incl: price.incl }
}

export function readTariff(object: WireObject, key?: ObjectKey): Tariff {
  const lastUpdated = object.optionalInstant('last_updated')
  if (lastUpdated === null) object.note('last_updated', 'missing', 'is required')
  const elements = object.list('elements', (item, path) => readElement(item, path, object))
  if (elements.length === 0) object.fail('elements', 'is required')
  return {
    ...readKey(object, key, 36),
    currency: readCurrency(object),
    type: object.optionalText('type', 30)?.toUpperCase() ?? null,
    altText: object.lenientList('tariff_alt_text', (item, path) => readDisplayText(item, path, object)),
    altUrl: object.optionalText('tariff_alt_url', 255),
    taxIncluded: 'NO',
    minPrice: readLimit(object, 'min_price'),
    maxPrice: readLimit(object, 'max_price'),
    elements,
    startsAt: object.optionalInstant('start_date_time'),
    endsAt: object.optionalInstant('end_date_time'),
    lastUpdated,
  }
}

/** Reads a Tariff object. With `key`, the owner's key in the address, the body must agree. */
export function fromWire(json: unknown, key?: ObjectKey): Read<Tariff> {
  const object = new WireObject(json, '', [])
  return { value: readTariff(object, key), findings: object.findings }
}

function writeElement({ components, restrictions }: TariffElement): WireJson {
  return compact({
    price_components: components.map(({ type, price, vat, stepSize }) =>
      compact({ type, price: toNumber(price), vat: toNumber(vat), step_size: stepSize }),
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

const writeLimit = (limit: PriceLimit | null) =>
  limit && compact({ excl_vat: toNumber(limit.excl), incl_vat: toNumber(limit.incl) })

export function toWire(tariff: Tariff): WireJson {
  return compact({
    country_code: tariff.countryCode,
    party_id: tariff.partyId,
    id: tariff.id,
    currency: tariff.currency,
    type: tariff.type,
    tariff_alt_text: tariff.altText,
    tariff_alt_url: tariff.altUrl,
    min_price: writeLimit(tariff.minPrice),
    max_price: writeLimit(tariff.maxPrice),
    elements: tariff.elements.map(writeElement),
    start_date_time: toDateTime(tariff.startsAt),
    end_date_time: toDateTime(tariff.endsAt),
    last_updated: toDateTime(tariff.lastUpdated),
  })
}
