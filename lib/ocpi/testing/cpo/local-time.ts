// Wall-clock time of a place: tariff times, dates and weekdays are local to the location.

export type LocalTime = { date: string; time: string; weekday: string }

export type LocalClock = {
  at(ms: number): LocalTime
  /** Every instant in (from, to) at which the local clock shows one of the times "HH:MM". */
  instantsAt(times: Iterable<string>, fromMs: number, toMs: number): number[]
}

const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY']
const DAY_MS = 86_400_000

/** The local clock of one IANA zone. */
export function createLocalClock(timeZone: string): LocalClock {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })

  /** The wall clock read as if it were UTC: the difference to the instant is the zone's offset. */
  const wallMs = (ms: number): number => {
    const part: Record<string, string> = {}
    for (const { type, value } of format.formatToParts(ms)) part[type] = value
    return Date.parse(`${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`)
  }

  const instantOf = (wall: number): number => {
    const guess = wall - (wallMs(wall) - wall)
    return guess - (wallMs(guess) - wall)
  }

  return {
    at(ms) {
      const wall = new Date(wallMs(ms))
      const iso = wall.toISOString()
      // getUTCDay is 0 to 6, so the name is always there.
      return { date: iso.slice(0, 10), time: iso.slice(11, 16), weekday: WEEKDAYS[wall.getUTCDay()]! }
    },
    instantsAt(times, fromMs, toMs) {
      const found: number[] = []
      const firstDay = Math.floor(wallMs(fromMs) / DAY_MS) * DAY_MS
      const wanted = [...times]
      for (let day = firstDay; day <= toMs + DAY_MS; day += DAY_MS) {
        for (const time of wanted) {
          const [hour, minute] = time.split(':').map(Number)
          const instant = instantOf(day + ((hour ?? 0) * 60 + (minute ?? 0)) * 60_000)
          if (instant > fromMs && instant < toMs) found.push(instant)
        }
      }
      return [...new Set(found)].sort((a, b) => a - b)
    },
  }
}

/** Local clocks by zone, made once each. */
export function createLocalClocks(): (timeZone: string) => LocalClock {
  const clocks = new Map<string, LocalClock>()
  return (timeZone) => {
    const known = clocks.get(timeZone)
    if (known) return known
    const made = createLocalClock(timeZone)
    clocks.set(timeZone, made)
    return made
  }
}
