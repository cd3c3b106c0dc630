import { getTranslations } from 'next-intl/server'
import { listHref, type ListState } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import type { StaffCtx } from '@/lib/auth/context'
import { formatAmount, formatCount, formatDecimal, formatPercent } from '@/lib/kernel/format/money'
import {
  getMargins,
  type MarginFilter,
  type MarginGroup,
  type MarginRow,
  type MarginSums,
} from '@/lib/rating/margins/queries'
import { groupLabel, shareOf } from './group-label'
import { MARGIN_PATH } from './margin-state'

type Props = { ctx: StaffCtx; filter: MarginFilter; by: MarginGroup; here: ListState; total: MarginSums }

/** The waterfall in figures, one row for each partner, plan, place or customer group; a row narrows everything to itself. */
export async function GroupTable({ ctx, filter, by, here, total }: Props) {
  const [t, locale, rows] = await Promise.all([
    getTranslations('lookahead'),
    formatLocale(),
    getMargins(ctx, { ...filter, by }),
  ])
  const amount = (minor: bigint) => formatAmount(minor, 'SEK', locale)
  const next = by === 'partner' ? 'month' : 'partner'
  const columns: Column<MarginRow>[] = [
    { key: 'name', header: t(`margin.by.${by}`), cell: (row) => groupLabel(by, row.key, row.label, t, locale) },
    {
      key: 'count',
      header: t('margin.charges'),
      align: 'right',
      cell: (row) => formatCount(row.charges, locale),
      total: formatCount(total.charges, locale),
    },
    {
      key: 'kwh',
      header: 'kWh',
      align: 'right',
      priority: 3,
      tone: 'dim',
      cell: (row) => formatDecimal(row.energyKwh, 0, locale),
    },
    {
      key: 'gross',
      header: t('margin.grossKr'),
      align: 'right',
      priority: 2,
      cell: (row) => amount(row.grossMinor),
      total: amount(total.grossMinor),
    },
    {
      key: 'vat',
      header: t('margin.vatKr'),
      align: 'right',
      priority: 3,
      cell: (row) => amount(row.vatMinor),
      total: amount(total.vatMinor),
    },
    {
      key: 'fees',
      header: t('margin.feesKr'),
      explain: t('margin.feesHint'),
      align: 'right',
      priority: 3,
      cell: (row) => amount(row.feesMinor),
      total: amount(total.feesMinor),
    },
    {
      key: 'energy',
      header: t('margin.energyKr'),
      explain: t('margin.energyHint'),
      align: 'right',
      priority: 2,
      cell: (row) => amount(row.energyMinor),
      total: amount(total.energyMinor),
    },
    {
      key: 'margin',
      header: t('margin.marginKr'),
      align: 'right',
      tone: 'strong',
      cell: (row) => amount(row.marginMinor),
      total: amount(total.marginMinor),
    },
    {
      key: 'percent',
      header: '%',
      explain: t('margin.percentHint'),
      align: 'right',
      cell: (row) => formatPercent(shareOf(row.marginMinor, row), locale),
      total: formatPercent(shareOf(total.marginMinor, total), locale),
    },
    {
      key: 'losses',
      header: t('margin.losses'),
      align: 'right',
      priority: 2,
      cell: (row) => (row.losses === 0 ? '–' : formatCount(row.losses, locale)),
      total: formatCount(total.losses, locale),
    },
  ]
  return (
    <DataTable
      label={t('margin.title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.key}
      rowHref={(row) => listHref(MARGIN_PATH, here, { of: by, key: row.key, by: next === 'partner' ? null : next })}
      totalsLabel={t('margin.total')}
      note={t('margin.note')}
    />
  )
}
