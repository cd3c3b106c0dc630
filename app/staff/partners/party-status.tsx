import { getTranslations } from 'next-intl/server'
import { StateMark, type State } from '@/components/ui/state-mark'
import type { PartySource, PartyStatus } from '@/lib/partners/core/party'

const MARKS: Readonly<Record<PartyStatus, State>> = {
  CONNECTED: 'ours',
  OFFLINE: 'fail',
  SUSPENDED: 'held',
  PLANNED: 'open',
  unknown: 'neutral',
}

/** What the hub says of a party. One that it never announced comes before what it has not said of it. */
export async function PartyStatusMark({ status, source }: { status: PartyStatus; source: PartySource }) {
  const t = await getTranslations('parties')
  if (source === 'object') return <StateMark state="held">{t('unannounced')}</StateMark>
  return <StateMark state={MARKS[status]}>{t(`statuses.${status}`)}</StateMark>
}

/** `SE*KUL` as a segment of an address. */
export function partyHref(key: string): string {
  return `/staff/partners/parties/${key.replace('*', '-')}`
}
