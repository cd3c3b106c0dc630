// OCPI 2.2.1 §9 Sessions: that they end, and that their energy adds up.
import { decimal, sum } from '@/lib/kernel/decimal'
import { DAY_MS, type Instant } from '@/lib/kernel/time'
import type { ChargingPeriod, Session } from '@/lib/roaming/core/session'
import type { Sample } from './check-objects'
import type { Verdicts } from './verdicts'

const MODULE = 'sessions'
/** Nobody charges for longer, however often it is said that somebody does. */
const LONGEST_MS = 7 * DAY_MS
const KWH_SLACK = '0.05'

export function energyOf(periods: readonly ChargingPeriod[]) {
  const volumes = periods.flatMap(({ dimensions }) => dimensions.filter(({ type }) => type === 'ENERGY'))
  return volumes.length === 0 ? null : sum(volumes.map(({ volume }) => decimal(volume)))
}

export function checkSessions(verdicts: Verdicts, samples: readonly Sample<Session>[], now: Instant): void {
  for (const { value, recorded, pointer } of samples) {
    const at = (path: string) => ({ call: recorded, pointer: `${pointer}${path}` })
    const { startedAt, endedAt, status, energyKwh, chargingPeriods, lastUpdated } = value
    verdicts.check('session_dates', MODULE, endedAt === null || endedAt >= startedAt, () => ({
      ...at('/end_date_time'),
      found: endedAt === null ? null : new Date(endedAt).toISOString(),
      expected: `≥ ${new Date(startedAt).toISOString()}`,
    }))
    verdicts.check('session_state', MODULE, status !== 'COMPLETED' || endedAt !== null, () => ({
      ...at('/end_date_time'),
      found: 'none',
      expected: 'COMPLETED',
    }))
    const ended = endedAt !== null && endedAt < now
    const silent = now - Math.max(startedAt, lastUpdated) > DAY_MS || now - startedAt > LONGEST_MS
    const open = status === 'ACTIVE' && (silent || ended)
    verdicts.check('session_open', MODULE, !open, () => ({
      ...at('/status'),
      found: `${status}, ${new Date(startedAt).toISOString()} – ${new Date(lastUpdated).toISOString()}`,
      expected: 'COMPLETED',
    }))
    const total = energyOf(chargingPeriods)
    if (total !== null)
      verdicts.check('session_energy', MODULE, total.minus(energyKwh).abs().lessThanOrEqualTo(KWH_SLACK), () => ({
        ...at('/kwh'),
        found: energyKwh,
        expected: total.toFixed(),
      }))
  }
}
