import { getTranslations } from 'next-intl/server'
import { StateMark } from '@/components/ui/state-mark'
import type { StaffTokenRow } from '@/lib/roaming/tokens/queries'

export async function TokenStateMark({ token }: { token: Pick<StaffTokenRow, 'state' | 'blockedBy'> }) {
  const t = await getTranslations('tokens')
  if (token.state === 'active') return <StateMark state="neutral">{t('states.active')}</StateMark>
  const by = token.blockedBy ? ` ${t(`by.${token.blockedBy}`)}` : ''
  return <StateMark state={token.state === 'lost' ? 'fail' : 'held'}>{`${t(`states.${token.state}`)}${by}`}</StateMark>
}
