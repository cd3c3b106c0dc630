import type { Quirks } from '@/lib/partners/core/quirks'
import type { Token } from '@/lib/roaming/core/token'

const LENGTHS = [8, 14, 20]

/** A card's number in the form that the partner takes: Gireve refuses what is not upper case and padded (guide §11). */
export function toPartnerUid({ uid, type }: Pick<Token, 'uid' | 'type'>, quirks: Quirks): string {
  if (quirks.uidForm === 'as_is' || type !== 'RFID') return uid
  const hex = uid.replaceAll(/[\s:-]/g, '').toUpperCase()
  const length = LENGTHS.find((candidate) => candidate >= hex.length)
  return length !== undefined && /^[0-9A-F]+$/.test(hex) ? hex.padStart(length, '0') : uid
}
