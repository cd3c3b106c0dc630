import { csvDate, csvTime } from '@/lib/kernel/format/csv'
import { isId } from '@/lib/kernel/ids'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { listVersionNotices, type NoticeRow } from '@/lib/rating/price-plans/queries'
import { exportList, PAGE_ROWS } from './export-list'

/** Whom to tell of a new version of a price plan. */
export const priceNotices = exportList<NoticeRow>({
  permission: 'price-plan:read',
  pages(ctx, read) {
    const version = read('version') ?? ''
    if (!isId('pricePlanVersion', version)) return () => Promise.resolve({ rows: [], next: null })
    return async (after) => {
      const page = { after: after ? Number(after) : undefined, limit: PAGE_ROWS }
      const { rows, next } = await listVersionNotices(ctx, version, page)
      return { rows, next: next === null ? null : String(next) }
    }
  },
  columns: {
    customer_number: (row) => String(row.number),
    name: (row) => row.name,
    email: (row) => row.email,
    language: (row) => row.locale,
    notify_by: (row) => csvDate(row.notifyBy),
    notified_at: (row) => csvTime(row.notifiedAt, BILLING_ZONE),
    id: (row) => row.customerId,
  },
})
