// Margins as files: the rows of the grouping that the address names, or charge by charge.
import { csvAmount, csvNumber, csvTime } from '@/lib/kernel/format/csv'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import {
  getMargins,
  listMarginCharges,
  MARGIN_GROUPS,
  type MarginCharge,
  type MarginFilter,
  type MarginRow,
} from '@/lib/rating/margins/queries'
import { filterOf, periodOf } from '../margin/margin-state'
import { exportList, PAGE_ROWS, type Read } from './export-list'

function filterFrom(read: Read): MarginFilter {
  const period = periodOf({ from: read('from') ?? null, to: read('to') ?? null }, systemClock.now())
  return filterOf(period, MARGIN_GROUPS.find((group) => group === read('of')) ?? null, read('key') ?? null)
}

export const margins = exportList<MarginRow>({
  permission: 'cdr:read',
  pages(ctx, read) {
    const by = MARGIN_GROUPS.find((group) => group === read('by')) ?? 'partner'
    return async () => ({ rows: await getMargins(ctx, { ...filterFrom(read), by }), next: null })
  },
  columns: {
    key: (row) => row.key,
    name: (row) => row.label,
    charges: (row) => csvNumber(String(row.charges)),
    energy_kwh: (row) => csvNumber(row.energyKwh),
    gross: (row) => csvAmount(row.grossMinor),
    vat: (row) => csvAmount(row.vatMinor),
    operator_fees: (row) => csvAmount(row.feesMinor),
    operator_energy: (row) => csvAmount(row.energyMinor),
    margin: (row) => csvAmount(row.marginMinor),
    losses: (row) => csvNumber(String(row.losses)),
    loss: (row) => csvAmount(row.lossMinor),
    unknown: (row) => csvNumber(String(row.unknown)),
  },
})

export const marginCharges = exportList<MarginCharge>({
  permission: 'cdr:read',
  pages(ctx, read) {
    const filter = filterFrom(read)
    const losses = read('by') === 'loss'
    return (after) => listMarginCharges(ctx, { ...filter, losses, after, limit: PAGE_ROWS })
  },
  columns: {
    started_at: (row) => csvTime(row.startedAt, BILLING_ZONE),
    partner: (row) => row.partnerName,
    place: (row) => row.placeName,
    customer: (row) => row.customerName,
    energy_kwh: (row) => csvNumber(row.energyKwh),
    gross: (row) => csvAmount(row.grossMinor),
    vat: (row) => csvAmount(row.vatMinor),
    operator_fees: (row) => csvAmount(row.feesMinor),
    operator_energy: (row) => csvAmount(row.energyMinor),
    margin: (row) => csvAmount(row.marginMinor),
    id: (row) => row.cdrId,
  },
})
