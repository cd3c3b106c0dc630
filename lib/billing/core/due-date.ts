// Due dates fall on Swedish banking days: no weekend, no public holiday, no julafton, nyårsafton or midsommarafton
// (Sveriges riksbank; date-holidays marks the eves as bank holidays).
import Holidays from 'date-holidays'
import { addDays, type CalendarDate } from '@/lib/kernel/time'

const calendar = new Holidays('SE')
const closedDays = new Map<number, ReadonlySet<string>>()

function closedIn(year: number): ReadonlySet<string> {
  let days = closedDays.get(year)
  if (!days) {
    const closed = calendar.getHolidays(year).filter(({ type }) => type === 'public' || type === 'bank')
    closedDays.set(year, (days = new Set(closed.map(({ date }) => date.slice(0, 10)))))
  }
  return days
}

function isWeekend(date: CalendarDate): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6
}

export function isBankingDay(date: CalendarDate): boolean {
  return !isWeekend(date) && !closedIn(Number(date.slice(0, 4))).has(date)
}

/** The banking day on or after `paymentDays` days from the invoice date. */
export function dueDate(invoiceDate: CalendarDate, paymentDays: number): CalendarDate {
  let date = addDays(invoiceDate, paymentDays)
  while (!isBankingDay(date)) date = addDays(date, 1)
  return date
}
