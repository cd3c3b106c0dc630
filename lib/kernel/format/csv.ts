// Lists as files. `excel` is what a Swedish spreadsheet opens without asking: semicolons, decimal commas, a byte order
// mark. `plain` is RFC 4180 with points, for programs. Dates are ISO in both.
import type { DecimalString } from '../decimal'
import { minorToDecimalString, type Currency } from '../money'
import { localTime, type CalendarDate, type Instant, type TimeZone } from '../time'

export const CSV_STYLES = ['excel', 'plain'] as const
export type CsvStyle = (typeof CSV_STYLES)[number]

/** A text, or a figure: figures get the style's decimal sign and are never taken for a formula. */
export type CsvCell = string | null | { readonly number: DecimalString }

export const BYTE_ORDER_MARK = '\ufeff'
const SEPARATOR: Readonly<Record<CsvStyle, string>> = { excel: ';', plain: ',' }
/** Spreadsheets run a cell that begins so (OWASP: formula injection). */
const FORMULA = /^[=+\-@\t\r]/
const QUOTED = /[";,\r\n]/

export function csvAmount(minor: bigint, currency: Currency = 'SEK'): CsvCell {
  return { number: minorToDecimalString(minor, currency) }
}

export function csvNumber(value: DecimalString | null): CsvCell {
  return value === null ? null : { number: value }
}

/** `2026-11-25 17:52:08` on the clock of `zone`: how spreadsheets know a time. */
export function csvTime(at: Instant | null, zone: TimeZone): CsvCell {
  if (at === null) return null
  const { date, secondOfDay } = localTime(at, zone)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date} ${two(Math.floor(secondOfDay / 3600))}:${two(Math.floor(secondOfDay / 60) % 60)}:${two(secondOfDay % 60)}`
}

export function csvDate(date: CalendarDate | null): CsvCell {
  return date
}

/** One line with its line end. */
export function toCsvLine(cells: readonly CsvCell[], style: CsvStyle): string {
  return `${cells.map((cell) => writeCell(cell, style)).join(SEPARATOR[style])}\r\n`
}

function writeCell(cell: CsvCell, style: CsvStyle): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return style === 'excel' ? cell.number.replace('.', ',') : cell.number
  const safe = FORMULA.test(cell) ? `'${cell}` : cell
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
