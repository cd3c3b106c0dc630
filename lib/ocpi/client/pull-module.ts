// We read a partner's lists: everything after registration and daily, what changed in between (guide TR-43, LOC-6).
import type { PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, toIsoInstant, type Instant } from '@/lib/kernel/time'
import type { IntakeCtx, SystemCtx } from '@/lib/auth/context'
import { endpointUrl, getConnection, type Connection } from '@/lib/partners/find-connection'
import { foldParty } from '@/lib/partners/core/our-party'
import { findSyncMark, writeSyncProgress, type PullModule } from '@/lib/partners/sync-marks'
import { logger } from '@/lib/platform/logger'
import { foldKey, type ObjectKey } from '@/lib/roaming/core/common'
import { storeCdr } from '@/lib/roaming/cdrs/store-cdr'
import { noteMissedLocations } from '@/lib/roaming/locations/note-missed-locations'
import { putLocation } from '@/lib/roaming/locations/put-location'
import { upsertSession } from '@/lib/roaming/sessions/upsert-session'
import { putTariff } from '@/lib/roaming/tariffs/put-tariff'
import { toIncoming } from '../wire/location-merge'
import * as cdrs from '../wire/v221/cdrs'
import * as locations from '../wire/v221/locations'
import * as sessions from '../wire/v221/sessions'
import * as tariffs from '../wire/v221/tariffs'
import { listPages } from './list-pages'
import { callPartner } from './partner-client'
import { peerOf } from './peer-of'

type Taken = ObjectKey & { lastUpdated: Instant | null }
type Take = (ctx: IntakeCtx, json: unknown) => Promise<Taken>

/** How each module's objects come in: the same verbs as when they are pushed. */
const TAKE: Readonly<Record<PullModule, Take>> = {
  locations: async (ctx, json) => {
    const { value, findings } = locations.fromWire(json)
    await putLocation(ctx, toIncoming(value, json, findings))
    return value
  },
  tariffs: async (ctx, json) => {
    const { value, findings } = tariffs.fromWire(json)
    await putTariff(ctx, { tariff: value, received: json, findings })
    return value
  },
  sessions: async (ctx, json) => {
    const { value, findings } = sessions.fromWire(json)
    await upsertSession(ctx, { session: value, received: json, findings })
    return value
  },
  cdrs: async (ctx, json) => {
    const { value, findings } = cdrs.fromWire(json)
    await storeCdr(ctx, { cdr: value, received: JSON.stringify(json), findings, source: 'pull' })
    return value
  },
}

const OVERLAP_MS = 5 * MINUTE_MS
/** CDRs may be written long after they are dated (TR-44). */
const WIDE_CDR_MS = 35 * DAY_MS
const SESSIONS_BACK_MS = 24 * HOUR_MS

export type PullResult = { fetched: number; rejected: number; total: number | null }

/** Pulls one module. An object that cannot be read is counted and left out, never the page. Safe to run again. */
export async function pullModule(
  ctx: SystemCtx,
  partnerId: PartnerId,
  module: PullModule,
  full: boolean,
): Promise<PullResult> {
  const connection = await getConnection(partnerId)
  const url = endpointUrl(connection, module, 'SENDER')
  if (!url) return { fetched: 0, rejected: 0, total: null }
  const startedAt = ctx.clock.now()
  const query = await queryOf(ctx, partnerId, module, full)
  const result: PullResult & { highWater: Instant | null } = { fetched: 0, rejected: 0, total: null, highWater: null }
  const seen: string[] = []
  await writeSyncProgress(partnerId, module, { state: 'running', at: startedAt, fetched: 0, rejected: 0, total: null })
  try {
    for await (const page of listPages(peerOf(connection), module, url, query)) {
      await takePage({ ctx: { ...ctx, partnerId }, connection, module }, page.items, result, seen)
      result.total = page.total
      await writeSyncProgress(partnerId, module, { state: 'running', at: ctx.clock.now(), ...result })
    }
  } catch (error) {
    await writeSyncProgress(partnerId, module, {
      state: 'failed',
      at: ctx.clock.now(),
      ...result,
      error: error instanceof Error ? error.message : String(error),
    })
    throw error
  }
  const isComplete = !('date_from' in query)
  if (module === 'locations' && isComplete) await noteMissedLocations(partnerId, seen)
  await writeSyncProgress(partnerId, module, {
    state: 'idle',
    at: ctx.clock.now(),
    ...result,
    ...(full && { fullAt: startedAt }),
  })
  return { fetched: result.fetched, rejected: result.rejected, total: result.total }
}

async function queryOf(
  ctx: SystemCtx,
  partnerId: PartnerId,
  module: PullModule,
  full: boolean,
): Promise<Record<string, string>> {
  const now = ctx.clock.now()
  const mark = await findSyncMark(partnerId, module)
  const since = (at: number) => ({ date_from: toIsoInstant(instant(at)) })
  // date_from is required for sessions (TR-51).
  if (module === 'sessions')
    return since(full || !mark?.highWater ? now - SESSIONS_BACK_MS : mark.highWater - OVERLAP_MS)
  if (module === 'cdrs' && full) return since(now - WIDE_CDR_MS)
  if (full || !mark?.highWater) return {}
  return since(mark.highWater - OVERLAP_MS)
}

type Taking = { ctx: IntakeCtx; connection: Connection; module: PullModule }

async function takePage(
  { ctx, connection, module }: Taking,
  items: readonly unknown[],
  result: PullResult & { highWater: Instant | null },
  seen: string[],
): Promise<void> {
  const parties = new Set([
    foldParty(connection.countryCode, connection.partyId),
    ...connection.roles.map((role) => foldParty(role.countryCode, role.partyId)),
  ])
  const outcomes = await Promise.allSettled(
    items.map(async (json) => {
      const taken = await TAKE[module](ctx, json)
      if (!parties.has(foldParty(taken.countryCode, taken.partyId)))
        logger.warn('pull.foreign-owner', { partnerId: connection.partnerId, module, key: foldKey(taken) })
      return taken
    }),
  )
  for (const outcome of outcomes) {
    result.fetched += 1
    if (outcome.status === 'rejected') {
      result.rejected += 1
      logger.warn('pull.rejected', {
        partnerId: connection.partnerId,
        module,
        reason: outcome.reason instanceof Error ? outcome.reason.message : String(outcome.reason),
      })
      continue
    }
    const { lastUpdated } = outcome.value
    seen.push(foldKey(outcome.value))
    if (lastUpdated !== null && (result.highWater === null || lastUpdated > result.highWater))
      result.highWater = lastUpdated
  }
}

/** One location again, when a push referred to what we do not have (LOC-3). */
export async function fetchLocation(ctx: SystemCtx, partnerId: PartnerId, locationId: string): Promise<void> {
  const connection = await getConnection(partnerId)
  const url = endpointUrl(connection, 'locations', 'SENDER')
  if (!url) return
  const answer = await callPartner(peerOf(connection), {
    method: 'GET',
    url: `${url.replace(/\/$/, '')}/${encodeURIComponent(locationId)}`,
    module: 'locations',
  })
  await TAKE.locations({ ...ctx, partnerId }, answer.data)
}
