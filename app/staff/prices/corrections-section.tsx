import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatAmount } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import {
  listLeftCharges,
  listPriceCorrections,
  type LeftCharge,
  type PriceCorrection,
} from '@/lib/rating/prices/list-price-corrections'

type T = Awaited<ReturnType<typeof getTranslations<'prices'>>>

/** A difference with its sign; none as a dash. */
function signed(minor: bigint, locale: FormatLocale): string {
  const text = formatAmount(minor, 'SEK', locale)
  return minor > 0n ? `+${text}` : text
}

/** Prices that became others after they had been used: what was priced again, and what is for somebody to decide. */
export async function CorrectionsSection({ ctx }: { ctx: StaffCtx }) {
  const [t, locale, corrections, left] = await Promise.all([
    getTranslations('prices'),
    formatLocale(),
    listPriceCorrections(ctx),
    listLeftCharges(ctx),
  ])
  return (
    <Section className="pt-6" title={t('corrections.title')}>
      <p className="dim">{t('corrections.text')}</p>
      <DataTable
        fit="flush"
        label={t('corrections.title')}
        columns={correctionColumns(t, locale)}
        rows={corrections}
        rowKey={(row) => row.publicationId}
        empty={<p>{t('corrections.none')}</p>}
      />
      {left.length === 0 ? null : (
        <>
          <h3 className="pt-4 font-strong">{t('corrections.leftTitle', { count: left.length })}</h3>
          <p className="dim">{t('corrections.leftText')}</p>
          <DataTable
            fit="flush"
            label={t('corrections.leftTitle', { count: left.length })}
            columns={leftColumns(t, locale)}
            rows={left}
            rowKey={(row) => `${row.publicationId} ${row.cdrId}`}
          />
        </>
      )}
    </Section>
  )
}

function correctionColumns(t: T, locale: FormatLocale): Column<PriceCorrection>[] {
  return [
    {
      key: 'day',
      header: t('dayHeader'),
      cell: ({ area, day }) => (
        <Link href={`/staff/prices?area=${area}&day=${day}`}>
          {area} {formatCalendarDate(day, 'shortYear', locale)}
        </Link>
      ),
    },
    {
      key: 'received',
      header: t('received'),
      priority: 2,
      cell: ({ receivedAt }) => formatInstant(receivedAt, BILLING_ZONE, 'shortTime', locale),
    },
    { key: 'rated', header: t('corrections.rated'), align: 'right', cell: ({ rated }) => rated },
    {
      key: 'ratedDifference',
      header: t('corrections.difference'),
      align: 'right',
      cell: ({ rated, ratedMinor }) => (rated === 0 ? '–' : signed(ratedMinor, locale)),
    },
    { key: 'left', header: t('corrections.left'), align: 'right', cell: (row) => row.left },
    {
      key: 'leftDifference',
      header: t('corrections.difference'),
      align: 'right',
      cell: (row) => (row.left === 0 ? '–' : signed(row.leftMinor, locale)),
    },
  ]
}

function leftColumns(t: T, locale: FormatLocale): Column<LeftCharge>[] {
  const amount = (minor: bigint | null) => (minor === null ? '–' : formatAmount(minor, 'SEK', locale))
  return [
    {
      key: 'charge',
      header: t('corrections.charge'),
      cell: ({ cdrId, startedAt }) => (
        <Link href={`/staff/cdrs/${cdrId}`}>{formatInstant(startedAt, BILLING_ZONE, 'shortTime', locale)}</Link>
      ),
    },
    { key: 'customer', header: t('corrections.customer'), priority: 2, cell: ({ customer }) => customer ?? '–' },
    {
      key: 'why',
      header: t('corrections.why'),
      cell: ({ outcome, invoiceId, invoiceNumber }) =>
        outcome === 'billed' && invoiceId ? (
          <Link href={`/staff/invoices/${invoiceId}`}>
            {t('corrections.billed', { number: invoiceNumber ?? 'none' })}
          </Link>
        ) : (
          t(`corrections.${outcome === 'billed' ? 'settled' : 'decided'}`)
        ),
    },
    {
      key: 'before',
      priority: 2,
      header: t('corrections.before'),
      align: 'right',
      cell: ({ beforeMinor }) => amount(beforeMinor),
    },
    {
      key: 'after',
      priority: 2,
      header: t('corrections.after'),
      align: 'right',
      cell: ({ afterMinor }) => amount(afterMinor),
    },
    {
      key: 'difference',
      header: t('corrections.difference'),
      align: 'right',
      tone: 'strong',
      cell: ({ beforeMinor, afterMinor }) => (afterMinor === null ? '–' : signed(afterMinor - beforeMinor, locale)),
    },
  ]
}
