import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { listHref, type ListState } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Pager } from '@/components/ui/pager'
import { EmptyState } from '@/components/ui/states'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatAmount, formatDecimal } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { listMarginCharges, type MarginCharge, type MarginFilter } from '@/lib/rating/margins/queries'
import { MARGIN_PATH } from './margin-state'

type Props = { ctx: StaffCtx; filter: MarginFilter; losses: boolean; here: ListState; after: string | null }

/** Charge by charge, the smallest margin first. */
export async function ChargeTable({ ctx, filter, losses, here, after }: Props) {
  const [t, locale, { rows, next }] = await Promise.all([
    getTranslations('lookahead'),
    formatLocale(),
    listMarginCharges(ctx, { ...filter, losses, after: after ?? undefined }),
  ])
  const amount = (minor: bigint) => formatAmount(minor, 'SEK', locale)
  const columns: Column<MarginCharge>[] = [
    { key: 'place', header: t('margin.place'), cell: (row) => row.placeName },
    {
      key: 'start',
      header: t('margin.start'),
      tone: 'dim',
      priority: 2,
      cell: (row) => formatInstant(row.startedAt, BILLING_ZONE, 'shortTime', locale),
    },
    { key: 'partner', header: t('margin.by.partner'), priority: 3, cell: (row) => row.partnerName },
    {
      key: 'customer',
      header: t('margin.customer'),
      priority: 3,
      cell: (row) => <Link href={`/staff/customers/${row.customerId}`}>{row.customerName}</Link>,
    },
    {
      key: 'kwh',
      header: 'kWh',
      align: 'right',
      priority: 3,
      tone: 'dim',
      cell: (row) => formatDecimal(row.energyKwh, 2, locale),
    },
    { key: 'gross', header: t('margin.grossKr'), align: 'right', cell: (row) => amount(row.grossMinor) },
    { key: 'vat', header: t('margin.vatKr'), align: 'right', priority: 3, cell: (row) => amount(row.vatMinor) },
    {
      key: 'fees',
      header: t('margin.feesKr'),
      explain: t('margin.feesHint'),
      align: 'right',
      priority: 2,
      cell: (row) => amount(row.feesMinor),
    },
    {
      key: 'energy',
      header: t('margin.energyKr'),
      explain: t('margin.energyHint'),
      align: 'right',
      priority: 2,
      cell: (row) => amount(row.energyMinor),
    },
    {
      key: 'margin',
      header: t('margin.marginKr'),
      align: 'right',
      tone: 'strong',
      cell: (row) => amount(row.marginMinor),
    },
  ]
  return (
    <>
      <DataTable
        label={t(losses ? 'margin.by.loss' : 'margin.by.charge')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.cdrId}
        rowHref={(row) => `/staff/cdrs/${row.cdrId}`}
        empty={<EmptyState title={t('margin.noLoss')}>{t('margin.noLossText')}</EmptyState>}
      />
      <Pager
        label={t('margin.title')}
        previous={after ? { href: listHref(MARGIN_PATH, here), text: t('first') } : null}
        next={next ? { href: listHref(MARGIN_PATH, here, { after: next }), text: t('more') } : null}
      />
    </>
  )
}
