import type { getTranslations } from 'next-intl/server'
import { formatMonth } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { isMonth } from '@/lib/kernel/time'
import type { MarginGroup, MarginSums } from '@/lib/rating/margins/queries'

export type Words = Awaited<ReturnType<typeof getTranslations<'lookahead'>>>
const KINDS = ['private', 'business'] as const
const POWERS = ['AC', 'DC_50', 'DC_150', 'DC_MORE'] as const

/** What a row of a grouping is called. */
export function groupLabel(group: MarginGroup, key: string, name: string, t: Words, locale: FormatLocale): string {
  if (key === '') return t('margin.none')
  if (group === 'month' && isMonth(key)) return formatMonth(key, locale)
  const kind = KINDS.find((entry) => entry === key)
  if (group === 'group' && kind) return t(`margin.kinds.${kind}`)
  const power = POWERS.find((entry) => entry === key)
  if (group === 'power' && power) return t(`bands.${power}`)
  return name
}

/** Tenths of a percent of what customers pay without VAT; nothing of nothing. */
export function shareOf(part: bigint, { grossMinor, vatMinor }: MarginSums): string {
  const net = grossMinor - vatMinor
  return net === 0n ? '0' : (Number((part * 1000n) / net) / 10).toString()
}
