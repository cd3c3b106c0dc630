import type { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { listHref } from '@/app/list-href'
import { ExportMenu } from '@/app/staff/export/export-menu'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import type { StaffCtx } from '@/lib/auth/context'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatAmount, formatCount, formatPercent } from '@/lib/kernel/format/money'
import type { BackTestId } from '@/lib/kernel/ids'
import {
  CUSTOMER_SHOWS,
  listTriedCustomers,
  type CustomerShow,
  type TriedCustomerRow,
} from '@/lib/rating/back-tests/queries'

type Props = {
  ctx: StaffCtx
  id: BackTestId
  show: CustomerShow
  page: number
  t: Awaited<ReturnType<typeof getTranslations<'lookahead'>>>
  locale: FormatLocale
}
const ROWS = 50

/** Who would have paid more, and who less. */
export async function TestCustomers({ ctx, id, show, page, t, locale }: Props) {
  const path = `/staff/back-tests/${id}`
  const { rows, count } = await listTriedCustomers(ctx, id, show, { offset: (page - 1) * ROWS, limit: ROWS })
  const amount = (minor: bigint, sign?: 'always') => formatAmount(minor, 'SEK', locale, sign)
  const columns: Column<TriedCustomerRow>[] = [
    {
      key: 'customer',
      header: t('margin.customer'),
      cell: (row) => <Link href={`/staff/customers/${row.customerId}`}>{row.customerName}</Link>,
    },
    {
      key: 'charges',
      header: t('margin.charges'),
      align: 'right',
      priority: 2,
      cell: (row) => formatCount(row.charges, locale),
    },
    {
      key: 'before',
      header: t('backTest.paidBeforeKr'),
      align: 'right',
      priority: 2,
      cell: (row) => amount(row.beforeMinor),
    },
    { key: 'after', header: t('backTest.paidAfterKr'), align: 'right', cell: (row) => amount(row.afterMinor) },
    {
      key: 'change',
      header: t('backTest.changeKr'),
      align: 'right',
      tone: 'strong',
      cell: (row) => amount(row.afterMinor - row.beforeMinor, 'always'),
    },
    {
      key: 'percent',
      header: '%',
      align: 'right',
      cell: (row) => (row.change === null ? '–' : formatPercent((row.change / 100).toFixed(1), locale)),
    },
  ]
  const state = { show: show === 'notable' ? undefined : show }
  return (
    <>
      <Tabs
        label={t('backTest.perCustomer')}
        tabs={CUSTOMER_SHOWS.map((entry) => ({
          href: listHref(path, { show: entry === 'notable' ? undefined : entry }),
          text: t(`backTest.show.${entry}`),
          current: entry === show,
        }))}
      />
      <div className="list-bar">
        <span className="dim">{t('backTest.count', { count })}</span>
        <div className="list-bar-end">
          <ExportMenu list="back-test-customers" state={{ id, show }} />
        </div>
      </div>
      <DataTable
        label={t('backTest.customers')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.customerId}
        empty={<EmptyState title={t(`backTest.nobody.${show}`)} />}
      />
      <Pager
        label={t('backTest.customers')}
        previous={
          page > 1 ? { href: listHref(path, state, { page: page > 2 ? page - 1 : null }), text: t('back') } : null
        }
        next={page * ROWS < count ? { href: listHref(path, state, { page: page + 1 }), text: t('more') } : null}
      />
    </>
  )
}
