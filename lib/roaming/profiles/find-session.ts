import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { CustomerCtx, StaffCtx } from '@/lib/auth/context'
import { NotFoundError, PreconditionError } from '@/lib/kernel/errors'
import type { CustomerId, PartnerId, SessionId } from '@/lib/kernel/ids'
import type { PartnerState } from '@/lib/partners/core/partner'
import { requireReachable } from '../commands/find-target'
import { canDo, type Ability } from '../core/capabilities'
import { connectorPowerKw, type Evse } from '../core/location'
import type { SessionStatus } from '../core/session'
import { foldId } from '../core/common'

export type SteeredSession = {
  partnerId: PartnerId
  party: { countryCode: string; partyId: string }
  ocpiId: string
  customerId: CustomerId | null
  powerType: string
  maxPowerKw: number | null
}

type Row = {
  partner_id: PartnerId
  country_code: string
  party_id: string
  ocpi_id: string
  customer_id: CustomerId | null
  status: SessionStatus
  connector_id: string | null
  state: PartnerState
  paused: boolean
  evse: Evse | null
}

/** A running session, the customer's own or any for staff, at a charge point that can do that. One request at a time. */
export async function findSession(
  ctx: (CustomerCtx | StaffCtx) & { readonly db: Tx },
  sessionId: SessionId,
  ability: Ability,
): Promise<SteeredSession> {
  const mine = ctx.actor === 'customer' ? sql`s.customer_id = ${ctx.customerId}` : sql`true`
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${sessionId}, 0))`)
  const [row] = (await ctx.db.execute(sql`
    select s.partner_id, s.country_code, s.party_id, s.ocpi_id, s.customer_id, s.status, s.body->>'connectorId' as connector_id,
      p.state, p.paused, e.body as evse
    from sessions s
    join partners p on p.id = s.partner_id
    left join locations l on l.partner_id = s.partner_id
      and l.key = upper(s.country_code || '*' || s.party_id || '*' || s.location_ocpi_id)
    left join evses e on e.location_id = l.id and e.uid_key = upper(s.evse_uid)
    where s.id = ${sessionId} and ${mine}`)) as unknown as Row[] // the columns of the statement
  if (!row) throw new NotFoundError('session', sessionId)
  if (row.status !== 'ACTIVE' && row.status !== 'PENDING') throw new PreconditionError('the session has ended')
  requireReachable(row)
  if (!row.evse || !canDo(row.evse, ability)) throw new PreconditionError('this charge point cannot be asked for that')
  const connector =
    row.evse.connectors.find(({ id }) => foldId(id) === foldId(row.connector_id ?? '')) ?? row.evse.connectors[0]
  return {
    partnerId: row.partner_id,
    party: { countryCode: row.country_code, partyId: row.party_id },
    ocpiId: row.ocpi_id,
    customerId: row.customer_id,
    powerType: connector?.powerType ?? 'AC_3_PHASE',
    maxPowerKw: connector ? connectorPowerKw(connector) : null,
  }
}
