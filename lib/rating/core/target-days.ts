// Days on which the ECB publishes reference rates: those on which the TARGET system is open.
import { addDays, calendarDate, type CalendarDate } from '@/lib/kernel/time'

/** Month and day of what is closed every year besides Easter. */
const CLOSED = ['01-01', '05-01', '12-25', '12-26']

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
function easterOf(year: number): CalendarDate {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  const two = (part: number) => part.toString().padStart(2, '0')
  return calendarDate(`${year}-${two(Math.floor(f / 31))}-${two((f % 31) + 1)}`)
}

export function isTargetDay(day: CalendarDate): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  if (weekday === 0 || weekday === 6 || CLOSED.includes(day.slice(5))) return false
  const easter = easterOf(Number(day.slice(0, 4)))
  return day !== addDays(easter, -2) && day !== addDays(easter, 1)
}

/** The last day of publication on or before a day. */
export function lastTargetDay(day: CalendarDate): CalendarDate {
  return isTargetDay(day) ? day : lastTargetDay(addDays(day, -1))
}
