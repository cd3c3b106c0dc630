import { expect, test } from 'vitest'
import { calendarDate, parseInstant } from '../time'
import { csvAmount, csvDate, csvNumber, csvTime, toCsvLine } from './csv'

const cells = [
  'Café "Norr"; Väg 1',
  csvNumber('12.3450'),
  csvAmount(-128_450n),
  null,
  csvDate(calendarDate('2026-11-25')),
]

test('a Swedish spreadsheet gets semicolons and decimal commas', () => {
  expect(toCsvLine(cells, 'excel')).toBe('"Café ""Norr""; Väg 1";12,3450;-1284,50;;2026-11-25\r\n')
})

test('a program gets RFC 4180', () => {
  expect(toCsvLine(cells, 'plain')).toBe('"Café ""Norr""; Väg 1",12.3450,-1284.50,,2026-11-25\r\n')
})

test.each(['=1+1', '+46 8', '-2', '@SUM(A1)', '\tx', '\r=1'])('%j is a text and never a formula', (text) => {
  expect(toCsvLine([text], 'plain').replace(/^"/, '')).toMatch(/^'/)
})

test.each([
  ['2026-10-25T00:30:00Z', '2026-10-25 02:30:00'],
  ['2026-10-25T01:30:00Z', '2026-10-25 02:30:00'],
  ['2026-11-25T16:52:08Z', '2026-11-25 17:52:08'],
])('%s is %s in Stockholm', (text, expected) => {
  expect(csvTime(parseInstant(text), 'Europe/Stockholm')).toBe(expected)
})
