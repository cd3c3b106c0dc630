import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { CdrId, PartnerId } from '@/lib/kernel/ids'
import { instant, type Instant } from '@/lib/kernel/time'

export type CdrCopy = {
  partnerId: PartnerId
  partnerName: string
  /** Fields of the charge in which it contradicts the one that is rated. */
  differences: string[]
  source: 'push' | 'pull'
  receivedAt: Instant
  received: string
}

/** The same CDR as other connections to its owner told it, in the order in which it came. */
export async function listCdrCopies(ctx: StaffCtx, cdrId: CdrId): Promise<CdrCopy[]> {
  authorize(ctx, 'cdr:read')
  const rows = (await reader(ctx).execute(sql`
    select x.partner_id as "partnerId", p.name as "partnerName", x.differences, x.source, x.received,
      extract(epoch from x.received_at)::float8 * 1000 as "receivedAt"
    from cdr_copies x join partners p on p.id = x.partner_id
    where x.cdr_id = ${cdrId} order by x.received_at, x.partner_id`)) as unknown as (Omit<CdrCopy, 'receivedAt'> & {
    receivedAt: number
  })[] // the columns of the statement
  return rows.map((row) => ({ ...row, receivedAt: instant(Math.round(row.receivedAt)) }))
}
