// A tariff in sentences, for staff and customers: one per component in the order in which the elements are asked, then
// limits and tax. It says what the tariff says and computes nothing but a price per minute.
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import { formatDecimal, formatUnitPrice } from '@/lib/kernel/format/money'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import type { PriceComponent, PriceLimit, Tariff, TariffElement } from '@/lib/roaming/core/tariff'
import { describeRestrictions } from './describe-restrictions'

const WORDS = {
  sv: {
    ENERGY: 'el',
    TIME: 'laddtid',
    PARKING_TIME: 'parkering',
    FLAT: 'startavgift',
    reservation: 'reservation',
    free: 'utan kostnad',
    everythingFree: 'Gratis.',
    otherwise: 'annars',
    session: 'laddning',
    atLeast: 'Minst',
    atMost: 'Högst',
    exclTax: 'Priserna är utan moms',
    inclTax: 'Priserna är med moms',
    noTax: 'Ingen moms tillkommer.',
    tax: 'moms',
    started: (amount: string) => `per påbörjade ${amount}`,
  },
  en: {
    ENERGY: 'electricity',
    TIME: 'charging time',
    PARKING_TIME: 'parking',
    FLAT: 'start fee',
    reservation: 'reservation',
    free: 'free of charge',
    everythingFree: 'Free of charge.',
    otherwise: 'otherwise',
    session: 'session',
    atLeast: 'At least',
    atMost: 'At most',
    exclTax: 'Prices exclude VAT',
    inclTax: 'Prices include VAT',
    noTax: 'No VAT applies.',
    tax: 'VAT',
    started: (amount: string) => `per ${amount} or part of it`,
  },
} as const
type Words = (typeof WORDS)[FormatLocale]

const PRICED = ['ENERGY', 'TIME', 'PARKING_TIME', 'FLAT'] as const
type Priced = (typeof PRICED)[number]

function pricedType(component: PriceComponent): Priced | null {
  return PRICED.find((type) => type === component.type.toUpperCase()) ?? null
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `3,20 kr` without a unit: what is before the slash. */
function formatFee(price: DecimalString, currency: string, locale: FormatLocale): string {
  return formatUnitPrice(price, currency, '', locale).slice(0, -1)
}

/** Hours are what the tariff says, minutes what people compare: by the minute where that needs no rounding. */
function formatPrice(type: Priced, price: DecimalString, currency: string, locale: FormatLocale): string {
  if (type === 'FLAT') return formatFee(price, currency, locale)
  if (type === 'ENERGY') return formatUnitPrice(price, currency, 'kWh', locale)
  const perMinute = decimal(price).div(60)
  return perMinute.decimalPlaces() <= 4
    ? formatUnitPrice(perMinute.toFixed(), currency, 'min', locale)
    : formatUnitPrice(price, currency, 'h', locale)
}

/** Steps worth a word: more than a minute, or a tenth of a kWh and more. */
function describeStep(type: Priced, stepSize: number, locale: FormatLocale): string {
  const { started } = WORDS[locale]
  if (type === 'ENERGY' && stepSize >= 100) {
    return `, ${started(`${formatDecimal(decimal(stepSize).div(1000).toFixed(), [0, 3], locale)} kWh`)}`
  }
  const isTime = type === 'TIME' || type === 'PARKING_TIME'
  return isTime && stepSize > 60
    ? `, ${started(`${formatDecimal(decimal(stepSize).div(60).toFixed(), [0, 1], locale)} min`)}`
    : ''
}

function nameOf(type: Priced, element: TariffElement, words: Words): string {
  if (!element.restrictions?.reservation) return words[type]
  return type === 'FLAT' ? `${words.reservation}, ${words.FLAT}` : words.reservation
}

function describeComponent(
  component: PriceComponent,
  element: TariffElement,
  isLater: boolean,
  tariff: Tariff,
  locale: FormatLocale,
): string | null {
  const type = pricedType(component)
  if (!type) return null
  const words = WORDS[locale]
  const restrictions = element.restrictions ? describeRestrictions(element.restrictions, locale) : ''
  const condition = restrictions === '' && isLater ? words.otherwise : restrictions
  const price = decimal(component.price).isZero()
    ? words.free
    : formatPrice(type, component.price, tariff.currency, locale)
  const statement = `${nameOf(type, element, words)} ${price}${describeStep(type, component.stepSize, locale)}`
  return `${capitalised(condition === '' ? statement : `${condition}: ${statement}`)}.`
}

function describeLimit(prefix: string, limit: PriceLimit | null, tariff: Tariff, locale: FormatLocale): string[] {
  const amount = limit && (tariff.taxIncluded === 'YES' ? (limit.incl ?? limit.excl) : (limit.excl ?? limit.incl))
  return amount ? [`${prefix} ${formatFee(amount, tariff.currency, locale)} per ${WORDS[locale].session}.`] : []
}

function describeTax(tariff: Tariff, locale: FormatLocale): string[] {
  const words = WORDS[locale]
  if (tariff.taxIncluded === 'N/A') return [words.noTax]
  const rates = new Set(
    tariff.elements.flatMap(({ components }) => components.map(({ vat }) => vat && decimal(vat).toFixed())),
  )
  const stated = [...rates].filter((rate) => rate !== null)
  const percents =
    stated.length === rates.size ? stated.map((rate) => `${formatDecimal(rate, [0, 2], locale)}\u00a0%`) : []
  const suffix = percents.length > 0 ? ` (${percents.join(', ')})` : ''
  return [`${tariff.taxIncluded === 'YES' ? words.inclTax : words.exclTax}${suffix}.`]
}

/** The tariff as sentences. An element that comes later for the same thing and has no condition says "otherwise". */
export function describeTariff(tariff: Tariff, locale: FormatLocale): string[] {
  const prices = tariff.elements.flatMap(({ components }) => components)
  if (prices.length > 0 && prices.every(({ price }) => decimal(price).isZero()) && !tariff.minPrice) {
    return [WORDS[locale].everythingFree]
  }
  const seen = new Set<string>()
  const sentences: string[] = []
  for (const element of tariff.elements) {
    for (const component of element.components) {
      const key = `${component.type} ${element.restrictions?.reservation ?? ''}`
      const sentence = describeComponent(component, element, seen.has(key), tariff, locale)
      if (sentence) sentences.push(sentence)
      seen.add(key)
    }
  }
  const { atLeast, atMost } = WORDS[locale]
  return [
    ...sentences,
    ...describeLimit(atLeast, tariff.minPrice, tariff, locale),
    ...describeLimit(atMost, tariff.maxPrice, tariff, locale),
    ...describeTax(tariff, locale),
  ]
}
