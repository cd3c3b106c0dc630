import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import type { PartnerId } from '@/lib/kernel/ids'
import { ROUTED_MODULES } from './core/party'

/**
 * Orders the connections to each of these parties anew, per module: usable before not
 * (registered, live, and the party not away), then what staff chose, direct
 * before hub, the newer version, the older connection. The first, rank 0, is authoritative (decision 0007). Called
 * wherever one of these facts changes, so that readers only compare numbers.
 */
export async function rankRoutes(db: Pick<Tx, 'execute'>, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await db.execute(sql`
    with wanted as materialized (
      select distinct value as key from json_array_elements_text(${JSON.stringify(keys)}::json)
    ), reached as (
      -- Nobody pulls from, or is charged by, a party that is no operator.
      select w.key, p.id, p.hub_party is null as direct, p.version, p.created_at,
        p.state in ('registered', 'updating') and p.live_at is not null and bool_or(x.status in ('CONNECTED', 'unknown')) as usable
      from wanted w join parties x on x.key = w.key join partners p on p.id = x.partner_id
      where x.role in ('CPO', 'OTHER') group by w.key, p.id
    ), ranked as (
      select r.key, m.module, r.id, row_number() over (partition by r.key, m.module
        order by r.usable desc, known.chosen_at desc nulls last, r.direct desc, r.version desc nulls last, r.created_at, r.id) - 1 as rank
      from reached r cross join json_array_elements_text(${JSON.stringify(ROUTED_MODULES)}::json) as m (module)
      left join party_routes known on known.key = r.key and known.module = m.module and known.partner_id = r.id
    ), gone as (
      delete from party_routes x using wanted w
      where x.key = w.key and not exists (select 1 from ranked r where r.key = x.key and r.module = x.module and r.id = x.partner_id)
    )
    insert into party_routes (key, module, partner_id, rank) select key, module, id, rank from ranked
    on conflict (key, module, partner_id) do update set rank = excluded.rank where party_routes.rank <> excluded.rank`)
}

/** The same for every party behind a connection: its state, its version or its kind changed. */
export async function rankRoutesOf(db: Pick<Tx, 'execute'>, partnerId: PartnerId): Promise<void> {
  const rows = (await db.execute(sql`select distinct key from parties where partner_id = ${partnerId}`)) as unknown as {
    key: string
  }[] // the column of the statement
  await rankRoutes(
    db,
    rows.map(({ key }) => key),
  )
}
