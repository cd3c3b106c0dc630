import { csvAmount, csvNumber, csvTime } from '@/lib/kernel/format/csv'
import { isId } from '@/lib/kernel/ids'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { LINE_OUTCOMES, type LineOutcome } from '@/lib/rating/core/match-invoice'
import {
  listReconciliationLines,
  listReconciliations,
  type ReconciliationLine,
  type ReconciliationRow,
} from '@/lib/rating/reconciliation/queries'
import { exportList, PAGE_ROWS } from './export-list'

export const reconciliations = exportList<ReconciliationRow>({
  permission: 'reconciliation:read',
  pages(ctx, read) {
    const partner = read('partner')
    const filter = {
      show: (['deviating', 'open', 'closed', 'all'] as const).find((show) => show === read('show')) ?? 'deviating',
      search: read('q'),
      partnerId: partner && isId('partner', partner) ? partner : undefined,
      limit: PAGE_ROWS,
    }
    return (after) => listReconciliations(ctx, { ...filter, after })
  },
  columns: {
    operator_invoice: (row) => row.invoiceNumber,
    partner: (row) => row.partnerName,
    state: (row) => row.state,
    matched: (row) => csvNumber(String(row.counts.matched)),
    missing: (row) => csvNumber(String(row.counts.missing)),
    different: (row) => csvNumber(String(row.counts.different)),
    twice: (row) => csvNumber(String(row.counts.twice)),
    unlisted: (row) => csvNumber(String(row.counts.unlisted)),
    stated_excl_vat: (row) => (row.statedMinor === null ? null : csvAmount(row.statedMinor)),
    cpo_excl_vat: (row) => csvAmount(row.theirsMinor),
    ours_excl_vat: (row) => csvAmount(row.oursMinor),
    difference_excl_vat: (row) => csvAmount(row.differenceMinor),
    received_at: (row) => csvTime(row.createdAt, BILLING_ZONE),
    id: (row) => row.id,
  },
})

const DEVIATING: readonly LineOutcome[] = ['missing', 'different', 'twice', 'unlisted']

export const reconciliationLines = exportList<ReconciliationLine>({
  permission: 'reconciliation:read',
  pages(ctx, read) {
    const id = read('id') ?? ''
    if (!isId('reconciliation', id)) return () => Promise.resolve({ rows: [], next: null })
    const show = read('show')
    const outcomes = show === 'deviating' ? DEVIATING : LINE_OUTCOMES.filter((outcome) => outcome === show)
    return async (after) => {
      const page = { outcomes, after: after ? Number(after) : undefined, limit: PAGE_ROWS }
      const { rows, next } = await listReconciliationLines(ctx, id, page)
      return { rows, next: next === null ? null : String(next) }
    }
  },
  columns: {
    cdr: (row) => row.ocpiId,
    outcome: (row) => row.outcome,
    reason: (row) => row.reasons.join(' '),
    times: (row) => csvNumber(String(row.times)),
    status: (row) => row.cdr?.status ?? null,
    started_at: (row) => csvTime(row.cdr?.startedAt ?? null, BILLING_ZONE),
    place: (row) => row.cdr?.placeName ?? null,
    cpo_excl_vat: (row) => (row.theirsMinor === null ? null : csvAmount(row.theirsMinor)),
    ours_excl_vat: (row) => (row.oursMinor === null ? null : csvAmount(row.oursMinor)),
    other_invoice: (row) => row.other?.invoiceNumber ?? null,
    dispute: (row) => (row.cdr?.dispute ? csvNumber(String(row.cdr.dispute.number)) : null),
    number: (row) => row.cdr?.invoice?.number ?? null,
    id: (row) => row.cdr?.id ?? null,
  },
})
