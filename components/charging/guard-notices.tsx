import { useTranslations } from 'next-intl'
import { Notice } from '@/components/ui/states'
import { formatDuration } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatMoney } from '@/lib/kernel/format/money'
import { roundToMinor } from '@/lib/kernel/money'
import type { GuardFacts, GuardNotice } from '@/lib/rating/core/guard'

const CURRENCY = 'SEK'
const MINUTE_SECONDS = 60

/** The figures of a notice as people read them; `none` where one is not known. */
export function guardValues({ kind, facts }: GuardNotice, locale: FormatLocale): Record<string, string | number> {
  const money = (name: keyof GuardFacts) => formatMoney(BigInt(facts[name] ?? '0'), CURRENCY, locale)
  const duration = (name: keyof GuardFacts) => formatDuration(Number(facts[name] ?? '0') * MINUTE_SECONDS)
  const usual = facts.usual === undefined ? 'none' : kind === 'long' ? duration('usual') : money('usual')
  return {
    minutes: Number(facts.minutes ?? '0'),
    duration: duration('minutes'),
    price: facts.perMinute ? formatMoney(roundToMinor(facts.perMinute, CURRENCY), CURRENCY, locale) : 'none',
    amount: money('grossMinor'),
    limit: money('limitMinor'),
    usual,
  }
}

/** What is worth knowing of a running charge while it can still be stopped; said aloud when it comes. */
export function GuardNotices({ notices, locale }: { notices: readonly GuardNotice[]; locale: FormatLocale }) {
  const t = useTranslations('guard')
  // Standing that costs says all that standing says.
  const costs = notices.some(({ kind }) => kind === 'idle_fee')
  const shown = notices.filter(({ kind }) => !(costs && kind === 'no_energy'))
  if (shown.length === 0) return null
  return (
    <div className="grid gap-3 py-3" role="status">
      {shown.map((notice) => (
        <Notice key={notice.kind} tone="held" title={t(`titles.${notice.kind}`)}>
          {t(`texts.${notice.kind}`, guardValues(notice, locale))}
        </Notice>
      ))}
    </div>
  )
}
