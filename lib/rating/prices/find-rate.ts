import { sql } from 'drizzle-orm'
import type { Reader } from '@/db/client'
import type { DecimalString } from '@/lib/kernel/decimal'
import type { CalendarDate } from '@/lib/kernel/time'

export type FoundRate = { rate: DecimalString; day: CalendarDate; revision: number; source: string }

/** Units of a currency per euro on the latest day of a span that has a rate, by its latest revision. */
export async function findRate(
  db: Reader,
  currency: string,
  { from, to }: { from: CalendarDate; to: CalendarDate },
): Promise<FoundRate | null> {
  const [row] = (await db.execute(sql`
    select e.rate::text as rate, e.day::text as day, e.revision, p.source from exchange_rates e
    join price_publications p on p.id = e.publication_id
    where e.currency = ${currency} and e.day between ${from}::date and ${to}::date
    order by e.day desc, e.revision desc limit 1`)) as unknown as FoundRate[] // the columns of the statement
  return row ?? null
}
