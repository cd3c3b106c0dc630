// Cases with the operator in several states, so that staff have some to decide and the first customer one to follow.
import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { mintCustomerCtx, mintStaffCtx } from '@/lib/auth/mint'
import { newId, type CdrId, type CustomerId, type DisputeId, type UserId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, localDate } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import { closeDispute } from '@/lib/rating/disputes/close-dispute'
import { recordAnswer } from '@/lib/rating/disputes/record-answer'
import { reportCharge } from '@/lib/rating/disputes/report-charge'
import { sendDispute } from '@/lib/rating/disputes/send-dispute'

const ANSWER_DAYS = 14

/** Sends what the rules have opened, has some answered and some closed, and lets the first customer report a charge. */
export async function addDisputes(first: CustomerId): Promise<void> {
  const clock = systemClock
  const request = { requestId: newId('request', clock.now()), clock }
  const staff = mintStaffCtx({ ...request, userId: await userOf(sql`role = 'finance'`), role: 'administrator' })
  const opened = (await getDb().execute(sql`
    select d.id from disputes d join dispute_cdrs l on l.dispute_id = d.id join cdrs c on c.id = l.cdr_id
    where d.origin = 'rule' and d.state = 'open' and c.customer_id is distinct from ${first} order by d.number`)) as unknown as {
    id: DisputeId
  }[] // the column of the statement
  const deadline = addDays(localDate(clock.now(), BILLING_ZONE), ANSWER_DAYS)
  const [won, lost, answered, ...others] = opened.map(({ id }) => id)
  for (const id of [won, lost, answered, ...others.slice(0, 2)])
    if (id) await sendDispute(staff, id, { deadline, note: 'Skickad till operatörens avräkning med e-post.' })
  if (answered) await recordAnswer(staff, answered, 'We are looking into the meter values of that night.')
  if (won) {
    const [line] = (await getDb().execute(
      sql`select sum(claim_minor)::text as claim from dispute_cdrs where dispute_id = ${won}`,
    )) as unknown as { claim: string }[] // the column of the statement
    const recoveredMinor = BigInt(line?.claim ?? '0')
    const reason = 'Operatören medger felet och rättar på sin faktura.'
    await closeDispute(staff, won, { outcome: 'settled', recoveredMinor, customerPays: true, reason })
  }
  if (lost) {
    const reason = 'Operatören står fast vid sitt pris, och beloppet är för litet att gå vidare med.'
    await closeDispute(staff, lost, { outcome: 'written_off', recoveredMinor: 0n, customerPays: true, reason })
  }
  await reportOne(first)
}

async function reportOne(customerId: CustomerId): Promise<void> {
  const userId = await userOf(sql`customer_id = ${customerId}`)
  const customer = mintCustomerCtx({
    requestId: newId('request', systemClock.now()),
    clock: systemClock,
    userId,
    customerId,
  })
  const [charge] = (await getDb().execute(sql`
    select c.id from cdrs c where c.customer_id = ${customerId} and c.status = 'accepted' and not c.credit and c.energy_kwh > 5
      and not exists (select 1 from invoiced_cdrs i where i.cdr_id = c.id)
      and not exists (select 1 from cdrs k where k.credit and k.credited_key = c.key)
    order by c.started_at desc offset 1 limit 1`)) as unknown as { id: CdrId }[] // the column of the statement
  if (charge)
    await reportCharge(customer, charge.id, {
      cause: 'energy',
      text: 'Bilen visade mindre el än så här när jag åkte därifrån.',
    })
}

async function userOf(condition: ReturnType<typeof sql>): Promise<UserId> {
  const [row] = (await getDb().execute(sql`select id from users where ${condition} limit 1`)) as unknown as {
    id: UserId
  }[] // the column of the statement
  if (!row) throw new Error('the demonstration has no such user')
  return row.id
}
