import { sql } from 'drizzle-orm'
import { reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx } from '@/lib/auth/context'
import type { PartnerId } from '@/lib/kernel/ids'
import { toIsoInstant, MINUTE_MS, instant, type Instant } from '@/lib/kernel/time'
import { matchSession } from './cdrs/match-session'
import { foldId, foldKey } from './core/common'

export type LinkedKind = 'session' | 'cdr' | 'location' | 'tariff' | 'token' | 'command' | 'authorization'
/** `ref` is what staff know it by: the owner's id, a uid, an answer. */
export type LinkedObject = { kind: LinkedKind; id: string; ref: string }

export type Asked = {
  partnerId: PartnerId
  /** `sessions/ABC`, as the exchange log has it. */
  objectKey: string | null
  requestId: string | null
  at: Instant
  parties: readonly { countryCode: string; partyId: string }[]
}

const TABLES: Readonly<Record<string, LinkedKind>> = {
  sessions: 'session',
  cdrs: 'cdr',
  locations: 'location',
  tariffs: 'tariff',
  tokens: 'token',
  commands: 'command',
}

/** What a message of the exchange log is about, as objects of ours, in one round trip. */
export async function findLinkedObjects(ctx: StaffCtx, asked: Asked): Promise<LinkedObject[]> {
  authorize(ctx, 'session:read')
  const mark = asked.objectKey?.indexOf('/') ?? -1
  if (!asked.objectKey || mark < 0) return []
  const moduleName = asked.objectKey.slice(0, mark)
  const id = asked.objectKey.slice(mark + 1)
  const kind = TABLES[moduleName]
  if (!kind) return []
  const keys = asked.parties.map((party) => foldKey({ ...party, id }))
  const commandId = id.replace(/^CMD_/, 'cmd_')
  const from = toIsoInstant(instant(asked.at - MINUTE_MS))
  const to = toIsoInstant(instant(asked.at + MINUTE_MS))
  const owned = (name: LinkedKind, table: string) => sql`
    select ${name}::text as kind, id, ocpi_id as ref from ${sql.identifier(table)}
    where ${kind === name} and partner_id = ${asked.partnerId} and key in ${keys}`
  // A session leads to its CDR and the other way.
  const rows = await reader(ctx).execute(sql`
    ${owned('session', 'sessions')}
    union all ${owned('cdr', 'cdrs')}
    union all ${owned('location', 'locations')}
    union all ${owned('tariff', 'tariffs')}
    union all select 'session', s.id, s.ocpi_id from cdrs c
      cross join lateral (${sql.raw(matchSession('c'))}) s
      where ${kind === 'cdr'} and c.partner_id = ${asked.partnerId} and c.key in ${keys}
    union all select 'token', id, uid from tokens where ${kind === 'token'} and uid_key = ${foldId(id)}
    union all select 'authorization', a.id, a.allowed from tokens t join authorizations a on a.token_id = t.id
      where ${kind === 'token'} and t.uid_key = ${foldId(id)} and a.request_id = ${asked.requestId}
        and a.partner_id = ${asked.partnerId} and a.at between ${from}::timestamptz and ${to}::timestamptz
    union all select 'command', id, kind || ', ' || state from commands
      where ${kind === 'command'} and partner_id = ${asked.partnerId} and id = ${commandId}
    union all select 'session', s.id, s.ocpi_id from commands c join sessions s on s.id = c.session_id
      where ${kind === 'command'} and c.partner_id = ${asked.partnerId} and c.id = ${commandId}`)
  return rows as unknown as LinkedObject[] // the columns of the statement
}
