import { sql } from 'drizzle-orm'
import { reader, type Reader } from '@/db/client'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import { minorToDecimalString } from '@/lib/kernel/money'
import { INVARIANTS, type InvariantName } from './core/invariants'

export type InvariantResult = { name: InvariantName; ok: boolean; detail: string }
export type LedgerCheck = {
  ok: boolean
  entries: number
  postings: number
  /** Sum of all postings: `0`, or the ledger is broken. */
  imbalance: string
  /** What customers owe us (1510) and what of theirs we hold (2420), kronor. */
  receivable: string
  advances: string
  invariants: InvariantResult[]
}

const SHOWN = 5

/** Checks the journal against itself and against invoices, payments and CDRs. Reads one moment: all or nothing of a deed. */
export async function checkLedger(ctx: StaffCtx | SystemCtx): Promise<LedgerCheck> {
  authorize(ctx, 'ledger:read')
  if (ctx.db) return check(ctx.db)
  const database = reader()
  if (!('transaction' in database)) return check(database)
  return database.transaction(check, { isolationLevel: 'repeatable read', accessMode: 'read only' })
}

async function check(db: Reader): Promise<LedgerCheck> {
  const invariants: InvariantResult[] = []
  for (const [name, query] of Object.entries(INVARIANTS) as [InvariantName, string][]) {
    const broken = (await db.execute(sql.raw(query))) as unknown as { broken: string }[] // the column each query names
    const shown = broken.slice(0, SHOWN).map((row) => row.broken)
    const more = broken.length > SHOWN ? ` and ${broken.length - SHOWN} more` : ''
    invariants.push({ name, ok: broken.length === 0, detail: shown.join(', ') + more })
  }
  const [sums] = (await db.execute(sql`
    select (select count(*)::int from journal_entries) as entries, count(*)::int as postings,
      coalesce(sum(amount_minor), 0)::text as imbalance,
      coalesce(sum(amount_minor) filter (where account = 1510), 0)::text as receivable,
      coalesce(-sum(amount_minor) filter (where account = 2420), 0)::text as advances
    from postings`)) as unknown as [
    { entries: number; postings: number; imbalance: string; receivable: string; advances: string },
  ] // aggregates without group: one row
  const kronor = (minor: string) => minorToDecimalString(BigInt(minor), 'SEK')
  return {
    ok: sums.imbalance === '0' && invariants.every((invariant) => invariant.ok),
    entries: sums.entries,
    postings: sums.postings,
    imbalance: sums.imbalance === '0' ? '0' : kronor(sums.imbalance),
    receivable: kronor(sums.receivable),
    advances: kronor(sums.advances),
    invariants,
  }
}
