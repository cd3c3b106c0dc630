import { sql } from 'drizzle-orm'
import type { Tx } from '@/db/client'
import { withTransaction } from '@/db/transaction'
import { authorize } from '@/lib/auth/authorize'
import type { StaffCtx, SystemCtx } from '@/lib/auth/context'
import type { DecimalString } from '@/lib/kernel/decimal'
import { NotFoundError } from '@/lib/kernel/errors'
import type { CdrId, PartnerId, ReconciliationId } from '@/lib/kernel/ids'
import { instant, toIsoInstant } from '@/lib/kernel/time'
import { standardTerms } from '@/lib/roaming/core/agreement'
import { audit } from '@/lib/platform/audit'
import { enqueue } from '@/lib/platform/queue'
import { loadAgreements } from '../cdrs/load-agreements'
import { toleranceIn } from '../core/rules/price'
import { matchLine, sumLines, type InvoicedCdr, type InvoiceTerms, type MatchSums } from '../core/match-invoice'

type Head = {
  partner_id: PartnerId
  source: 'record' | 'reference' | 'list' | 'self_billing'
  state: 'open' | 'closed' | 'withdrawn'
  currency: string
  party: string
  created_at: number
}

/**
 * Compares an open invoice with the CDRs that we have now. The same facts give the same result, whoever runs it and how
 * often; a closed or withdrawn one is left as it was decided. What the operator names and we lack is fetched.
 */
export async function matchReconciliation(
  ctx: StaffCtx | SystemCtx,
  reconciliationId: ReconciliationId,
): Promise<MatchSums | null> {
  authorize(ctx, 'reconciliation:write')
  return withTransaction<StaffCtx | SystemCtx, MatchSums | null>(ctx, async (tx) => {
    const { db } = tx
    const [head] = (await db.execute(sql`
      select r.partner_id, r.source, r.state, r.currency, upper(p.country_code || '*' || p.party_id) as party,
        extract(epoch from r.created_at)::float8 * 1000 as created_at
      from reconciliations r join partners p on p.id = r.partner_id
      where r.id = ${reconciliationId} for update of r`)) as unknown as Head[] // the columns of the statement
    if (!head) throw new NotFoundError('reconciliation', reconciliationId)
    if (head.state !== 'open') return null
    // Invoices of one operator are compared one after the other: each asks what the others name.
    await db.execute(sql`select pg_advisory_xact_lock(hashtext('reconciliation'), hashtext(${head.partner_id}))`)
    await refreshLines(db, reconciliationId, head.source)
    const agreements = await loadAgreements(db, [head.partner_id])
    const agreement = agreements.find(head.partner_id, head.party, instant(Math.round(head.created_at)))
    const { currency } = head
    const terms: InvoiceTerms = { currency, tolerance: toleranceIn(agreement?.terms ?? standardTerms(''), currency) }
    const lines = (await loadLines(db, reconciliationId)).map((row) => ({ row, ...matchLine(namedOf(row), terms) }))
    const sums = sumLines(lines)
    await writeLines(db, reconciliationId, lines)
    await db.execute(sql`
      update reconciliations set matched = ${sums.matched}, missing = ${sums.missing}, different = ${sums.different},
        twice = ${sums.twice}, unlisted = ${sums.unlisted}, theirs_minor = ${sums.theirsMinor.toString()}::bigint,
        ours_minor = ${sums.oursMinor.toString()}::bigint, matched_at = ${toIsoInstant(ctx.clock.now())}::timestamptz
      where id = ${reconciliationId}`)
    if (sums.missing > 0) {
      const partnerId = head.partner_id
      const key = `pull:${partnerId}:cdrs`
      await enqueue(db, 'pull-module', { partnerId, module: 'cdrs', full: true }, { key, maxAttempts: 5 })
    }
    const { theirsMinor, oursMinor, ...counts } = sums
    await audit(tx, {
      action: 'reconciliation.match',
      entity: 'reconciliation',
      entityId: reconciliationId,
      after: { ...counts, theirsMinor: theirsMinor.toString(), oursMinor: oursMinor.toString() },
    })
    return sums
  })
}

