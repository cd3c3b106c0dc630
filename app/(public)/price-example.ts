import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import { roundToMinor, sumMinor } from '@/lib/kernel/money'
import type { PublicPrices } from '@/lib/rating/core/public-prices'

export type Band = PublicPrices['bands'][number]

export type PriceExample = {
  kwh: DecimalString
  powerKw: number
  /** Null where the operator's own price is passed on: it is known before start, not here. */
  perKwh: DecimalString | null
  energyMinor: bigint | null
  markupPerKwh: DecimalString | null
  markupMinor: bigint | null
  startMinor: bigint
  totalMinor: bigint | null
  /** Contained in the total. */
  vatMinor: bigint | null
}

/** What a fast charge costs by the published prices, line by line; the lines sum to the total to the öre. */
export function priceExample(prices: PublicPrices, kwh: DecimalString = '30', powerKw = 150): PriceExample {
  const energy = decimal(kwh)
  const cost = (perKwh: DecimalString) => roundToMinor(energy.times(decimal(perKwh)), prices.currency)
  const startMinor = roundToMinor(prices.startFee, prices.currency)
  const known = { kwh, powerKw, startMinor }
  const unknown = prices.passThrough ?? prices.spot
  if (unknown) {
    const { markupPerKwh } = unknown
    const rest = { perKwh: null, energyMinor: null, totalMinor: null, vatMinor: null }
    return { ...known, ...rest, markupPerKwh, markupMinor: cost(markupPerKwh) }
  }
  const band = prices.bands.find((entry) => entry.current === 'DC' && covers(entry, powerKw)) ?? prices.bands[0]
  const perKwh = band?.perKwh ?? '0'
  const energyMinor = cost(perKwh)
  const totalMinor = sumMinor([energyMinor, startMinor])
  const vat = decimal(prices.vatPercent)
  const vatMinor = BigInt(decimal(totalMinor).times(vat).div(vat.plus(100)).toFixed(0))
  return { ...known, perKwh, energyMinor, markupPerKwh: null, markupMinor: null, totalMinor, vatMinor }
}

function covers(band: Band, powerKw: number): boolean {
  return powerKw >= band.fromKw && (band.toKw === null || powerKw < band.toKw)
}
