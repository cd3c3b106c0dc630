// OCPI 2.2.1 §11 Tariffs. Prices exclude VAT.
import { readKey } from '../common'
import { PRICE_221 } from '../prices'
import { tariffCodec, writeOwnerAndLimits, type TariffWords } from '../tariffs'

export const TARIFF_221: TariffWords = {
  prices: PRICE_221,
  readKey: (object, key) => readKey(object, key, 36),
  readTaxIncluded: () => 'NO',
  write: (tariff) => writeOwnerAndLimits(tariff, PRICE_221),
  exclVat: true,
  rates: true,
  canSay: () => true,
  foreign: ['tax_included'],
}

export const tariffs = tariffCodec(TARIFF_221)
