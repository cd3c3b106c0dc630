import type { getTranslations } from 'next-intl/server'
import { StateMark, type State } from '@/components/ui/state-mark'
import type { LineOutcome } from '@/lib/rating/core/match-invoice'
import type { ReconciliationRow } from '@/lib/rating/reconciliation/queries'

export type Words = Awaited<ReturnType<typeof getTranslations<'reconciliation'>>>

const STATE: Readonly<Record<LineOutcome, State>> = {
  matched: 'ours',
  missing: 'open',
  different: 'held',
  twice: 'fail',
  unlisted: 'open',
}

/** How one CDR of an operator's invoice stands. */
export function OutcomeMark({ outcome, t }: { outcome: LineOutcome; t: Words }) {
  return <StateMark state={STATE[outcome]}>{t(`outcomes.${outcome}`)}</StateMark>
}

/** How the whole invoice stands: closed, withdrawn, or what is wrong with it. */
export function ReconciliationMark({
  row,
  t,
}: {
  row: Pick<ReconciliationRow, 'state' | 'counts' | 'differenceMinor'>
  t: Words
}) {
  if (row.state !== 'open') return <StateMark state="neutral">{t(`states.${row.state}`)}</StateMark>
  const { missing, different, twice, unlisted } = row.counts
  if (twice > 0) return <StateMark state="fail">{t('states.twice')}</StateMark>
  if (different > 0 || row.differenceMinor !== 0n) return <StateMark state="held">{t('states.different')}</StateMark>
  if (missing + unlisted > 0) return <StateMark state="open">{t('states.incomplete')}</StateMark>
  return <StateMark state="ours">{t('states.matched')}</StateMark>
}
