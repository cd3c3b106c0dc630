/** A place to start at, and nowhere else: an address that came from outside leads nobody away. */
export function backFrom(value: unknown): string | null {
  return typeof value === 'string' && /^\/start\/loc_[0-9A-Z]+\?socket=evs_[0-9A-Z]+$/.test(value) ? value : null
}
