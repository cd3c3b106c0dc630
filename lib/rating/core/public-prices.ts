// A plan as people read it: prices including VAT.
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import type { CalendarDate } from '@/lib/kernel/time'
import type { BiddingArea } from './bidding-area'
import type { CurrentType, Discount, PricePlanRules } from './price-plan'

export type PublicPrices = {
  planName: string
  currency: 'SEK'
  validFrom: CalendarDate
  vatPercent: DecimalString
  /** Set where the operator's price is passed on. */
  passThrough: { markupPercent: DecimalString; markupPerKwh: DecimalString } | null
  /** Set where the price follows the electricity exchange. */
  spot: {
    area: BiddingArea | null
    markupPercent: DecimalString
    markupPerKwh: DecimalString
    capPerKwh: DecimalString | null
    floorPerKwh: DecimalString | null
  } | null
  /** Per kWh by kind and power; empty where the operator's price is passed on. */
  bands: { current: CurrentType; fromKw: number; toKw: number | null; perKwh: DecimalString }[]
  startFee: DecimalString
  monthlyFee: DecimalString
  idleFee: { perMinute: DecimalString; freeMinutes: number; capPerSession: DecimalString | null } | null
  sessionCap: DecimalString | null
  monthCap: DecimalString | null
  freeKwhPerMonth: DecimalString | null
  discounts: Discount[]
  /** Whether other prices hold with some operators or sockets: they are shown before a charge. */
  hasOverrides: boolean
}

/** An exact price including VAT. */
export function withVat(amount: DecimalString, vatPercent: DecimalString): DecimalString {
  return toDecimalString(decimal(amount).times(decimal(vatPercent).div(100).plus(1)))
}

export function toPublicPrices(plan: { name: string; validFrom: CalendarDate; rules: PricePlanRules }): PublicPrices {
  const { energy, idleFee, startFee, monthlyFee, vatPercent } = plan.rules
  const gross = (amount: DecimalString) => withVat(amount, vatPercent)
  return {
    planName: plan.name,
    currency: 'SEK',
    validFrom: plan.validFrom,
    vatPercent,
    passThrough:
      energy.method === 'pass_through'
        ? { markupPercent: energy.markupPercent, markupPerKwh: gross(energy.markupPerKwh) }
        : null,
    spot:
      energy.method === 'spot'
        ? {
            area: energy.area,
            markupPercent: energy.markupPercent,
            markupPerKwh: gross(energy.markupPerKwh),
            capPerKwh: energy.capPerKwh && gross(energy.capPerKwh),
            floorPerKwh: energy.floorPerKwh && gross(energy.floorPerKwh),
          }
        : null,
    bands: energy.method === 'fixed' ? energy.bands.map((band) => ({ ...band, perKwh: gross(band.perKwh) })) : [],
    startFee: gross(startFee),
    monthlyFee: gross(monthlyFee),
    idleFee: idleFee && {
      perMinute: gross(idleFee.perMinute),
      freeMinutes: idleFee.freeMinutes,
      capPerSession: idleFee.capPerSession && gross(idleFee.capPerSession),
    },
    sessionCap: plan.rules.sessionCap && gross(plan.rules.sessionCap),
    monthCap: plan.rules.monthCap && gross(plan.rules.monthCap),
    freeKwhPerMonth: plan.rules.freeKwhPerMonth,
    discounts: plan.rules.discounts,
    hasOverrides: plan.rules.overrides.length > 0,
  }
}
