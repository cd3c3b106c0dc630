// What a pulled page holds comes in by the same verbs as what is pushed (guide TR-36, TR-55, TR-63).
import type { IntakeCtx } from '@/lib/auth/context'
import { AppError } from '@/lib/kernel/errors'
import type { Instant } from '@/lib/kernel/time'
import { admitParty } from '@/lib/partners/admit-party'
import { foldParty } from '@/lib/partners/core/our-party'
import type { Connection } from '@/lib/partners/find-connection'
import { listOperators } from '@/lib/partners/queries/route'
import type { PullModule } from '@/lib/partners/core/sync-plan'
import { logger } from '@/lib/platform/logger'
import { storeCdr } from '@/lib/roaming/cdrs/store-cdr'
import { foldKey, type ObjectKey } from '@/lib/roaming/core/common'
import { putLocation } from '@/lib/roaming/locations/put-location'
import { upsertSession } from '@/lib/roaming/sessions/upsert-session'
import { putTariff } from '@/lib/roaming/tariffs/put-tariff'
import type { Codecs, Party } from '../wire/codec'
import { codecsOf } from '../wire/codecs'
import { toIncoming } from '../wire/location-merge'
import { isJsonObject, isStorable } from '../wire/reader'

type Pulled = { key: ObjectKey; lastUpdated: Instant | null; store: (ctx: IntakeCtx) => Promise<unknown> }

type Reader = (wire: Codecs, json: unknown, owner: Party) => Pulled

const READ: Readonly<Record<PullModule, Reader>> = {
  locations: (wire, json, owner) => {
    const { value, findings } = wire.locations.fromWire(json, undefined, owner)
    const store = (ctx: IntakeCtx) => putLocation(ctx, toIncoming(wire.locations, value, json, findings))
    return { key: value, lastUpdated: value.lastUpdated, store }
  },
  tariffs: (wire, json, owner) => {
    const { value, findings } = wire.tariffs.fromWire(json, undefined, owner)
    const store = (ctx: IntakeCtx) => putTariff(ctx, { tariff: value, received: json, findings })
    return { key: value, lastUpdated: value.lastUpdated, store }
  },
  sessions: (wire, json, owner) => {
    const { value, findings } = wire.sessions.fromWire(json, undefined, owner)
    const store = (ctx: IntakeCtx) => upsertSession(ctx, { session: value, received: json, findings })
    return { key: value, lastUpdated: value.lastUpdated, store }
  },
  cdrs: (wire, json, owner) => {
    const { value, findings } = wire.cdrs.fromWire(json, undefined, owner)
    const received = JSON.stringify(json)
    const store = (ctx: IntakeCtx) => storeCdr(ctx, { cdr: value, received, findings, source: 'pull' })
    return { key: value, lastUpdated: value.lastUpdated, store }
  },
}

/** What came of one item. `key` where it could be told, so that what we cannot read does not count as gone. */
export type TakenItem = {
  key: string | null
  lastUpdated: Instant | null
  problem: string | null
}

// As many as one statement takes: locations, sessions and CDRs that come together are written together.
const AT_ONCE = 64

export type PulledFrom = Pick<Connection, 'version' | 'countryCode' | 'partyId' | 'roles' | 'hubParty'>
type Source = { wire: Codecs; owner: Party; mayBring: Owners; since: Instant | null }

/**
 * Stores the items of one page. One that cannot be read, or whose owner is no party of the connection, is told as a
 * problem and left out. With `only`, what belongs to others came unasked and is left to their own turn (TR-36);
 * what is older than `since` was not asked for and is known. A
 * failure of ours is thrown: then nothing may be believed to have been stored.
 */
export async function takePage(
  ctx: IntakeCtx,
  connection: PulledFrom,
  module: PullModule,
  items: readonly unknown[],
  { only = null, since = null }: { only?: string | null; since?: Instant | null } = {},
): Promise<TakenItem[]> {
  const source: Source = {
    wire: codecsOf(connection.version),
    owner: { countryCode: connection.countryCode, partyId: connection.partyId },
    mayBring: await ownersOf(ctx, connection, only),
    since,
  }
  const taken: TakenItem[] = []
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const slice = items.slice(from, from + AT_ONCE)
    const outcomes = await Promise.all(slice.map((json) => takeItem(ctx, source, module, json)))
    taken.push(...outcomes.filter((item) => item !== null))
  }
  return taken
}

/** Whether an object of that owner may come over the connection; null: not now. */
type Owners = (key: ObjectKey) => Promise<boolean | null>

async function ownersOf(
  ctx: IntakeCtx,
  { countryCode, partyId, roles, hubParty }: PulledFrom,
  only: string | null,
): Promise<Owners> {
  const own = [foldParty(countryCode, partyId), ...roles.map((role) => foldParty(role.countryCode, role.partyId))]
  const behind = hubParty === null ? [] : await listOperators(ctx.partnerId)
  const mine = new Set([...own, ...behind.map(({ key }) => key)])
  return async (key) => {
    const owner = foldParty(key.countryCode, key.partyId)
    if (only !== null && owner !== only) return null
    if (mine.has(owner)) return true
    return hubParty !== null && admitParty(ctx, ctx.partnerId, key.countryCode, key.partyId)
  }
}

async function takeItem(
  ctx: IntakeCtx,
  { wire, owner, mayBring, since }: Source,
  module: PullModule,
  json: unknown,
): Promise<TakenItem | null> {
  if (!isStorable(json)) return problem(ctx, module, null, 'contains characters that are none')
  try {
    const { key, lastUpdated, store } = READ[module](wire, json, owner)
    const may = await mayBring(key)
    if (may === null) return null
    if (!may) {
      return problem(ctx, module, foldKey(key), 'its owner is no party of this connection')
    }
    const isNews = since === null || lastUpdated === null || lastUpdated >= since
    if (isNews) await store(ctx)
    return { key: foldKey(key), lastUpdated, problem: null }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return problem(ctx, module, keyOf(json), error.message)
  }
}

function problem(ctx: IntakeCtx, module: PullModule, key: string | null, reason: string): TakenItem {
  logger.warn('pull.rejected', { partnerId: ctx.partnerId, module, key, reason })
  return { key, lastUpdated: null, problem: `${key ?? 'an object without a key'}: ${reason}` }
}

function keyOf(json: unknown): string | null {
  if (!isJsonObject(json)) return null
  const { country_code: countryCode, party_id: partyId, id } = json
  const isKey = typeof countryCode === 'string' && typeof partyId === 'string' && typeof id === 'string'
  return isKey ? foldKey({ countryCode, partyId, id }) : null
}
