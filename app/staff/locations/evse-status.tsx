import { getTranslations } from 'next-intl/server'
import { StateMark, type State } from '@/components/ui/state-mark'

const MARKS: Readonly<Record<string, State>> = {
  AVAILABLE: 'ours',
  CHARGING: 'live',
  RESERVED: 'open',
  PLANNED: 'open',
  BLOCKED: 'held',
  UNKNOWN: 'held',
  INOPERATIVE: 'fail',
  OUTOFORDER: 'fail',
  REMOVED: 'neutral',
}

/** An EVSE's state in a word; one that OCPI has gained since is shown as it came. */
export async function EvseStatusMark({ status }: { status: string }) {
  const t = await getTranslations('locations')
  return (
    <StateMark state={MARKS[status] ?? 'held'}>
      {t.has(`statuses.${status}`) ? t(`statuses.${status}`) : status}
    </StateMark>
  )
}
