// What published prices look like once they have been read: the same for every source. A file is read whole or not at all;
// a refusal says where and why.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { CalendarDate, Instant } from '@/lib/kernel/time'
import type { BiddingArea } from './bidding-area'

export type StatedPrice = { area: BiddingArea; startedAt: Instant; minutes: 15 | 60; perMwh: DecimalString }
export type SpotDocument = {
  currency: string
  /** Where the source converts by itself: SEK per kWh by the start of the quarter, and its rate. */
  converted: { perKwh: ReadonlyMap<number, DecimalString>; rate: DecimalString } | null
  /** One for each quarter, in time order within an area. */
  prices: StatedPrice[]
}

export type StatedRate = { day: CalendarDate; currency: string; rate: DecimalString; line: number }

/** The file is not what it should be. */
export class PriceFileError extends Error {
  override readonly name = 'PriceFileError'
  constructor(reason: string, line: number | null) {
    super(line === null ? reason : `line ${line}: ${reason}`)
  }
}

const NUMBER = /^-?\d{1,9}(\.\d{1,12})?$/

export function readNumber(text: string | null, what: string, line: number): DecimalString {
  if (text === null || !NUMBER.test(text))
    throw new PriceFileError(`${what} is not a number: ${text ?? 'nothing'}`, line)
  return text
}
