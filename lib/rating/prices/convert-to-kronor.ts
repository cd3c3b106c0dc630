// Sums over ratings in several currencies, in kronor.
import { sql, type SQL } from 'drizzle-orm'

/** What one unit of a rating's money is in kronor, over the alias of `ratings`; null where nobody knows. */
export function convertUnit(rating: string): SQL {
  return sql.raw(`(case when ${rating}.currency = 'SEK' then 1 else (${rating}.conversion ->> 'rate')::numeric end)`)
}

/** The same of one minor unit, in öre; some currencies have none below the whole. */
export function convertMinor(rating: string): SQL {
  return sql`(${convertUnit(rating)} * ${sql.raw(`case when ${rating}.currency in ('ISK', 'JPY') then 100 else 1 end`)})`
}
