import { useTranslations } from 'next-intl'
import { Rows } from '@/components/ui/rows'
import { StateMark } from '@/components/ui/state-mark'
import type { DecimalString } from '@/lib/kernel/decimal'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatMoney } from '@/lib/kernel/format/money'
import type { Instant, TimeZone } from '@/lib/kernel/time'
import type { ChargeState } from '@/lib/rating/core/charge-state'

export type ChargeRow = {
  id: string
  state: ChargeState
  placeName: string
  city: string
  startedAt: Instant
  timeZone: TimeZone
  energyKwh: DecimalString
  reservationOnly: boolean
  grossMinor: bigint | null
}

type Props = { charges: readonly ChargeRow[]; label: string; locale: FormatLocale; dates?: 'dayMonth' | 'date' }

/** Charges as a list: where and when to the left, what it cost and how it stands to the right. */
export function ChargeRows({ charges, label, locale, dates = 'dayMonth' }: Props) {
  const t = useTranslations('charging')
  return (
    <Rows
      label={label}
      entries={charges.map((charge) => ({
        key: charge.id,
        href: charge.state === 'charging' ? '/home' : `/charging/${charge.id}`,
        title: placeText(charge),
        detail: `${formatInstant(charge.startedAt, charge.timeZone, dates, locale)} · ${charge.reservationOnly ? t('reservation') : formatEnergy(charge.energyKwh, locale)}`,
        amount:
          charge.grossMinor === null ? (
            <span className="note">{t('noPrice')}</span>
          ) : (
            formatMoney(charge.grossMinor, 'SEK', locale)
          ),
        state: <ChargeStateMark state={charge.state} text={t(`states.${charge.state}`)} />,
      }))}
    />
  )
}

/** Only what a person should notice has a mark: a charge under way, and one that is being looked into. */
export function ChargeStateMark({ state, text }: { state: ChargeState; text: string }) {
  if (state === 'charging') return <StateMark state="live">{text}</StateMark>
  if (state === 'reviewing') return <StateMark state="held">{text}</StateMark>
  return <>{text}</>
}

/** The city is named once. */
export function placeText({ placeName, city }: { placeName: string; city: string }): string {
  return city === '' || placeName.toLowerCase().includes(city.toLowerCase()) ? placeName : `${placeName}, ${city}`
}
