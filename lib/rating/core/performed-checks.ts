// What was checked, for the seal on a charge. Each check names the figures it compared; the words are the portal's.
import { decimal, toDecimalString } from '@/lib/kernel/decimal'
import { MINUTE_MS } from '@/lib/kernel/time'
import type { Cdr } from '@/lib/roaming/core/session'
import { sumPeriods } from './cdr-sums'
import { FINDINGS, type Finding, type FindingCode, type FindingParams, type FindingTopic } from './finding'

export const CHECKS = ['time', 'energy', 'price', 'vat', 'duplicate', 'card'] as const
export type CheckName = (typeof CHECKS)[number]
/** `noted`: something was odd and made no difference to the price. */
export type PerformedCheck = { check: CheckName; outcome: 'ok' | 'noted' | 'deviates'; params: FindingParams }

const TOPICS: Readonly<Record<CheckName, readonly FindingTopic[]>> = {
  time: ['time'],
  energy: ['energy'],
  price: ['price'],
  vat: ['vat'],
  duplicate: ['duplicate', 'credit'],
  card: ['identity'],
}

/** It says who pays what, not that anything is odd about the CDR; the charge has a section of its own for it. */
const TOLD_ELSEWHERE: FindingCode = 'PROMISED_PRICE_RULES'

function outcomeOf(check: CheckName, findings: readonly Finding[]): PerformedCheck['outcome'] {
  const own = findings.filter(({ code }) => code !== TOLD_ELSEWHERE && TOPICS[check].includes(FINDINGS[code].topic))
  if (own.some((entry) => entry.severity === 'hold')) return 'deviates'
  return own.some((entry) => entry.severity === 'warning') ? 'noted' : 'ok'
}

/** Params: minutes, periods, kwh, tariff (its id), tariffSource, vatPercent. */
export function performedChecks(
  cdr: Cdr,
  findings: readonly Finding[],
  rating: { tariffSource: string; vatPercent: string },
): PerformedCheck[] {
  const sums = sumPeriods(cdr)
  const tariff = cdr.chargingPeriods.find((period) => period.tariffId)?.tariffId ?? cdr.tariffs[0]?.id ?? ''
  const params: Record<CheckName, FindingParams> = {
    time: { minutes: Math.round((cdr.endedAt - cdr.startedAt) / MINUTE_MS).toString() },
    energy: {
      kwh: toDecimalString(sums.energyKwh ?? decimal(cdr.totalEnergyKwh)),
      periods: cdr.chargingPeriods.length.toString(),
    },
    price: { tariff, tariffSource: rating.tariffSource },
    vat: { vatPercent: rating.vatPercent },
    duplicate: {},
    card: {},
  }
  return CHECKS.map((check) => ({ check, outcome: outcomeOf(check, findings), params: params[check] }))
}
