// A partner that we have asked for things, whose answers are awaited: commands, a reservation, charging profiles of a
// session. It lets its versions be read, so that it may exchange its tokens.
import { sql } from 'drizzle-orm'
import { getDb } from '@/db/client'
import { profileRequests, reservations } from '@/db/schema/control'
import { commands } from '@/db/schema/commands'
import type { OcpiVersion } from '@/lib/auth/context'
import { newId, type EvseId, type SessionId } from '@/lib/kernel/ids'
import { DAY_MS, instant } from '@/lib/kernel/time'
import { call, locationBody, sessionBody } from '@/lib/ocpi/testing/call'
import { bodyInVersion } from '@/lib/ocpi/testing/fuzz-corpus'
import { hashSecret } from '@/lib/platform/crypto'
import { systemClock } from '@/lib/platform/clock'
import type { CommandKind } from '@/lib/roaming/core/command'
import type { TokenFixture } from './customers'
import { startStubPartner, type StubPartner } from './stub-partner'

export type Asked = {
  partner: StubPartner
  /** What follows the module in the address of the answer, by what was asked for. */
  commands: Readonly<Record<'START_SESSION' | 'STOP_SESSION' | 'UNLOCK_CONNECTOR' | 'RESERVE_NOW', string>>
  profiles: Readonly<Record<'set' | 'clear' | 'read', string>>
}

export async function askPartner(version: OcpiVersion, token: TokenFixture): Promise<Asked> {
  const partner = await startStubPartner({ version })
  partner.answer(({ path }, url) =>
    path === '/versions' ? { data: [{ version, url: `${url}/${version}` }] } : { data: detailsOf(version, url) },
  )
  const own = `/ocpi/${version}/%s/${partner.countryCode}/${partner.partyId}`
  const put = (module: string, id: string, body: Record<string, unknown>) =>
    call(partner, 'PUT', `${own.replace('%s', module)}/${id}`, bodyInVersion(version, module, body))
  await put('locations', 'LOC0', locationBody(partner, 'LOC0'))
  await put('sessions', 'S0', sessionBody(partner, 'S0', { location_id: 'LOC0' }))
  const kinds = ['START_SESSION', 'STOP_SESSION', 'UNLOCK_CONNECTOR', 'RESERVE_NOW'] as const
  const places = await Promise.all(
    kinds.map(async (kind) => [kind, await insertCommand(partner, kind, token)] as const),
  )
  return {
    partner,
    commands: Object.fromEntries(places) as Asked['commands'], // one for each kind
    profiles: await insertProfileRequests(partner),
  }
}

function detailsOf(version: OcpiVersion, url: string): object {
  const endpoint = (identifier: string, role: string) => ({ identifier, role, url: `${url}/${identifier}` })
  return { version, endpoints: [endpoint('credentials', 'SENDER'), endpoint('locations', 'SENDER')] }
}

const TIMES = () => {
  const now = systemClock.now()
  return { now, requestedAt: now, timeoutAt: instant(now + 60_000) }
}

async function insertCommand(partner: StubPartner, kind: CommandKind, token: TokenFixture): Promise<string> {
  const { partnerId } = partner
  const { now, ...times } = TIMES()
  const id = newId('command', now)
  const reservationId = kind === 'RESERVE_NOW' ? newId('reservation', now) : null
  if (reservationId) {
    const [evse] = (await getDb().execute(sql`select e.id, e.uid from evses e join locations l on l.id = e.location_id
      where l.partner_id = ${partnerId} and l.ocpi_id = 'LOC0' order by e.uid limit 1`)) as unknown as [
      { id: EvseId; uid: string },
    ] // put above
    await getDb()
      .insert(reservations)
      .values({
        id: reservationId,
        partnerId,
        customerId: token.customerId,
        tokenId: token.tokenId,
        evseId: evse.id,
        locationOcpiId: 'LOC0',
        evseUid: evse.uid,
        placeName: 'Kungsgatan',
        socketName: '7',
        timeZone: 'Europe/Stockholm',
        authorizationReference: newId('authorization', now),
        commandId: id,
        state: 'requested',
        cancellable: true,
        requestedAt: now,
        expiresAt: instant(now + DAY_MS),
      })
  }
  await getDb()
    .insert(commands)
    .values({
      id,
      kind,
      partnerId,
      customerId: token.customerId,
      tokenId: token.tokenId,
      reservationId,
      state: 'accepted_by_cpo',
      responseHash: hashSecret(`secret-${id}`),
      ...times,
    })
  return `${kind}/${id}/secret-${id}`
}

async function insertProfileRequests({ partnerId }: StubPartner): Promise<Asked['profiles']> {
  const [session] = (await getDb().execute(
    sql`select id from sessions where partner_id = ${partnerId} and ocpi_id = 'S0'`,
  )) as unknown as [{ id: SessionId }] // put above
  const { now, ...times } = TIMES()
  const kinds = ['set', 'clear', 'read'] as const
  const rows = kinds.map((kind) => {
    const id = newId('profileRequest', now)
    return { id, kind, partnerId, sessionId: session.id, actor: 'staff', state: 'accepted_by_cpo', ...times } as const
  })
  await getDb()
    .insert(profileRequests)
    .values(rows.map((row) => ({ ...row, responseHash: hashSecret(`secret-${row.id}`) })))
  return Object.fromEntries(rows.map(({ kind, id }) => [kind, `${kind}/${id}/secret-${id}`])) as Asked['profiles'] // one for each kind
}
