import { hotSql } from '@/db/client'
import type { IntakeCtx } from '@/lib/auth/context'
import { foldParty } from '@/lib/partners/core/our-party'
import { foldKey, type ObjectKey } from '../core/common'

/** Asks for a location that we miss, or know only in part, at its owner's (LOC-3). Asked once, however often it is missed. */
export async function fetchLocationLater(ctx: IntakeCtx, location: ObjectKey): Promise<void> {
  const party = foldParty(location.countryCode, location.partyId)
  const payload = JSON.stringify({ partnerId: ctx.partnerId, locationId: location.id, party })
  const key = `fetch-location:${ctx.partnerId}:${foldKey(location)}`
  await hotSql()`select graphile_worker.add_job('fetch-location', ${payload}::text::json, max_attempts => 5, job_key => ${key})`
}
