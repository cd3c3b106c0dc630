import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { assert } from '@/lib/kernel/assert'

/**
 * Takes `count` numbers of a series and answers the first. The series' row stays locked until the caller's transaction
 * ends: a roll-back gives the numbers back, so a series has no gap.
 */
export async function allocateNumbers(db: Tx, sellerId: string, series: string, count: number): Promise<number> {
  await db.execute(sql`
    insert into number_series (seller_id, series, next_number) values (${sellerId}, ${series}, 1) on conflict do nothing`)
  const [row] = (await db.execute(sql`
    update number_series set next_number = next_number + ${count} where seller_id = ${sellerId} and series = ${series}
    returning (next_number - ${count})::text as first`)) as unknown as { first: string }[] // by the returning list
  assert(row, 'the series was just made')
  return Number(row.first)
}
