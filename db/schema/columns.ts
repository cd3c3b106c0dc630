// The column kinds of the house. Instants cross this border as epoch milliseconds, money as bigint minor units,
// exact decimals as text.
import { customType } from 'drizzle-orm/pg-core'
import { instant as toInstant, type CalendarDate, type Instant } from '@/lib/kernel/time'
import type { DecimalString } from '@/lib/kernel/decimal'

/** timestamptz, microsecond text from the driver, epoch ms for us. */
export const instant = customType<{ data: Instant; driverData: string }>({
  dataType: () => 'timestamp (3) with time zone',
  toDriver: (value) => new Date(value).toISOString(),
  fromDriver: (value) => toInstant(new Date(value).getTime()),
})

export const calendarDate = customType<{ data: CalendarDate; driverData: string }>({
  dataType: () => 'date',
  fromDriver: (value) => value as CalendarDate, // a date column yields YYYY-MM-DD
})

/** Minor units. */
export const minor = customType<{ data: bigint; driverData: string }>({
  dataType: () => 'bigint',
  toDriver: (value) => value.toString(),
  fromDriver: (value) => BigInt(value),
})

/** An exact decimal in plain notation. */
export const exact = customType<{ data: DecimalString; driverData: string }>({
  dataType: () => 'numeric',
  toDriver: (value) => value,
  fromDriver: (value) => (value.includes('.') ? value.replace(/\.?0+$/, '') : value),
})

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

/** JSON that is only read whole: `json` keeps the text and costs no parsing on the way in. */
export const jsonText = customType<{ data: unknown; driverData: string }>({
  dataType: () => 'json',
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value),
})
