import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import type { CustomerCtx } from '@/lib/auth/context'
import type { CdrId } from '@/lib/kernel/ids'
import type { Cdr } from '@/lib/roaming/core/session'
import { signedFile, type SignedFile } from '@/lib/roaming/core/signed-data'

/** What the meter signed for one of the customer's charges, unchanged. Another customer's does not exist. */
export async function findMySignedData(
  ctx: CustomerCtx,
  cdrId: CdrId,
  index: number | null,
): Promise<SignedFile | null> {
  const [row] = (await reader(ctx).execute(sql`
    select c.received, c.body from cdrs c where c.id = ${cdrId} and c.customer_id = ${ctx.customerId} and not c.credit`)) as unknown as {
    received: string
    body: Cdr
  }[] // the columns of the statement
  return row ? signedFile(row.received, row.body.signedData?.signedValues ?? [], index) : null
}
