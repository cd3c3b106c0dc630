import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Steps, type Step } from '@/components/ui/timeline'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE, toIsoInstant } from '@/lib/kernel/time'
import { isRegistered } from '@/lib/partners/core/partner'
import type { Partner, PartnerEvent } from '@/lib/partners/queries'

/** The handshake as far as it has come, and the step that is awaited. */
export async function Handshake({ events, partner }: { events: readonly PartnerEvent[]; partner: Partner }) {
  const [t, locale] = await Promise.all([getTranslations('partners'), formatLocale()])
  const steps: Step[] = events.map((event) => ({
    key: String(event.id),
    text:
      event.outcome === 'failed'
        ? t('stepFailed')
        : t.has(`steps.${event.step}`)
          ? t(`steps.${event.step}`)
          : event.step,
    detail: event.detail ?? undefined,
    state: event.outcome === 'failed' ? 'failed' : 'done',
    time: formatInstant(event.at, BILLING_ZONE, 'shortTime', locale),
    dateTime: toIsoInstant(event.at),
  }))
  if (!isRegistered(partner.state) && partner.state !== 'unregistered')
    steps.push({
      key: 'awaited',
      text: t(`awaited.${partner.state === 'token_a_issued' ? 'call' : 'answer'}`),
      state: 'current',
    })
  if (steps.length === 0) return <p className="dim">{t('noSteps')}</p>
  return <Steps steps={steps} />
}
