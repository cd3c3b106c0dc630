// OCPI 2.2.1 §11 Tariffs: whether a price can be told from them, and whether all of it can ever apply.
import type { OcpiVersion } from '@/lib/auth/context'
import { decimal } from '@/lib/kernel/decimal'
import type { PriceComponent, Tariff, TariffRestrictions } from '@/lib/roaming/core/tariff'
import { isJsonObject } from '../wire/reader'
import type { Sample } from './check-objects'
import type { Place, Verdicts } from './verdicts'

const MODULE = 'tariffs'
const DAY_SECONDS = 86_400
/** Per kWh, per hour or per session, in any currency of Europe but the forint. */
const PRICE_LIMIT = 10_000
const LARGEST_STEP: Readonly<Record<string, number>> = { ENERGY: 100_000, TIME: DAY_SECONDS, PARKING_TIME: DAY_SECONDS }

export function checkTariffs(verdicts: Verdicts, samples: readonly Sample<Tariff>[], version: OcpiVersion): void {
  for (const sample of samples) checkTariff(verdicts, sample, version)
}

/** A list of elements that is there and empty is refused by the reader, so it is looked for in the JSON as well. */
export function checkElements(verdicts: Verdicts, json: unknown, place: Place): void {
  const elements = isJsonObject(json) ? json['elements'] : undefined
  verdicts.check('tariff_elements', MODULE, Array.isArray(elements) && elements.length > 0, () => ({
    ...place,
    pointer: `${place.pointer}/elements`,
    found: elements ?? 'none',
  }))
}

function checkTariff(
  verdicts: Verdicts,
  { value, json, recorded, pointer }: Sample<Tariff>,
  version: OcpiVersion,
): void {
  const at = (path: string): Place => ({ call: recorded, pointer: `${pointer}${path}` })
  verdicts.check('tariff_currency', MODULE, /^[A-Z]{3}$/.test(value.currency), () => ({
    ...at('/currency'),
    found: value.currency,
    expected: 'SEK',
  }))
  if (version === '2.3.0')
    verdicts.check('tax_included', MODULE, isJsonObject(json) && typeof json['tax_included'] === 'string', () => ({
      ...at('/tax_included'),
      found: 'none',
      expected: 'YES, NO, N/A',
    }))
  for (const [index, element] of value.elements.entries()) {
    const place = `/elements/${index}`
    verdicts.check('tariff_elements', MODULE, element.components.length > 0, () => ({
      ...at(`${place}/price_components`),
      found: '[]',
    }))
    for (const [position, component] of element.components.entries())
      checkComponent(verdicts, component, at(`${place}/price_components/${position}`))
    if (element.restrictions) checkRestrictions(verdicts, element.restrictions, at(`${place}/restrictions`))
  }
  checkReach(verdicts, value, at)
}

function checkComponent(verdicts: Verdicts, { type, price, stepSize }: PriceComponent, place: Place): void {
  const largest = LARGEST_STEP[type]
  if (largest !== undefined)
    verdicts.check('step_size', MODULE, stepSize >= 1 && stepSize <= largest, () => ({
      ...place,
      pointer: `${place.pointer}/step_size`,
      found: stepSize,
      expected: `1 – ${largest}`,
    }))
  const amount = decimal(price)
  verdicts.check('price_sane', MODULE, !amount.isNegative() && amount.lessThan(PRICE_LIMIT), () => ({
    ...place,
    pointer: `${place.pointer}/price`,
    found: price,
  }))
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/
const DATE = /^\d{4}-\d\d-\d\d$/

function checkRestrictions(verdicts: Verdicts, restrictions: TariffRestrictions, place: Place): void {
  const { startTime, endTime, startDate, endDate, minKwh, maxKwh, minPowerKw, maxPowerKw } = restrictions
  const { minDurationSeconds: shortest, maxDurationSeconds: longest } = restrictions
  const ordered = (low: string | number | null, high: string | number | null) =>
    low === null || high === null || decimal(low).lessThan(decimal(high))
  const sane =
    [startTime, endTime].every((text) => text === null || TIME.test(text) || text === '24:00') &&
    [startDate, endDate].every((text) => text === null || DATE.test(text)) &&
    (startDate === null || endDate === null || startDate < endDate) &&
    ordered(minKwh, maxKwh) &&
    ordered(minPowerKw, maxPowerKw) &&
    ordered(shortest, longest)
  verdicts.check('restriction_sane', MODULE, sane, () => ({ ...place, found: restrictions }))
}

/** The first element that fits serves a dimension: what stands below one without conditions never does. */
function checkReach(verdicts: Verdicts, { elements }: Tariff, at: (path: string) => Place): void {
  const served = new Set<string>()
  for (const [index, element] of elements.entries()) {
    const types = element.components.map(({ type }) => type)
    verdicts.check('element_reachable', MODULE, types.length === 0 || types.some((type) => !served.has(type)), () => ({
      ...at(`/elements/${index}`),
      found: types.join(', '),
    }))
    if (
      !element.restrictions ||
      Object.values(element.restrictions).every(
        (value) => value === null || (Array.isArray(value) && value.length === 0),
      )
    )
      for (const type of types) served.add(type)
  }
}
