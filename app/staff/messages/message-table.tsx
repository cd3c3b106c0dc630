import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import { StateMark } from '@/components/ui/state-mark'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatDecimal } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { exchangeFailed } from '@/lib/partners/core/explain-exchange'
import type { ExchangeRow } from '@/lib/partners/exchanges/queries'

/** The host is the partner's on every row, the prefix the same on most; what differs comes after them. */
export function shortPath(path: string): string {
  return path.replace(/^https?:\/\/[^/]+/, '').replace(/^.*?\/2\.\d(?:\.\d)?(?=\/)/, '')
}

type Props = {
  rows: readonly ExchangeRow[]
  href: (row: ExchangeRow) => string
  fit?: 'edge' | 'flush'
  /** On a partner's own page every row is that partner's. */
  withPartner?: boolean
  empty: ReactNode
}

/** Exchanges with partners, newest first. */
export async function MessageTable({ rows, href, fit, withPartner, empty }: Props) {
  const [t, locale] = await Promise.all([getTranslations('inspector'), formatLocale()])
  const columns: Column<ExchangeRow>[] = [
    {
      key: 'at',
      header: t('time'),
      tone: 'dim',
      cell: (row) =>
        `${formatInstant(row.at, BILLING_ZONE, 'short', locale)} ${formatInstant(row.at, BILLING_ZONE, 'timeSeconds', locale)}`,
    },
    ...(withPartner
      ? [
          {
            key: 'partner',
            header: t('partner'),
            priority: 2 as const,
            cell: (row: ExchangeRow) => row.partnerName ?? t('nobodyKnown'),
          },
        ]
      : []),
    { key: 'direction', header: t('direction'), priority: 2, cell: (row) => t(`directions.${row.direction}`) },
    { key: 'method', header: t('method'), cell: (row) => row.method },
    {
      key: 'path',
      header: t('path'),
      names: true,
      cell: (row) => (
        <span className="inline-block max-w-96 truncate align-bottom" title={row.path}>
          {shortPath(row.path)}
        </span>
      ),
    },
    {
      key: 'http',
      header: 'HTTP',
      align: 'right',
      priority: 2,
      cell: (row) => row.httpStatus ?? '–',
    },
    {
      key: 'ocpi',
      header: 'OCPI',
      explain: t('ocpiExplained'),
      cell: (row) => {
        const text = row.ocpiStatus ?? t('noCode')
        return exchangeFailed(row) ? <StateMark state="fail">{text}</StateMark> : text
      },
    },
    {
      key: 'ms',
      header: 'ms',
      align: 'right',
      priority: 2,
      cell: (row) => formatDecimal(row.durationMs, 0, locale),
    },
    {
      key: 'error',
      header: t('message'),
      priority: 3,
      tone: 'dim',
      cell: (row) => <span className="inline-block max-w-72 truncate align-bottom">{row.error ?? ''}</span>,
    },
  ]
  return (
    <DataTable
      fit={fit}
      label={t('title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => String(row.id)}
      rowHref={href}
      empty={empty}
    />
  )
}
