// The ECB's euro reference rates: `eurofxref-daily.xml`, `-hist-90d.xml`, `-hist.xml`. One `Cube time` for each TARGET day.
import { calendarDate, type CalendarDate } from '@/lib/kernel/time'
import { childrenOf, parseXml, XmlError, type XmlElement } from '@/lib/kernel/xml'
import { PriceFileError, readNumber, type StatedRate } from './price-document'

function readDay(cube: XmlElement): CalendarDate {
  const text = cube.attributes['time'] ?? ''
  try {
    return calendarDate(text)
  } catch {
    throw new PriceFileError(`no day: ${text}`, cube.line)
  }
}

function readRates(cube: XmlElement): StatedRate[] {
  const day = readDay(cube)
  const seen = new Set<string>()
  return childrenOf(cube, 'Cube').map(({ attributes, line }) => {
    const currency = attributes['currency'] ?? ''
    if (!/^[A-Z]{3}$/.test(currency)) throw new PriceFileError(`no currency: ${currency}`, line)
    if (seen.has(currency)) throw new PriceFileError(`${currency} is stated twice for ${day}`, line)
    seen.add(currency)
    const rate = readNumber(attributes['rate'] ?? null, `the rate of ${currency}`, line)
    if (Number(rate) <= 0) throw new PriceFileError(`the rate of ${currency} is ${rate}`, line)
    return { day, currency, rate, line }
  })
}

/** Units of a currency per euro, by day. Throws a `PriceFileError` with line and reason. */
export function readEcbRates(text: string): StatedRate[] {
  let root: XmlElement
  try {
    root = parseXml(text)
  } catch (error) {
    throw error instanceof XmlError ? new PriceFileError(error.message, null) : error
  }
  const outer = childrenOf(root, 'Cube')
  if (root.name !== 'Envelope' || outer.length === 0)
    throw new PriceFileError(`<${root.name}> is no list of reference rates`, root.line)
  const days = outer.flatMap((cube) => childrenOf(cube, 'Cube'))
  const rates = days.flatMap(readRates)
  if (rates.length === 0) throw new PriceFileError('no rates', root.line)
  const seen = new Set<CalendarDate>()
  for (const cube of days) {
    const day = readDay(cube)
    if (seen.has(day)) throw new PriceFileError(`${day} is stated twice`, cube.line)
    seen.add(day)
  }
  return rates
}
