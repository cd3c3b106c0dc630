import { getTranslations } from 'next-intl/server'
import { StateMark, type State } from '@/components/ui/state-mark'
import type { BillingRunRow } from '@/lib/billing/queries/billing-runs'

const LOOK: Readonly<Record<BillingRunRow['state'], State>> = {
  draft: 'open',
  approved: 'open',
  finalized: 'ours',
  discarded: 'neutral',
}

/** Where a run stands, and how far it is while it works. */
export async function RunState({ run }: { run: Pick<BillingRunRow, 'state' | 'phase' | 'done' | 'total'> }) {
  const t = await getTranslations('billing')
  const works = run.phase === 'drafting' || run.phase === 'finalizing'
  return (
    <StateMark state={LOOK[run.state]}>
      {t(`runStates.${run.state}`)}
      {works ? ` ${t('progress', { done: run.done, total: run.total ?? 0 })}` : null}
    </StateMark>
  )
}
