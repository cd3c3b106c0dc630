import { getTranslations } from 'next-intl/server'
import { StateMark, type State } from '@/components/ui/state-mark'
import type { Partner } from '@/lib/partners/queries'

const MARKS: Readonly<Record<Partner['state'], State>> = {
  draft: 'open',
  token_a_issued: 'open',
  token_a_received: 'open',
  handshaking: 'open',
  registered: 'ours',
  updating: 'open',
  suspended: 'held',
  unregistered: 'neutral',
}

/** The connection in a word: paused and failing come before the state that they disturb. */
export async function PartnerStateMark({
  partner,
}: {
  partner: Pick<Partner, 'state' | 'paused' | 'lastError' | 'circuit' | 'liveAt'>
}) {
  const [t, tc] = await Promise.all([getTranslations('partners'), getTranslations('connections')])
  if (partner.circuit && partner.state === 'registered') return <StateMark state="fail">{tc('silent')}</StateMark>
  if (partner.lastError && partner.state !== 'unregistered') return <StateMark state="fail">{t('failing')}</StateMark>
  if (partner.paused) return <StateMark state="held">{t('paused')}</StateMark>
  if (partner.state === 'registered' && partner.liveAt === null)
    return (
      <StateMark state="open">
        {t('states.registered')}, {(await getTranslations('lab'))('notLive')}
      </StateMark>
    )
  return <StateMark state={MARKS[partner.state]}>{t(`states.${partner.state}`)}</StateMark>
}
