import { getTranslations } from 'next-intl/server'
import { StateMark } from '@/components/ui/state-mark'
import type { SessionRow } from '@/lib/roaming/sessions/list-sessions'

/** Green only while electricity flows; amber when it should but nothing is heard. */
export async function SessionStateMark({ session }: { session: Pick<SessionRow, 'status' | 'stale'> }) {
  const t = await getTranslations('sessions')
  if (session.stale) return <StateMark state="held">{t('stale')}</StateMark>
  const state = session.status === 'ACTIVE' ? 'live' : session.status === 'INVALID' ? 'fail' : 'neutral'
  return <StateMark state={state}>{t(`states.${session.status}`)}</StateMark>
}
