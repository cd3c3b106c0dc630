// OCPI 2.1.1 mod_tariffs. No owner, no type, no validity, no limits, no VAT; and the only version whose tariffs can be
// changed by PATCH.
import { isJsonObject, WireError } from '../reader'
import { readOwnedKey } from '../common'
import { PRICE_211 } from '../prices'
import { tariffCodec, type TariffWords } from '../tariffs'
import { compact } from '../writer'
import type { TariffCodec } from '../codec'

export const TARIFF_211: TariffWords = {
  prices: PRICE_211,
  readKey: (object, key, owner) => readOwnedKey(object, key, owner, 36),
  readTaxIncluded: () => 'NO',
  write: () => ({}),
  exclVat: true,
  rates: false,
  canSay: ({ minCurrentA, maxCurrentA, reservation }) => (minCurrentA ?? maxCurrentA ?? reservation) === null,
  // The rest of what later versions say stays with the tariff until it is put again.
  foreign: ['tax_included'],
}

const codec = tariffCodec(TARIFF_211)

export const tariffs: TariffCodec = {
  ...codec,
  mergePatch(current, received, patch) {
    if (!isJsonObject(patch)) throw new WireError('', 'must be an object')
    const { last_updated: _, ...known } = codec.toWireOver(current, received)
    const merged = compact({ ...known, ...patch })
    const { value, findings } = codec.fromWire(merged, current)
    // Taxes that a later version stated are those of its prices.
    const prices = 'elements' in patch ? {} : { elements: current.elements, taxIncluded: current.taxIncluded }
    return {
      value: { ...value, ...prices },
      // A change without a date of its own counts from now on.
      findings: findings.filter(({ path }) => path !== '/last_updated'),
      received: merged,
    }
  },
}
