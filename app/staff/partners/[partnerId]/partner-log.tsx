import { getTranslations } from 'next-intl/server'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { listPartnerEvents, type Partner } from '@/lib/partners/queries'
import { Handshake } from './handshake'

/** The whole story of the connection. */
export async function PartnerLog({ ctx, partner }: { ctx: StaffCtx; partner: Partner }) {
  const [t, events] = await Promise.all([getTranslations('partners'), listPartnerEvents(ctx, partner.id, 500)])
  return (
    <div className="staff-pad">
      <Section title={t('tab.log')}>
        <Handshake events={events} partner={partner} />
      </Section>
    </div>
  )
}
