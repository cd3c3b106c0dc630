// CDRs that are wrong in ways of their own, and the next agreement with their operator: something for every part of the
// audit to show.
import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import type { SystemCtx } from '@/lib/auth/context'
import {
  addMonths,
  BILLING_ZONE,
  DAY_MS,
  HOUR_MS,
  instant,
  localDate,
  monthOf,
  startOfDay,
  addDays,
  toIsoInstant,
} from '@/lib/kernel/time'
import type { PartnerId } from '@/lib/kernel/ids'
import { publishAgreement } from '@/lib/partners/agreements/publish-agreement'
import { standardTerms } from '@/lib/roaming/core/agreement'
import type { CpoControl } from './cpo-control'

type Card = { uid: string; type: string }
type Sent = { cdr: Record<string, unknown> }

const total = (excl: number) => ({ excl_vat: excl, incl_vat: Math.round(excl * 125) / 100 })

/** Sends each over OCPI, as the operator would. */
export async function addAuditCases(ctx: SystemCtx, cpo: CpoControl, cards: readonly Card[]): Promise<void> {
  const now = ctx.clock.now()
  const night = startOfDay(addDays(localDate(now, BILLING_ZONE), -1), BILLING_ZONE)
  let turn = 0
  const send = (fields: Record<string, unknown>) => {
    const card = cards[(turn += 1) % cards.length]! // there are dozens
    const endedAt = toIsoInstant(instant(night + turn * HOUR_MS))
    return cpo.ask<Sent>('POST', 'cdr', { token: { uid: card.uid, type: card.type }, endedAt, ...fields })
  }
  // An estimate instead of a calculation, a session too small to be paid for, and parking that nobody did.
  await send({ kwhTarget: 31, overrides: { total_cost: total(300) } })
  await send({ kwhTarget: 0.1, minutes: 4 })
  await send({ kwhTarget: 22, overrides: { total_parking_cost: total(25) } })
  // The meter signed less than the CDR states.
  await send({ kwhTarget: 26, signed: true, overrides: { total_energy: 31.5 } })
  // An account of last quarter, one in a money that its tariff is not in, one without its periods, one whose hours are
  // not those of its periods, hours at a socket that gave nothing, and a credit of what we never had.
  await send({ kwhTarget: 19, endedAt: toIsoInstant(instant(now - 100 * DAY_MS)) })
  await send({ kwhTarget: 21, overrides: { currency: 'EUR' } })
  await send({ kwhTarget: 17, overrides: { charging_periods: [] } })
  await send({ kwhTarget: 23, overrides: { total_time: 9.5 } })
  await send({ kwhTarget: 0.3, minutes: 200, overrides: { total_cost: total(60), total_time_cost: total(60) } })
  const credit = { credit: true, credit_reference_id: 'KUL-C0000000', total_cost: total(-48) }
  await send({ kwhTarget: 15, overrides: credit })
  // The same charge twice, under two ids.
  const { cdr } = await send({ kwhTarget: 18 })
  await cpo.ask('POST', 'cdr', { token: cdr['cdr_token'], overrides: { ...cdr, id: `${String(cdr['id'])}-B` } })
}

/** From the first of next month CDRs come faster, and we pay faster. */
export async function agreeOnNextMonth(ctx: SystemCtx): Promise<void> {
  const [row] = (await getDb().execute(sql`
    select id, country_code from partners where state = 'registered' order by created_at limit 1`)) as unknown as {
    id: PartnerId
    country_code: string
  }[] // the columns of the statement
  if (!row) return
  const validFrom = `${addMonths(monthOf(ctx.clock.now()), 1)}-01`
  await publishAgreement(ctx, row.id, {
    ...standardTerms(row.country_code),
    party: null,
    validFrom,
    validTo: null,
    cdrDeadlineDays: 30,
    disputeDays: 45,
    note: 'Underlag inom 30 dagar mot betalning inom 15.',
    paymentDays: 15,
  })
}
