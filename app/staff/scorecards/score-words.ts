import type { getTranslations } from 'next-intl/server'
import { formatDuration } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatCount, formatPercent } from '@/lib/kernel/format/money'
import { SECOND_MS } from '@/lib/kernel/time'
import type { Scorecard } from '@/lib/rating/scorecards/queries'

export type Words = Awaited<ReturnType<typeof getTranslations<'lookahead'>>>
export const SCORES = ['started', 'delay', 'exact', 'overcharged', 'completeness', 'authorize'] as const
export type Score = (typeof SCORES)[number]

export function shareText(part: number, whole: number, locale: FormatLocale): string {
  return whole === 0 ? '–' : formatPercent(((part / whole) * 100).toFixed(1), locale)
}

function delayText(ms: number | null): string {
  return ms === null ? '–' : formatDuration(Math.round(ms / SECOND_MS))
}

function millisText(ms: number | null, locale: FormatLocale): string {
  return ms === null ? '–' : `${formatCount(Math.round(ms), locale)} ms`
}

/** A figure of the card as it is read: a share, or the middle and the slow end. */
export function scoreText(score: Score, card: Scorecard, locale: FormatLocale): string {
  switch (score) {
    case 'started':
      return shareText(card.started, card.starts, locale)
    case 'delay':
      return card.delayP50Ms === null ? '–' : `${delayText(card.delayP50Ms)} / ${delayText(card.delayP95Ms)}`
    case 'exact':
      return shareText(card.exact, card.compared, locale)
    case 'overcharged':
      return shareText(card.overcharged, card.compared, locale)
    case 'completeness':
      return card.completeness === null ? '–' : formatPercent((card.completeness * 100).toFixed(1), locale)
    case 'authorize':
      return card.authorizations === 0
        ? '–'
        : `${millisText(card.authorizeP50Ms, locale)} / ${millisText(card.authorizeP95Ms, locale)}`
  }
}

/** Of how many the figure is made. */
export function basisOf(score: Score, card: Scorecard): number {
  if (score === 'started') return card.starts
  if (score === 'exact' || score === 'overcharged') return card.compared
  return score === 'authorize' ? card.authorizations : card.cdrs
}
