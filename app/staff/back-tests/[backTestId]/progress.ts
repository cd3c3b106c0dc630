import type { BackTest } from '@/lib/rating/back-tests/queries'
import { SECOND_MS, type Instant } from '@/lib/kernel/time'

export type Progress = { percent: number; perSecond: number; secondsLeft: number | null }

/** How far, how fast, how long yet; null until it is known how much there is. */
export function progressOf(
  { done, total, startedAt }: Pick<BackTest, 'done' | 'total' | 'startedAt'>,
  now: Instant,
): Progress | null {
  if (total === null || total === 0 || startedAt === null) return null
  const seconds = Math.max(1, (now - startedAt) / SECOND_MS)
  const perSecond = Math.round(done / seconds)
  const left = total - done
  return {
    percent: Math.floor((done / total) * 100),
    perSecond,
    secondsLeft: perSecond === 0 ? null : Math.ceil(left / perSecond),
  }
}
