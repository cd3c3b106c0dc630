// OCPI 2.2.1 §12.2.1: a card of nobody's is put, read back, blocked and left blocked. Guide TOK-1 to TOK-15.
import { randomBytes } from 'node:crypto'
import { DAY_MS, instant, toIsoInstant } from '@/lib/kernel/time'
import { OUR_PARTY } from '@/lib/partners/core/our-party'
import { endpointUrl } from '@/lib/partners/find-connection'
import type { Token } from '@/lib/roaming/core/token'
import { codecsOf } from '../wire/codecs'
import { isJsonObject } from '../wire/reader'
import { checkArrival, checkSuccess } from './check-answer'
import { dataOf, isSuccess, statusCodeOf, type Recorded } from './recorded'
import { below, type Lab } from './lab'

const MODULE = 'tokens'

/** It can charge nowhere: our own authorisation does not know it. */
function testToken(now: Lab['now']): Token {
  const uid = `4C4142${randomBytes(4).toString('hex').toUpperCase()}`
  const { countryCode, partyId } = OUR_PARTY
  return {
    countryCode,
    partyId,
    uid,
    type: 'RFID',
    contractId: `${countryCode}-${partyId}-C${uid.slice(-8)}`,
    visualNumber: null,
    issuer: OUR_PARTY.name,
    groupId: null,
    valid: true,
    whitelist: 'NEVER',
    language: 'sv',
    lastUpdated: now,
  }
}

/** An answer whose data is not asked for. */
function isAccepted(recorded: Recorded): boolean {
  return isSuccess(recorded) && statusCodeOf(recorded) !== null
}

export async function tryTokens({ probe, verdicts, connection, version, now }: Lab): Promise<void> {
  const base = endpointUrl(connection, MODULE, 'RECEIVER')
  if (!base)
    return ['token_put', 'token_get', 'token_patch', 'token_invalid'].forEach((rule) =>
      verdicts.skip(rule as 'token_put', MODULE),
    )
  const token = testToken(now)
  const url = below(base, token.countryCode, token.partyId, token.uid)
  const before = await probe.ask(MODULE, url)
  if (checkArrival(verdicts, before))
    verdicts.check('unknown_object', MODULE, before.http === 404, () => ({
      call: before,
      found: `HTTP ${before.http}`,
      expected: 'HTTP 404, 2004',
    }))
  const put = await probe.ask(MODULE, url, { method: 'PUT', body: codecsOf(version).tokens.toWire(token) })
  if (checkArrival(verdicts, put))
    verdicts.check('token_put', MODULE, isAccepted(put), () => ({ call: put, found: put.body, expected: '1000' }))
  const readBack = async (valid: boolean) => {
    const got = await probe.ask(MODULE, url)
    const data = dataOf(got)
    const same =
      checkSuccess(verdicts, got) && isJsonObject(data) && data['uid'] === token.uid && data['valid'] === valid
    return { got, same, valid: isJsonObject(data) ? data['valid'] : undefined }
  }
  const stored = await readBack(true)
  verdicts.check('token_get', MODULE, stored.same, () => ({
    call: stored.got,
    pointer: '/data/valid',
    found: stored.valid ?? 'none',
    expected: true,
  }))
  const patch = await probe.ask(MODULE, url, {
    method: 'PATCH',
    body: { valid: false, last_updated: toIsoInstant(instant(now + 1000)) },
  })
  checkArrival(verdicts, patch)
  const blocked = await readBack(false)
  verdicts.check('token_patch', MODULE, isAccepted(patch) && blocked.same, () => ({
    call: isAccepted(patch) ? blocked.got : patch,
    pointer: '/data/valid',
    found: isAccepted(patch) ? (blocked.valid ?? 'none') : patch.body,
    expected: false,
  }))
  const invalid = await probe.ask(MODULE, url, {
    method: 'PUT',
    body: { uid: token.uid, last_updated: toIsoInstant(instant(now - DAY_MS)) },
  })
  const code = statusCodeOf(invalid)
  if (!checkArrival(verdicts, invalid)) return undefined
  verdicts.check('token_invalid', MODULE, !isAccepted(invalid), () => ({
    call: invalid,
    found: `${code}`,
    expected: '2001',
  }))
  if (!isAccepted(invalid))
    verdicts.check('ocpi_error', MODULE, invalid.http === 200, () => ({
      call: invalid,
      found: `HTTP ${invalid.http}`,
      expected: 'HTTP 200, 2001',
    }))
  return undefined
}
