import { getTranslations } from 'next-intl/server'
import { Timeline } from '@/components/ui/timeline'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatMoney } from '@/lib/kernel/format/money'
import { BILLING_ZONE, toIsoInstant } from '@/lib/kernel/time'
import { isDecidedUnsent } from './decided-unsent'
import type { DisputeDetail, DisputeEvent } from '@/lib/rating/disputes/queries/get-dispute'

const NOBODY = { operator: 'byOperator', customer: 'byCustomer', system: 'bySystem', staff: 'bySystem' } as const

/** Deeds whose name says whose they are. */
const SELF_EVIDENT: readonly DisputeEvent['kind'][] = [
  'reported',
  'answered',
  'credited',
  'partly_credited',
  'replaced',
]

/** Every deed of the case, oldest first. */
export async function CaseTimeline({ dispute, locale }: { dispute: DisputeDetail; locale: FormatLocale }) {
  const t = await getTranslations('disputes')
  const who = ({ actor, userName, kind }: DisputeEvent) => {
    if (actor === 'staff' && userName) return t('by', { name: userName })
    if (SELF_EVIDENT.includes(kind)) return null
    return kind === 'opened' && actor === 'system' ? t('byRule') : t(NOBODY[actor])
  }
  const unsent = isDecidedUnsent(dispute)
  const isOurs = ({ kind }: DisputeEvent) => unsent && (kind === 'won' || kind === 'partial')
  return (
    <Timeline
      entries={dispute.events.map((event) => ({
        key: String(event.id),
        time: formatInstant(event.at, BILLING_ZONE, 'shortTime', locale),
        dateTime: toIsoInstant(event.at),
        text: (
          <>
            {isOurs(event) ? t('decidedUnsent') : t(`events.${event.kind}`)}
            {event.amountMinor === null || event.amountMinor === 0n || isOurs(event)
              ? null
              : ` ${formatMoney(event.amountMinor, dispute.currency, locale)}`}
            {event.deadline === null
              ? null
              : `, ${t('untilDay', { date: formatCalendarDate(event.deadline, 'dayMonth', locale) })}`}{' '}
            <span className="note">{who(event)}</span>
            {event.note === '' ? null : <span className="note block">{event.note}</span>}
          </>
        ),
      }))}
    />
  )
}
