import { csvAmount, csvDate, csvNumber, csvTime } from '@/lib/kernel/format/csv'
import { isId } from '@/lib/kernel/ids'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { DISPUTE_CAUSES, DISPUTE_ORIGINS } from '@/lib/rating/core/dispute-state'
import { DISPUTE_SHOWS, listDisputes, type DisputeRow } from '@/lib/rating/disputes/queries/list-disputes'
import { exportList, PAGE_ROWS } from './export-list'

export const disputes = exportList<DisputeRow>({
  permission: 'dispute:read',
  pages(ctx, read) {
    const partner = read('partner')
    const filter = {
      show: DISPUTE_SHOWS.find((show) => show === read('show')) ?? 'live',
      search: read('q'),
      partnerId: partner && isId('partner', partner) ? partner : undefined,
      cause: DISPUTE_CAUSES.find((cause) => cause === read('cause')),
      origin: DISPUTE_ORIGINS.find((origin) => origin === read('origin')),
    }
    return (after) => listDisputes(ctx, filter, { after, limit: PAGE_ROWS })
  },
  columns: {
    dispute: (row) => csvNumber(String(row.number)),
    partner: (row) => row.partnerName,
    cause: (row) => row.cause,
    origin: (row) => row.origin,
    state: (row) => row.state,
    waits_for: (row) => row.waitsFor,
    deadline: (row) => csvDate(row.deadline),
    cdrs: (row) => csvNumber(String(row.cdrs)),
    place: (row) => row.placeName,
    currency: (row) => row.currency,
    cpo_excl_vat: (row) => csvAmount(row.askedMinor),
    claim_excl_vat: (row) => csvAmount(row.claimMinor),
    recovered_excl_vat: (row) => csvAmount(row.recoveredMinor),
    loss_sek_excl_vat: (row) => csvAmount(row.lossMinor),
    opened_at: (row) => csvTime(row.openedAt, BILLING_ZONE),
    closed_at: (row) => csvTime(row.closedAt, BILLING_ZONE),
    id: (row) => row.id,
  },
})
