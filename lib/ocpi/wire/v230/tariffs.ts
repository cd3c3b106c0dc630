// OCPI 2.3.0 §11 Tariffs: `tax_included` says what the prices mean.
import type { TaxIncluded } from '@/lib/roaming/core/tariff'
import { readKey } from '../common'
import { PRICE_230 } from '../prices'
import type { WireObject } from '../reader'
import { tariffCodec, writeOwnerAndLimits, type TariffWords } from '../tariffs'

const TAX_INCLUDED = ['YES', 'NO', 'N/A']

/** Required, also inside a CDR, where the specification's own example forgets it: then prices are as they were in 2.2.1. */
function readTaxIncluded(object: WireObject): TaxIncluded {
  const stated = object.textOr('tax_included', 10, 'NO').toUpperCase()
  if (TAX_INCLUDED.includes(stated)) return stated as TaxIncluded // one of them, checked
  object.note('tax_included', 'unknown_value', `"${stated}" is not known`)
  return 'NO'
}

export const TARIFF_230: TariffWords = {
  prices: PRICE_230,
  readKey: (object, key) => readKey(object, key, 36),
  readTaxIncluded,
  write: (tariff) => ({ ...writeOwnerAndLimits(tariff, PRICE_230), tax_included: tariff.taxIncluded }),
  exclVat: false,
  rates: true,
  canSay: () => true,
  foreign: [],
}

export const tariffs = tariffCodec(TARIFF_230)
