import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { newId } from '@/lib/kernel/ids'
import { toIsoInstant } from '@/lib/kernel/time'
import type { Clock } from '@/lib/platform/clock'
import { journalEntry, type JournalEntryDraft } from './core/journal-entry'

/**
 * Books entries in the caller's transaction with one statement. An entry whose key is already booked is left as it is,
 * so booking the same event twice is booking it once.
 */
export async function postEntries(
  ctx: { readonly clock: Clock; readonly db: Tx },
  drafts: readonly JournalEntryDraft[],
): Promise<void> {
  if (drafts.length === 0) return
  const now = ctx.clock.now()
  const entries = drafts.map((draft) => ({ ...journalEntry(draft), id: newId('journalEntry', now) }))
  const heads = entries.map((entry) => ({
    id: entry.id,
    entry_date: entry.entryDate,
    template: entry.template,
    source_id: entry.sourceId,
    description: entry.description,
    idempotency_key: entry.idempotencyKey,
  }))
  const postings = entries.flatMap((entry) =>
    entry.postings.map((posting) => ({
      entry_id: entry.id,
      account: posting.account,
      amount_minor: posting.amountMinor.toString(),
      currency: entry.currency,
      customer_id: posting.customerId,
      invoice_id: posting.invoiceId,
    })),
  )
  await ctx.db.execute(sql`
    with added as (
      insert into journal_entries (id, entry_date, posted_at, template, source_id, description, idempotency_key)
      select id, entry_date, ${toIsoInstant(now)}::timestamptz, template, source_id, description, idempotency_key
      from json_to_recordset(${JSON.stringify(heads)}::text::json)
        as e(id text, entry_date date, template text, source_id text, description text, idempotency_key text)
      on conflict (idempotency_key) do nothing returning id)
    insert into postings (entry_id, account, amount_minor, currency, customer_id, invoice_id)
    select p.* from json_to_recordset(${JSON.stringify(postings)}::text::json)
      as p(entry_id text, account smallint, amount_minor bigint, currency text, customer_id text, invoice_id text)
    where p.entry_id in (select id from added)`)
}

/** What was booked on an account for one source, in minor units, and in how many entries. */
export async function bookedSoFar(
  db: Tx,
  { template, sourceId, account }: { template: string; sourceId: string; account: number },
): Promise<{ amountMinor: bigint; entries: number }> {
  const [row] = (await db.execute(sql`
    select coalesce(sum(p.amount_minor), 0)::text as amount, count(distinct e.id)::int as entries
    from journal_entries e join postings p on p.entry_id = e.id and p.account = ${account}
    where e.template = ${template} and e.source_id = ${sourceId}`)) as unknown as { amount: string; entries: number }[] // the columns of the statement
  return { amountMinor: BigInt(row?.amount ?? '0'), entries: row?.entries ?? 0 }
}