/** Finds the CDRs behind the names, and those whose own reference names the invoice and that the list does not. */
async function refreshLines(db: Tx, id: ReconciliationId, source: Head['source']): Promise<void> {
  await db.execute(sql`
    update reconciliation_lines l set cdr_id = f.cdr_id
    from (
      select distinct on (n.name) n.name, c.id as cdr_id
      from reconciliation_lines n join reconciliations r on r.id = n.reconciliation_id
      join partners p on p.id = r.partner_id left join invoice_records i on i.id = r.record_id
      cross join lateral (
        select 0 as rank, n.name as key
        union all select 1, upper(i.country_code || '*' || i.party_id || '*') || n.name
        union all select 2, upper(p.country_code || '*' || p.party_id || '*') || n.name
        union all select 3, upper((role ->> 'countryCode') || '*' || (role ->> 'partyId') || '*') || n.name
          from jsonb_array_elements(p.roles) role
      ) k
      -- A party of the operator's own may have sent it over another connection, such as a hub.
      join cdrs c on c.key = k.key and (c.partner_id = r.partner_id or k.rank > 1)
      where n.reconciliation_id = ${id} and n.cdr_id is null
      order by n.name, k.rank
    ) f
    where l.reconciliation_id = ${id} and l.name = f.name`)
  // What was unlisted goes if another reference or a correction of the list took it away; the rest is found anew.
  await db.execute(sql`delete from reconciliation_lines where reconciliation_id = ${id} and not listed`)
  await db.execute(sql`
    insert into reconciliation_lines (reconciliation_id, name, position, listed, cdr_id, outcome)
    select r.id, c.key, 1000000 + row_number() over (order by c.started_at, c.id), ${source === 'reference'}, c.id, 'unlisted'
    from reconciliations r join cdrs c on c.partner_id = r.partner_id and c.invoice_reference = r.invoice_key
    where r.id = ${id} and not exists (
      select 1 from reconciliation_lines l where l.reconciliation_id = r.id and l.cdr_id = c.id)
    on conflict do nothing`)
}

type LineRow = {
  name: string
  listed: boolean
  times: number
  cdr_id: CdrId | null
  status: InvoicedCdr['status']
  currency: string
  total_excl: DecimalString | null
  cost_minor: string | null
  home_charging: boolean
  cancelled_here: boolean
  credited_unlisted: boolean
  other_id: ReconciliationId | null
  other_reference: boolean
}

function namedOf(row: LineRow) {
  const { listed, times } = row
  if (row.cdr_id === null) return { listed, times, cdr: null }
  const cdr: InvoicedCdr = {
    status: row.status,
    currency: row.currency,
    totalExcl: row.total_excl,
    costMinor: row.cost_minor === null ? null : BigInt(row.cost_minor),
    homeCharging: row.home_charging,
    cancelledHere: row.cancelled_here,
    creditedUnlisted: row.credited_unlisted,
    onOtherInvoice: row.other_id !== null,
    otherReference: row.other_reference,
  }
  return { listed, times, cdr }
}

async function loadLines(db: Tx, id: ReconciliationId): Promise<LineRow[]> {
  return (await db.execute(sql`
    select l.name, l.listed, l.times, l.cdr_id, c.status, c.currency, trim_scale(c.total_excl)::text as total_excl,
      t.cost_minor::text, c.home_charging,
      exists (select 1 from cdrs k join reconciliation_lines h on h.cdr_id = k.id and h.reconciliation_id = l.reconciliation_id and h.listed
        where (k.credit and k.status = 'accepted' and k.credited_key = c.key
          or c.credit and c.status = 'accepted' and not k.credit and k.key = c.credited_key)) as cancelled_here,
      exists (select 1 from cdrs k where not c.credit and k.credit and k.status = 'accepted'
        and k.credited_key = c.key and not exists (select 1 from reconciliation_lines h join reconciliations o on o.id = h.reconciliation_id
          where h.cdr_id = k.id and h.listed and o.state <> 'withdrawn')) as credited_unlisted,
      (select o.id from reconciliation_lines h join reconciliations o on o.id = h.reconciliation_id
        where h.cdr_id = l.cdr_id and h.listed and o.id < r.id and o.partner_id = r.partner_id and o.state <> 'withdrawn'
          and o.invoice_key <> r.invoice_key order by o.id limit 1) as other_id,
      c.invoice_reference is not null and c.invoice_reference <> r.invoice_key as other_reference
    from reconciliation_lines l join reconciliations r on r.id = l.reconciliation_id
    left join cdrs c on c.id = l.cdr_id
    left join ratings t on t.cdr_id = c.id and t.superseded_at is null
    where l.reconciliation_id = ${id} order by l.position`)) as unknown as LineRow[] // the columns of the statement
}

type Written = ReturnType<typeof matchLine> & { row: LineRow }

async function writeLines(db: Tx, id: ReconciliationId, lines: readonly Written[]): Promise<void> {
  const rows = lines.map(({ row, outcome, reasons, theirsMinor, oursMinor }) => ({
    name: row.name,
    outcome,
    reasons,
    theirs: theirsMinor?.toString() ?? null,
    ours: oursMinor?.toString() ?? null,
    other: outcome === 'twice' ? row.other_id : null,
  }))
  await db.execute(sql`
    update reconciliation_lines l set outcome = w.outcome, reasons = w.reasons, theirs_minor = w.theirs, ours_minor = w.ours,
      other_id = w.other
    from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as w(name text, outcome text, reasons jsonb, theirs bigint, ours bigint, other text)
    where l.reconciliation_id = ${id} and l.name = w.name`)
}
