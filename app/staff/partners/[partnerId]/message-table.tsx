import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import { StateMark } from '@/components/ui/state-mark'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatDecimal } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import type { ExchangeRow } from '@/lib/partners/queries'

export function exchangeFailed(row: ExchangeRow): boolean {
  return row.error !== null || (row.ocpiStatus ?? 0) >= 2000 || (row.httpStatus ?? 0) >= 400
}

/** The host is the partner's on every row; what differs comes after it. */
function pathOnly(path: string): string {
  return path.replace(/^https?:\/\/[^/]+/, '')
}

type Props = {
  rows: readonly ExchangeRow[]
  href: (row: ExchangeRow) => string
  fit?: 'edge' | 'flush'
  selected?: number | null
}

/** Exchanges with a partner, newest first. */
export async function MessageTable({ rows, href, fit, selected }: Props) {
  const [t, locale] = await Promise.all([getTranslations('partners'), formatLocale()])
  const columns: Column<ExchangeRow>[] = [
    {
      key: 'at',
      header: t('time'),
      tone: 'dim',
      cell: (row) =>
        `${formatInstant(row.at, BILLING_ZONE, 'short', locale)} ${formatInstant(row.at, BILLING_ZONE, 'timeSeconds', locale)}`,
    },
    { key: 'direction', header: t('direction'), cell: (row) => t(`directions.${row.direction}`) },
    { key: 'method', header: t('method'), cell: (row) => row.method },
    {
      key: 'path',
      header: t('path'),
      names: true,
      cell: (row) => <span className="inline-block max-w-80 truncate align-bottom">{pathOnly(row.path)}</span>,
    },
    {
      key: 'status',
      header: t('status'),
      explain: t('statusExplained'),
      cell: (row) => {
        const text = row.ocpiStatus ?? row.httpStatus ?? t('noAnswer')
        return exchangeFailed(row) ? <StateMark state="fail">{text}</StateMark> : text
      },
    },
    { key: 'ms', header: 'ms', align: 'right', priority: 2, cell: (row) => formatDecimal(row.durationMs, 0, locale) },
  ]
  return (
    <DataTable
      fit={fit}
      label={t('tab.messages')}
      columns={columns}
      rows={rows}
      rowKey={(row) => String(row.id)}
      rowHref={href}
      selectedKey={selected ? String(selected) : null}
      empty={<p className={fit === 'flush' ? 'dim' : 'staff-pad dim'}>{t('noMessages')}</p>}
    />
  )
}
