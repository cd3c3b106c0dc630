import { minorToDecimalString } from '@/lib/kernel/money'
import { toIsoInstant, type Instant } from '@/lib/kernel/time'
import type { InvoiceDocument } from '../core/invoice-document'

const INSTANTS = new Set(['startedAt', 'endedAt', 'dueAt'])

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** The document as data: amounts are decimal text (`grossMinor` becomes `gross`), instants RFC 3339 in UTC. */
export function invoiceJson(document: InvoiceDocument): { [key: string]: Json } {
  return convert(document, '', document.currency) as { [key: string]: Json } // an object stays an object
}

function convert(value: unknown, key: string, currency: string): Json {
  if (typeof value === 'bigint') return minorToDecimalString(value, currency)
  if (typeof value === 'number' && INSTANTS.has(key)) return toIsoInstant(value as Instant) // keys of instants only
  if (Array.isArray(value)) return value.map((entry) => convert(entry, key, currency))
  if (value === null || typeof value !== 'object') return (value ?? null) as Json // text, number or boolean
  const entries = Object.entries(value).map(([name, entry]): [string, Json] => [
    name.replace(/Minor$/, ''),
    convert(entry, name, currency),
  ])
  return Object.fromEntries(entries)
}
