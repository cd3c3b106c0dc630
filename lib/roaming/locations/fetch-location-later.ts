import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'

/** Asks for a location that we miss, or know only in part, at its owner's (LOC-3). Asked once, however often it is missed. */
export async function fetchLocationLater(ctx: IntakeCtx, locationId: string): Promise<void> {
  const payload = JSON.stringify({ partnerId: ctx.partnerId, locationId })
  const key = `fetch-location:${ctx.partnerId}:${locationId.toUpperCase()}`
  await hotSql()`select graphile_worker.add_job('fetch-location', ${payload}::text::json, max_attempts => 5, job_key => ${key})`
}
