// Canonical roaming model: OCPI 2.3.0's superset in camelCase with our own value types. Wire adapters (lib/ocpi/wire)
// upgrade older versions to it and downgrade from it. What an older version cannot say is null, never zero.
// It is stored as JSON, so every type here is plain JSON: instants are epoch milliseconds, decimals are text.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { Instant } from '@/lib/kernel/time'

export type TaxAmount = {
  name: string
  accountNumber: string | null
  percentage: DecimalString | null
  amount: DecimalString
}
/** An amount as a partner states it. 2.1.1 has only `excl`; 2.2.1 has `excl` and perhaps `incl`; 2.3.0 has taxes. */
export type Price = { excl: DecimalString | null; incl: DecimalString | null; taxes: TaxAmount[] }
export type DisplayText = { language: string; text: string }
export type Image = {
  url: string
  thumbnail: string | null
  category: string
  type: string
  width: number | null
  height: number | null
}
export type BusinessDetails = { name: string; website: string | null; logo: Image | null }

/** The owner's key of an object: compared case-insensitively (CiString), kept as it came. */
export type ObjectKey = { countryCode: string; partyId: string; id: string }

/** The folded form of a key, used in unique indexes. */
export function foldKey(key: ObjectKey): string {
  return `${key.countryCode}*${key.partyId}*${key.id}`.toUpperCase()
}

/** What a party writes where it has nothing to say: it names no EVSE and no connector (guide TR-97). */
export const NOT_APPLICABLE = '#NA'

export function foldId(id: string): string {
  return id.toUpperCase()
}

/** When a partner last stated each field of an object, by its name on the wire; `*`: the whole. */
export type StatedFields = Readonly<Record<string, Instant>>

/** What an adapter noticed while reading: accepted, kept, but worth telling staff. */
export type WireFinding = { code: string; path: string; message: string }
