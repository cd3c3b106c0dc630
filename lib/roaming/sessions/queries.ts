import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { foldKey, type ObjectKey } from '../core/common'
import type { IncomingSession } from './write-sessions'

/** The partner's own session, read and as it came. */
export async function findReceivedSession(ctx: IntakeCtx, key: ObjectKey): Promise<IncomingSession | null> {
  const [row] = await hotSql()<IncomingSession[]>`
    select body as session, received, findings from sessions where partner_id = ${ctx.partnerId} and key = ${foldKey(key)}`
  return row ?? null
}
