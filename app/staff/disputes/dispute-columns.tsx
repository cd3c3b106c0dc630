import type { getTranslations } from 'next-intl/server'
import type { Column } from '@/components/ui/data-table'
import { StateMark, type State } from '@/components/ui/state-mark'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatCount, formatMoney } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import type { DisputeState } from '@/lib/rating/core/dispute-state'
import type { DisputeRow } from '@/lib/rating/disputes/queries/list-disputes'

export type DisputeWords = Awaited<ReturnType<typeof getTranslations<'disputes'>>>

export const DISPUTE_STATE: Readonly<Record<DisputeState, State>> = {
  open: 'held',
  sent: 'open',
  answered: 'held',
  won: 'ours',
  partial: 'ours',
  refused: 'neutral',
  written_off: 'neutral',
  withdrawn: 'neutral',
}

export function disputeColumns(t: DisputeWords, locale: FormatLocale): Column<DisputeRow>[] {
  const money = (minor: bigint, { currency }: DisputeRow) => formatMoney(minor, currency, locale)
  return [
    { key: 'number', header: t('cols.number'), names: true, cell: (row) => row.number },
    { key: 'partner', header: t('partner'), priority: 2, cell: (row) => row.partnerName },
    {
      key: 'cause',
      header: t('cause'),
      cell: (row) => (
        <>
          {t(`causes.${row.cause}`)} <span className="note">{t(`origins.${row.origin}`)}</span>
        </>
      ),
    },
    {
      key: 'state',
      header: t('cols.state'),
      cell: (row) => <StateMark state={DISPUTE_STATE[row.state]}>{t(`states.${row.state}`)}</StateMark>,
    },
    { key: 'waits', header: t('cols.waits'), priority: 2, cell: (row) => t(`waits.${row.waitsFor ?? 'none'}`) },
    {
      key: 'deadline',
      header: t('cols.deadline'),
      priority: 2,
      cell: (row) => {
        if (row.deadline === null) return '–'
        const day = formatCalendarDate(row.deadline, 'short', locale)
        return row.overdue ? <StateMark state="fail">{day}</StateMark> : day
      },
    },
    {
      key: 'claim',
      header: t('cols.claim'),
      explain: t('claimExplained'),
      align: 'right',
      tone: 'strong',
      cell: (row) => money(row.claimMinor, row),
    },
    {
      key: 'recovered',
      header: t('cols.recovered'),
      align: 'right',
      priority: 3,
      cell: (row) => (row.recoveredMinor === 0n ? '–' : money(row.recoveredMinor, row)),
    },
    { key: 'cdrs', header: t('cols.cdrs'), align: 'right', priority: 3, cell: (row) => formatCount(row.cdrs, locale) },
    { key: 'place', header: t('cols.place'), priority: 3, tone: 'dim', cell: (row) => row.placeName },
    {
      key: 'opened',
      header: t('cols.opened'),
      priority: 3,
      tone: 'dim',
      cell: (row) => formatInstant(row.openedAt, BILLING_ZONE, 'short', locale),
    },
  ]
}
