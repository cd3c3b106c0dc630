// The customers of a back-test as a file: who would have paid what.
import { csvAmount, csvNumber } from '@/lib/kernel/format/csv'
import { isId } from '@/lib/kernel/ids'
import { CUSTOMER_SHOWS, listTriedCustomers, type TriedCustomerRow } from '@/lib/rating/back-tests/queries'
import { exportList, PAGE_ROWS } from './export-list'

export const backTestCustomers = exportList<TriedCustomerRow>({
  permission: 'price-plan:read',
  pages(ctx, read) {
    const id = read('id')
    const show = CUSTOMER_SHOWS.find((entry) => entry === read('show')) ?? 'notable'
    return async (after) => {
      if (!id || !isId('backTest', id)) return { rows: [], next: null }
      const offset = Number(after ?? 0)
      const { rows, count } = await listTriedCustomers(ctx, id, show, { offset, limit: PAGE_ROWS })
      return { rows, next: offset + rows.length < count && rows.length > 0 ? String(offset + rows.length) : null }
    }
  },
  columns: {
    customer: (row) => row.customerName,
    charges: (row) => csvNumber(String(row.charges)),
    before: (row) => csvAmount(row.beforeMinor),
    after: (row) => csvAmount(row.afterMinor),
    change: (row) => csvAmount(row.afterMinor - row.beforeMinor),
    change_percent: (row) => (row.change === null ? null : csvNumber((row.change / 100).toFixed(2))),
    id: (row) => row.customerId,
  },
})
