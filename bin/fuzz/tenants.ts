// Two partners with objects of the same names; what is the second one's carries a mark that the first must never see.
import type postgres from 'postgres'
import { insertPartner, type PartnerFixture } from '@/db/factories/partners'
import type { OcpiVersion } from '@/lib/auth/context'
import { corpusOf, IDS } from '@/lib/ocpi/testing/fuzz-corpus'
import type { Foreign } from '@/lib/ocpi/testing/fuzz-mutations'

export const CANARY = 'KANARIEFAGEL'

export type Tenants = { attacker: PartnerFixture; victim: PartnerFixture; foreign: Foreign }

export async function addTenants(): Promise<Tenants> {
  const attacker = await insertPartner({ countryCode: 'SE', partyId: 'AAA' })
  const victim = await insertPartner({ countryCode: 'DE', partyId: 'BBB', clientToken: `${CANARY}_token` })
  const { countryCode, partyId } = victim
  return { attacker, victim, foreign: { countryCode, partyId, ids: [...Object.values(IDS), 'B1', 'B2'] } }
}

export type Request = (given: { method: string; target: string; token: string; body: unknown }) => Promise<number>

/** Fills in what either of them has, by its own valid messages; the second one's texts carry the mark. */
export async function addObjects(version: OcpiVersion, { attacker, victim }: Tenants, send: Request): Promise<void> {
  for (const partner of [attacker, victim]) {
    for (const moduleName of ['locations', 'tariffs', 'sessions', 'cdrs']) {
      const valid = corpusOf(version, partner).find(
        ({ method, path }) => path[0] === moduleName && (method === 'PUT' ? path.length === 4 : method === 'POST'),
      )
      if (!valid) throw new Error(`no valid message of ${moduleName} in ${version}`)
      const body = partner === victim ? marked(valid.body) : valid.body
      const status = await send({
        method: valid.method,
        target: `/ocpi/${version}/${valid.path.join('/')}`,
        token: partner.clientToken,
        body,
      })
      if (status !== 200 && status !== 201) throw new Error(`${version} ${moduleName}: a valid message got ${status}`)
    }
  }
}

function marked(body: unknown): unknown {
  return { ...(body as object), name: CANARY, remark: CANARY, meter_id: CANARY, x_mark: CANARY } // an object of the corpus
}

const OWNED = ['locations', 'tariffs', 'sessions', 'cdrs']

/** Everything of the partner's, as one text: equal before and after, or somebody else wrote it. */
export async function stateOf(sql: postgres.Sql, { partnerId }: PartnerFixture): Promise<string> {
  const parts = await Promise.all([
    ...OWNED.map((table) => sql.unsafe(`select * from ${table} where partner_id = $1 order by id`, [partnerId])),
    sql`select e.* from evses e join locations l on l.id = e.location_id where l.partner_id = ${partnerId} order by e.id`,
    sql`select v.* from tariff_versions v join tariffs t on t.id = v.tariff_id where t.partner_id = ${partnerId} order by v.id`,
    sql`select c.* from cdr_conflicts c join cdrs d on d.id = c.cdr_id where d.partner_id = ${partnerId} order by c.id`,
    sql`select id, name, country_code, party_id, state, roles, quirks, versions_url from partners where id = ${partnerId}`,
    sql`select id, revoked_at, expires_at from partner_credentials where partner_id = ${partnerId} order by id`,
    sql`select count(*) from partner_endpoints where partner_id = ${partnerId}`,
    sql`select count(*) from authorizations where partner_id = ${partnerId}`,
    sql`select count(*) from commands where partner_id = ${partnerId}`,
  ])
  return JSON.stringify(parts)
}
