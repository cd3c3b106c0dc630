import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Section } from '@/components/ui/section'
import { Timeline } from '@/components/ui/timeline'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { localDate, toIsoInstant } from '@/lib/kernel/time'
import type { ChargeEvent, MyChargeDetail } from '@/lib/rating/charges/queries/get-my-charge'

/** What happened, by the clock of the place; another day than the charge's is named instead of the time. */
export async function ChargeTimeline({ charge }: { charge: MyChargeDetail }) {
  const [t, locale] = await Promise.all([getTranslations('charging'), formatLocale()])
  const { timeZone, startedAt } = charge
  const day = localDate(startedAt, timeZone)
  const timeText = ({ at }: ChargeEvent) =>
    formatInstant(at, timeZone, localDate(at, timeZone) === day ? 'time' : 'short', locale)
  return (
    <Section title={t('detail.timeline')}>
      <Timeline
        entries={charge.timeline.map((event) => ({
          key: event.kind,
          time: timeText(event),
          dateTime: toIsoInstant(event.at),
          text: t(`detail.events.${event.kind}`),
        }))}
      />
    </Section>
  )
}
