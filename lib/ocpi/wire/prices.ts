// What things cost, as each version writes it. Reading takes the forms of all of them, for partners mix them; another
// form than the version's own is noted. What an older version cannot say stays unknown: never zero.
import { decimal, sum, toDecimalString } from '@/lib/kernel/decimal'
import type { Price, TaxAmount } from '@/lib/roaming/core/common'
import type { PriceLimit } from '@/lib/roaming/core/tariff'
import { isJsonObject, WireObject, type WireJson } from './reader'
import { compact, toNumber } from './writer'

/** `number`: a bare amount without tax. `vat`: excl_vat and incl_vat. `taxes`: before_taxes and what is added. */
type Form = 'number' | 'vat' | 'taxes'

export type PriceWords = {
  /** Null where there is none. */
  read(object: WireObject, name: string): Price | null
  write(price: Price | null): WireJson | number | null
  readLimit(object: WireObject, name: string): PriceLimit | null
  writeLimit(limit: PriceLimit | null): WireJson | null
}

const ANOTHER_VERSION = 'is a price as another version of OCPI writes it'

function readTaxes(object: WireObject): TaxAmount[] {
  return object.list('taxes', (item, path) => {
    const tax = new WireObject(item, path, object.findings)
    return {
      name: tax.textOr('name', 255, 'VAT'),
      accountNumber: tax.optionalText('account_number', 255),
      percentage: tax.optionalExact('percentage'),
      amount: tax.exact('amount'),
    }
  })
}

function readBeforeTaxes(object: WireObject): Price {
  const excl = object.exact('before_taxes')
  const taxes = readTaxes(object)
  // No tax that is named is not the same as no tax.
  const incl =
    taxes.length === 0 ? null : toDecimalString(sum([decimal(excl), ...taxes.map(({ amount }) => decimal(amount))]))
  return { excl, incl, taxes }
}

function readExclVat(object: WireObject): Price {
  const price = { excl: object.optionalExact('excl_vat'), incl: object.optionalExact('incl_vat'), taxes: [] }
  if (price.excl === null) {
    if (price.incl === null) object.fail('excl_vat', 'is required')
    object.note('excl_vat', 'missing', 'is required')
  }
  return price
}

function readPrice(object: WireObject, name: string, own: Form): Price | null {
  const value = object.fields[name]
  if (typeof value === 'number' || typeof value === 'string') {
    if (own !== 'number') object.note(name, 'price_expected', 'is a number, not a Price')
    return { excl: object.exact(name), incl: null, taxes: [] }
  }
  if (!object.has(name)) return null
  const form: Form = isJsonObject(value) && 'before_taxes' in value ? 'taxes' : 'vat'
  if (form !== own) object.note(name, 'price_expected', ANOTHER_VERSION)
  return object.object(name, form === 'taxes' ? readBeforeTaxes : readExclVat)
}

function readLimit(object: WireObject, name: string, own: Form): PriceLimit | null {
  const value = object.fields[name]
  if (typeof value === 'number' || typeof value === 'string') {
    object.note(name, 'price_expected', 'is a number, not a Price')
    return { excl: object.exact(name), incl: null }
  }
  return object.object(name, (limit) => {
    if (!limit.has('before_taxes')) {
      if (own === 'taxes') object.note(name, 'price_expected', ANOTHER_VERSION)
      const { excl, incl } = readExclVat(limit)
      return { excl, incl }
    }
    if (own !== 'taxes') object.note(name, 'price_expected', ANOTHER_VERSION)
    return { excl: limit.exact('before_taxes'), incl: limit.optionalExact('after_taxes') }
  })
}

/** 2.1.1: an amount without tax. */
export const PRICE_211: PriceWords = {
  read: (object, name) => readPrice(object, name, 'number'),
  write: (price) => price && toNumber(price.excl),
  readLimit: (object, name) => readLimit(object, name, 'number'),
  writeLimit: () => null,
}

/** 2.2.1: without and with VAT. */
export const PRICE_221: PriceWords = {
  read: (object, name) => readPrice(object, name, 'vat'),
  write: (price) => price && compact({ excl_vat: toNumber(price.excl), incl_vat: toNumber(price.incl) }),
  readLimit: (object, name) => readLimit(object, name, 'vat'),
  writeLimit: (limit) => limit && compact({ excl_vat: toNumber(limit.excl), incl_vat: toNumber(limit.incl) }),
}

/** Where only both sums are known, the difference is one tax without a name of its own. */
function taxesOf({ excl, incl, taxes }: Price): TaxAmount[] {
  if (taxes.length > 0 || excl === null || incl === null) return taxes
  const amount = toDecimalString(decimal(incl).minus(excl))
  return [{ name: 'VAT', accountNumber: null, percentage: null, amount }]
}

/** 2.3.0: before taxes, and each tax by its name. A price whose amount before taxes is unknown cannot be written. */
export const PRICE_230: PriceWords = {
  read: (object, name) => readPrice(object, name, 'taxes'),
  write: (price) =>
    price === null || price.excl === null
      ? null
      : compact({
          before_taxes: toNumber(price.excl),
          taxes: taxesOf(price).map(({ name, accountNumber, percentage, amount }) =>
            compact({
              name,
              account_number: accountNumber,
              percentage: toNumber(percentage),
              amount: toNumber(amount),
            }),
          ),
        }),
  readLimit: (object, name) => readLimit(object, name, 'taxes'),
  writeLimit: (limit) =>
    limit === null || limit.excl === null
      ? null
      : compact({ before_taxes: toNumber(limit.excl), after_taxes: toNumber(limit.incl) }),
}
