// The gate: which partner asks. OCPI 2.2.1 §4.1.2 wants base64, much of the field sends the token as it is; both are
// taken, whatever their padding and alphabet (guide TR-9 to TR-11).
import type { PartnerCtx } from '@/lib/auth/context'
import { admitParty } from '@/lib/partners/admit-party'
import { foldParty } from '@/lib/partners/core/our-party'
import { findPartnerByToken, forgetPartners, type KnownPartner } from '@/lib/partners/find-partner-by-token'
import { systemClock } from '@/lib/platform/clock'

const SCHEME = /^token +(\S[^\r\n]*)$/i
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/
const PRINTABLE = /^[\u0021-\u007e]{1,255}$/

/** The tokens that an Authorization header may mean, the likeliest first. */
export function tokensOf(authorization: string | undefined): string[] {
  const shown = authorization === undefined ? undefined : SCHEME.exec(authorization.trim())?.[1]?.trim()
  if (shown === undefined || shown.length > 512) return []
  const candidates = [shown]
  // Node's decoder takes the url-safe alphabet and missing padding as well.
  if (BASE64.test(shown))
    candidates.push(
      Buffer.from(shown, 'base64')
        .toString('utf8')
        .replace(/\r?\n$/, ''),
    )
  return candidates.filter((token) => PRINTABLE.test(token))
}

/** The partner that shows a valid token, or null. */
export async function authenticatePartner(authorization: string | undefined): Promise<KnownPartner | null> {
  const tokens = tokensOf(authorization)
  // A decoded token is the likelier one where there are two: 2.2.1 demands base64.
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const partner = await findPartnerByToken(tokens[index]!) // within the list
    if (partner) return partner
  }
  return null
}

/**
 * Ownership is decided by address and object, never by the routing headers: against the roles of the sender's
 * credentials, and the parties that a hub announced (TR-35, TR-62). A hub may bring a party that nobody knows yet.
 */
export async function speaksFor(
  ctx: PartnerCtx,
  partner: KnownPartner,
  { countryCode, partyId }: { countryCode: string; partyId: string },
  mayIntroduce = true,
): Promise<boolean> {
  if (partner.parties.has(foldParty(countryCode, partyId))) return true
  if (!mayIntroduce || partner.hubParty === null) return false
  const admitted = await admitParty(ctx, partner.partnerId, countryCode, partyId)
  // The notification tells every process a moment later; who brought the party may read its object before that.
  if (admitted) forgetPartners()
  return admitted
}

const WINDOW_MS = 60_000
const FAILURES_PER_WINDOW = 60
const REMEMBERED = 10_000
const failures = new Map<string, { since: number; count: number }>()

/**
 * Counts a failed attempt from an address. Answers how many seconds it should wait, or null while it is not too many.
 * Only failures are counted and only failures are slowed: whoever shows a valid token is served.
 */
export function countFailure(remoteAddress: string): number | null {
  const now = systemClock.now()
  let entry = failures.get(remoteAddress)
  if (!entry || now - entry.since >= WINDOW_MS) {
    if (failures.size >= REMEMBERED) failures.clear()
    entry = { since: now, count: 0 }
    failures.set(remoteAddress, entry)
  }
  entry.count += 1
  return entry.count > FAILURES_PER_WINDOW ? Math.ceil((entry.since + WINDOW_MS - now) / 1000) : null
}

export function forgetFailures(): void {
  failures.clear()
}
