// What changed between two versions of a tariff, field by field, for the page that compares them.
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { toIsoInstant } from '@/lib/kernel/time'
import type { Tariff, TariffElement } from '@/lib/roaming/core/tariff'

export type TariffChange = {
  kind: 'added' | 'removed' | 'changed'
  /** Index of the element in the newer version, in the older one where it was removed; null for the tariff itself. */
  element: number | null
  /** `currency`, `minPrice.excl`, `ENERGY.price`, `restrictions.maxKwh`, `order`. */
  field: string
  before: string | null
  after: string | null
}

type Fields = ReadonlyMap<string, string>

/** 0.5 and 0.50 are the same price. */
function plain(value: DecimalString): string {
  return toDecimalString(decimal(value))
}

function collect(entries: readonly (readonly [string, string | number | null])[]): Fields {
  return new Map(
    entries.flatMap(([field, value]) => (value === null || value === '' ? [] : [[field, String(value)] as const])),
  )
}

function fieldsOfTariff(tariff: Tariff): Fields {
  const { minPrice, maxPrice, startsAt, endsAt } = tariff
  return collect([
    ['currency', tariff.currency],
    ['type', tariff.type],
    ['taxIncluded', tariff.taxIncluded],
    ['minPrice.excl', minPrice?.excl ? plain(minPrice.excl) : null],
    ['minPrice.incl', minPrice?.incl ? plain(minPrice.incl) : null],
    ['maxPrice.excl', maxPrice?.excl ? plain(maxPrice.excl) : null],
    ['maxPrice.incl', maxPrice?.incl ? plain(maxPrice.incl) : null],
    ['startsAt', startsAt === null ? null : toIsoInstant(startsAt)],
    ['endsAt', endsAt === null ? null : toIsoInstant(endsAt)],
    ['altText', tariff.altText.map(({ language, text }) => `${language}: ${text}`).join(' | ')],
    ['altUrl', tariff.altUrl],
  ])
}

const DECIMAL_RESTRICTIONS = new Set(['minKwh', 'maxKwh', 'minCurrentA', 'maxCurrentA', 'minPowerKw', 'maxPowerKw'])

function fieldsOfElement(element: TariffElement): Fields {
  const restrictions = Object.entries(element.restrictions ?? {}).map(([name, value]) => {
    if (value === null || Array.isArray(value)) return [`restrictions.${name}`, value?.join(', ') ?? null] as const
    return [`restrictions.${name}`, DECIMAL_RESTRICTIONS.has(name) ? plain(String(value)) : value] as const
  })
  const components = element.components.flatMap(({ type, price, vat, stepSize }) => [
    [`${type}.price`, plain(price)] as const,
    [`${type}.vat`, vat === null ? null : plain(vat)] as const,
    [`${type}.stepSize`, stepSize] as const,
  ])
  return collect([...components, ...restrictions])
}

function diffFields(before: Fields, after: Fields, element: number | null): TariffChange[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].flatMap((field): TariffChange[] => {
    const [old, fresh] = [before.get(field) ?? null, after.get(field) ?? null]
    if (old === fresh) return []
    return [
      {
        kind: old === null ? 'added' : fresh === null ? 'removed' : 'changed',
        element,
        field,
        before: old,
        after: fresh,
      },
    ]
  })
}

/** Ways in which an element of the older version is the one of the newer, the surest first. */
const LIKENESSES: readonly ((element: TariffElement, index: number) => string)[] = [
  (element) => JSON.stringify([...fieldsOfElement(element)]),
  ({ restrictions, components }) => JSON.stringify([restrictions, components.map(({ type }) => type)]),
  ({ restrictions }) => JSON.stringify(restrictions),
  (_, index) => String(index),
]

/** Index in the newer version → index in the older one. */
function pairElements(before: readonly TariffElement[], after: readonly TariffElement[]): Map<number, number> {
  const pairs = new Map<number, number>()
  const free = new Set(before.keys())
  for (const likeness of LIKENESSES) {
    for (const [index, element] of after.entries()) {
      if (pairs.has(index)) continue
      const wanted = likeness(element, index)
      const found = [...free].find((candidate) => likeness(before[candidate]!, candidate) === wanted) // a key of `before`
      if (found === undefined) continue
      pairs.set(index, found)
      free.delete(found)
    }
  }
  return pairs
}

/** The order of elements decides which one prices, so a change of it is a change of price. */
function diffOrder(pairs: ReadonlyMap<number, number>): TariffChange[] {
  const order = [...pairs].toSorted(([a], [b]) => a - b).map(([, old]) => old)
  const sorted = order.toSorted((a, b) => a - b)
  if (order.every((old, index) => old === sorted[index])) return []
  return [{ kind: 'changed', element: null, field: 'order', before: sorted.join(', '), after: order.join(', ') }]
}

/** All changes from `before` to `after`; empty where both price alike and say the same. */
export function diffTariffs(before: Tariff, after: Tariff): TariffChange[] {
  const pairs = pairElements(before.elements, after.elements)
  const kept = new Set(pairs.values())
  const none: Fields = new Map()
  return [
    ...diffFields(fieldsOfTariff(before), fieldsOfTariff(after), null),
    ...diffOrder(pairs),
    ...after.elements.flatMap((element, index) => {
      const old = pairs.get(index)
      return diffFields(
        old === undefined ? none : fieldsOfElement(before.elements[old]!),
        fieldsOfElement(element),
        index,
      ) // paired above
    }),
    ...before.elements.flatMap((element, index) =>
      kept.has(index) ? [] : diffFields(fieldsOfElement(element), none, index),
    ),
  ]
}
