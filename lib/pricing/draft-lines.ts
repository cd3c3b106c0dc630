// From periods to lines: what each period delivered, with the component that prices it at the period's start.
import { draftLine, momentAt, quantitiesOf, selectRule, type DraftLine } from './dimensions'
import type { CompiledTariff } from './compile-tariff'
import type { Note } from './findings'
import type { PeriodFacts } from './periods'
import type { Plan } from './plan-session'
import { add, QUANTITY_DIGITS, toText, ZERO } from './rational'
import { reservationLines } from './reservation'
import type { Moment } from './restrictions'
import { findPriceChange } from './thresholds'

function noteDoubt(doubt: string | null, dimension: string, period: PeriodFacts, note: Note): void {
  if (doubt === 'power_unverifiable')
    note('POWER_UNVERIFIABLE', period.index, `${dimension}: no power was stated for an element that asks for it`)
  if (doubt === 'current_unverifiable')
    note('CURRENT_UNVERIFIABLE', period.index, `${dimension}: no current was stated for an element that asks for it`)
}

/** Energy, charging and parking of one period, each by the component that is active at its start. */
function chargingLines(plan: Plan, period: PeriodFacts, tariff: CompiledTariff, start: Moment): DraftLine[] {
  const { note, input } = plan
  const lines: DraftLine[] = []
  for (const { dimension, quantity } of quantitiesOf(period)) {
    const { rule, reason, doubt } = selectRule(tariff.charging[dimension], start)
    noteDoubt(doubt, dimension, period, note)
    if (rule) lines.push(draftLine(dimension, period, tariff, { rule, reason }, quantity))
    else if (!doubt && tariff.charging[dimension].length > 0) {
      note(
        'UNPRICED_VOLUME',
        period.index,
        `${dimension} of ${toText(quantity, QUANTITY_DIGITS)} has no price at that time`,
      )
    }
  }
  const stretch = {
    from: period.startedAt,
    to: period.endedAt,
    energyBefore: start.energyKwh,
    energy: period.energyKwh ?? ZERO,
    chargingStartedAt: plan.chargingStartedAt,
    timeZone: input.timeZone,
  }
  const change = findPriceChange(tariff, period, start, stretch)
  if (change !== null) {
    const second = Math.round((change - period.startedAt) / 1000)
    note('PERIOD_SPANS_PRICE_CHANGE', period.index, `a price changes ${second} s into the period; its start decides`)
  }
  return lines
}

/** All lines in order of time. The flat fee falls due once per session, the first time one is active. */
export function draftLines(plan: Plan): DraftLine[] {
  const lines: DraftLine[] = []
  let energyKwh = ZERO
  let feeIsDue = true
  for (const period of plan.periods) {
    const tariff = plan.tariffOf(period)
    if (tariff) {
      lines.push(...reservationLines(period, tariff, plan.reservation, plan.input, plan.note))
      const start = momentAt(period.startedAt, period, energyKwh, plan.chargingStartedAt, tariff, plan.input.timeZone)
      if (feeIsDue && plan.reservation.isCharging(period) && tariff.charging.FLAT.length > 0) {
        const { rule, reason, doubt } = selectRule(tariff.charging.FLAT, start)
        noteDoubt(doubt, 'FLAT', period, plan.note)
        if (rule) lines.push(draftLine('FLAT', period, tariff, { rule, reason }))
        feeIsDue = rule === null
      }
      lines.push(...chargingLines(plan, period, tariff, start))
    } else if (plan.input.tariffs.length > 0) {
      plan.note('TARIFF_UNKNOWN', period.index, `tariff ${period.tariffId} is not among those of the session`)
    }
    if (period.energyKwh) energyKwh = add(energyKwh, period.energyKwh)
  }
  return lines
}
