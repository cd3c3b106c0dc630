// How often a partner may ask about tokens that are not ours (guide TOK-14). Only unknown ones are counted and only
// they are refused: the holder of a card of ours is answered whatever else the partner asks.
import type { PartnerCtx } from '@/lib/auth/context'
import { HOUR_MS, MINUTE_MS } from '@/lib/kernel/time'
import type { KnownPartner } from '@/lib/partners/find-partner-by-token'
import { noteTokenGuessing } from '@/lib/partners/note-token-guessing'
import { STATUS, type Reply } from './reply'

type Window = { since: number; count: number; toldAt: number }
const windows = new Map<string, Window>()

/** Counts an unknown token. Answers how many seconds to wait, or null while it is not too many; staff are told hourly. */
export async function countGuess(
  ctx: PartnerCtx,
  { partnerId, quirks }: Pick<KnownPartner, 'partnerId' | 'quirks'>,
): Promise<number | null> {
  const limit = quirks.unknownTokenLimit === 'none' ? Infinity : Number(quirks.unknownTokenLimit)
  const now = ctx.clock.now()
  let window = windows.get(partnerId)
  if (!window || now - window.since >= MINUTE_MS) {
    window = { since: now, count: 0, toldAt: window?.toldAt ?? -Infinity }
    windows.set(partnerId, window)
  }
  window.count += 1
  if (window.count <= limit) return null
  if (now - window.toldAt >= HOUR_MS) {
    window.toldAt = now
    await noteTokenGuessing(partnerId, now, limit)
  }
  return Math.ceil((window.since + MINUTE_MS - now) / 1000)
}

export function tooManyGuesses(waitSeconds: number): Reply {
  const message = 'Too many requests for unknown tokens'
  return { http: 429, code: STATUS.clientError, message, headers: { 'retry-after': String(waitSeconds) } }
}
