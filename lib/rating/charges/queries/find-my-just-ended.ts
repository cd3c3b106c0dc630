import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import type { SessionId } from '@/lib/kernel/ids'
import { HOUR_MS, instant, toIsoInstant } from '@/lib/kernel/time'

/** For so long the end of a charge stays told where the charge was shown, however the page is come to. */
const TOLD_FOR_MS = HOUR_MS

/** The customer's newest charge, if it has just ended. A reservation that ran out unused was no charge. */
export async function findMyJustEnded(ctx: CustomerCtx): Promise<SessionId | null> {
  const since = toIsoInstant(instant(ctx.clock.now() - TOLD_FOR_MS))
  const [row] = (await reader(ctx).execute(sql`
    select s.id, s.status, s.updated_at >= ${since}::timestamptz as recent
    from sessions s
    where s.customer_id = ${ctx.customerId} and s.status in ('ACTIVE', 'PENDING', 'COMPLETED')
      and not (s.energy_kwh = 0 and exists (
        select 1 from reservations r where r.authorization_reference = s.authorization_reference))
    order by s.started_at desc, s.id desc limit 1`)) as unknown as {
    id: SessionId
    status: string
    recent: boolean
  }[] // the columns of the statement
  return row?.recent && row.status === 'COMPLETED' ? row.id : null
}
