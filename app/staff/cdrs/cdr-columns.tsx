import type { getTranslations } from 'next-intl/server'
import type { Column } from '@/components/ui/data-table'
import { StateMark, type State } from '@/components/ui/state-mark'
import { formatDuration, formatInstant } from '@/lib/kernel/format/datetime'
import { formatDecimal } from '@/lib/kernel/format/money'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { decimal, toDecimalString, type DecimalString } from '@/lib/kernel/decimal'
import { BILLING_ZONE, type Instant } from '@/lib/kernel/time'
import type { CdrListRow, CdrOrder, CdrTotals } from '@/lib/rating/cdrs/queries/list-cdrs'
import { findingTitle } from '@/lib/rating/core/finding-sentences'
import { placeText } from './place-text'

type Words = Awaited<ReturnType<typeof getTranslations<'cdrs'>>>
const HOUR_SECONDS = 3600

export const CDR_STATE: Readonly<Record<CdrListRow['status'], State>> = {
  pending: 'open',
  accepted: 'ours',
  held: 'held',
  disputed: 'held',
  rejected: 'neutral',
}

function timeLeft(dueAt: Instant, now: Instant): { text: string; late: boolean } {
  const seconds = Math.trunc((dueAt - now) / 1000)
  const rounded = Math.abs(seconds) < HOUR_SECONDS ? seconds : Math.trunc(seconds / HOUR_SECONDS) * HOUR_SECONDS
  return { text: formatDuration(rounded), late: seconds < 0 }
}

type Options = {
  t: Words
  locale: FormatLocale
  now: Instant
  totals: CdrTotals
  undecided: boolean
  order: CdrOrder
  sortHrefs: { due: string; stake: string }
}

/** The list's columns; what waits for a decision says how long it may wait, all else says how it ended. */
export function cdrColumns({ t, locale, now, totals, undecided, order, sortHrefs }: Options): Column<CdrListRow>[] {
  const figures = (value: DecimalString | null) => (value === null ? '–' : formatDecimal(value, 2, locale))
  const { oursExcl, cpoExcl, differenceExcl } = totals.compared
  // In kronor like the sums below; where nobody knows the rate, in its own money with its name.
  const amount = (row: CdrListRow, value: DecimalString | null, sign?: 'always') => {
    if (value === null) return '–'
    if (row.kronor === null) return `${formatDecimal(value, 2, locale, sign)} ${row.currency}`
    return formatDecimal(toDecimalString(decimal(value).times(row.kronor)), 2, locale, sign)
  }
  const signed = (value: DecimalString | null) => (value === null ? '–' : formatDecimal(value, 2, locale, 'always'))
  return [
    {
      key: 'reason',
      header: undecided ? t('why') : t('state'),
      cell: (row) => (
        <>
          {undecided && row.reason ? (
            findingTitle(row.reason, locale)
          ) : (
            <StateMark state={CDR_STATE[row.status]}>{t(`status.${row.status}`)}</StateMark>
          )}
          <small className="for-p2">{placeText(row)}</small>
        </>
      ),
    },
    { key: 'partner', header: t('partner'), cell: (row) => row.partnerName, priority: 2 },
    { key: 'place', header: t('place'), cell: (row) => placeText(row), priority: 2 },
    {
      key: 'start',
      header: t('start'),
      priority: 2,
      tone: 'dim',
      cell: (row) => formatInstant(row.startedAt, BILLING_ZONE, 'shortTime', locale),
    },
    { key: 'kwh', header: 'kWh', align: 'right', priority: 3, cell: (row) => figures(row.energyKwh) },
    {
      key: 'ours',
      header: t('ourPrice'),
      explain: t('ourPriceExplained'),
      align: 'right',
      priority: 3,
      cell: (row) => amount(row, row.oursExcl),
      total: figures(oursExcl),
    },
    {
      key: 'cpo',
      header: t('operator'),
      explain: t('operatorExplained'),
      align: 'right',
      priority: 3,
      cell: (row) => amount(row, row.cpoExcl),
      total: figures(cpoExcl),
    },
    {
      key: 'difference',
      header: t('differenceKr'),
      align: 'right',
      sort: order === 'stake' ? 'descending' : undefined,
      sortHref: sortHrefs.stake,
      tone: 'strong',
      cell: (row) => amount(row, row.differenceExcl, 'always'),
      total: signed(differenceExcl),
    },
    undecided
      ? {
          key: 'due',
          header: t('due'),
          explain: t('dueExplained'),
          align: 'right',
          sort: order === 'due' ? 'ascending' : undefined,
          sortHref: sortHrefs.due,
          cell: (row) => {
            const left = timeLeft(row.dueAt, now)
            return left.late ? <StateMark state="fail">{left.text}</StateMark> : left.text
          },
        }
      : {
          key: 'received',
          header: t('received'),
          align: 'right',
          priority: 2,
          tone: 'dim',
          cell: (row) => formatInstant(row.receivedAt, BILLING_ZONE, 'shortTime', locale),
        },
  ]
}
