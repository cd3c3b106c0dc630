import type { getTranslations } from 'next-intl/server'
import type { Column } from '@/components/ui/data-table'
import { StateMark, type State } from '@/components/ui/state-mark'
import { formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatMoney } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import type { QuoteRow, QuoteState } from '@/lib/rating/quotes/queries/list-quotes'

export type PromiseWords = Awaited<ReturnType<typeof getTranslations<'promises'>>>

const MARKS: Readonly<Record<QuoteState, State>> = {
  open: 'open',
  used: 'open',
  billed: 'neutral',
  ruled: 'ours',
  expired: 'neutral',
}

export function QuoteMark({ state, t }: { state: QuoteState; t: PromiseWords }) {
  return <StateMark state={MARKS[state]}>{t(`states.${state}`)}</StateMark>
}

export function quoteColumns(t: PromiseWords, locale: FormatLocale): Column<QuoteRow>[] {
  const money = (minor: bigint | null) => (minor === null ? '–' : formatMoney(minor, 'SEK', locale))
  return [
    {
      key: 'shown',
      header: t('shown'),
      names: true,
      cell: (row) =>
        `${formatInstant(row.shownAt, BILLING_ZONE, 'shortYear', locale)} ${formatInstant(row.shownAt, BILLING_ZONE, 'time', locale)}`,
    },
    { key: 'customer', header: t('customer'), cell: (row) => row.customerName },
    {
      key: 'place',
      header: t('place'),
      priority: 2,
      cell: (row) => (
        <>
          {row.placeName} <span className="note">{row.socketName}</span>
        </>
      ),
    },
    { key: 'partner', header: t('partner'), priority: 3, tone: 'dim', cell: (row) => row.partnerName },
    { key: 'kind', header: t('kind'), priority: 3, cell: (row) => t(`kinds.${row.kind}`) },
    { key: 'state', header: t('state'), cell: (row) => <QuoteMark state={row.state} t={t} /> },
    {
      key: 'example',
      header: t('quotedShort'),
      explain: t('quoted'),
      align: 'right',
      priority: 2,
      cell: (row) => (row.grossMinor === null ? t('unknown') : money(row.grossMinor)),
    },
    {
      key: 'promised',
      header: t('promisedShort'),
      explain: t('promised'),
      align: 'right',
      priority: 2,
      cell: (row) => money(row.promisedMinor),
    },
    {
      key: 'usual',
      header: t('usualShort'),
      explain: t('usual'),
      align: 'right',
      priority: 2,
      cell: (row) => money(row.usualMinor),
    },
    {
      key: 'recover',
      header: t('recoverShort'),
      explain: t('recover'),
      align: 'right',
      tone: 'strong',
      cell: (row) => (row.recoverMinor === 0n ? '–' : money(row.recoverMinor)),
    },
  ]
}
