// Who charged where, by whose word. CDR-11, CDR-12, CDR-19 and product §1d "Identity".
import { mayChargeAt } from '@/lib/roaming/core/token'
import type { CdrSubject } from '../subject'
import { finding, type Finding } from '../finding'

/** A card that was blocked before the session started, or that we had refused: somebody must decide who pays. */
function invalidToken({ token, authorization, cdr }: CdrSubject): Finding[] {
  const refused = authorization !== null && authorization.allowed !== 'ALLOWED'
  const blocked = token !== null && token.state !== 'active' && token.changedAt <= cdr.startedAt
  if (!refused && !blocked) return []
  const answer = refused ? authorization.allowed : (token?.state ?? '').toUpperCase()
  return [finding('TOKEN_INVALID_AT_START', { answer })]
}

/**
 * Whoever asked was told no, and such a card is on nobody's list (`authorize-token`): the charge began without asking.
 * What was decided about the card after the start says nothing about it.
 */
function wrongPlace({ token, authorization, cdr }: CdrSubject): Finding[] {
  const asked = authorization?.allowed === 'ALLOWED' || cdr.authMethod === 'COMMAND'
  if (!token || asked || token.changedAt > cdr.startedAt) return []
  const { countryCode, partyId, location } = cdr
  const where = { countryCode, partyId, locationId: location.id, evseUid: location.evseUid }
  return mayChargeAt(token.places, where) ? [] : [finding('TOKEN_NOT_FOR_PLACE', { location: location.id })]
}

/** The reference to our answer leads to nothing, or to somebody else: whose charge is it? */
function strangeReference({ reference, cdr }: CdrSubject): Finding[] {
  if (reference === null) return []
  const params = { reference: cdr.authorizationReference ?? '' }
  if (reference === 'unknown') return [finding('AUTHORIZATION_UNKNOWN', params)]
  return [finding('AUTHORIZATION_OTHER_TOKEN', params, reference === 'other_customer' ? 'hold' : 'warning')]
}

/** A second body that contradicts the charge itself waits for staff: an invoice built on the first may be wrong. */
export function conflictFindings({ conflicts, contradicted }: CdrSubject): Finding[] {
  if (conflicts === 0) return []
  const params = { count: conflicts.toString() }
  if (contradicted.length === 0) return [finding('CONFLICTING_REPLAY', params)]
  return [finding('CONTRADICTED', { ...params, fields: contradicted.toSorted().join(', ') })]
}

export function identityFindings(subject: CdrSubject): Finding[] {
  const { cdr, customerId, session, locationKnown, zoneSource, timeZone } = subject
  return [
    ...(subject.agreement === null ? [finding('NO_AGREEMENT', { party: `${cdr.countryCode}*${cdr.partyId}` })] : []),
    ...(customerId === null ? [finding('UNKNOWN_TOKEN', { uid: cdr.token.uid })] : []),
    ...(subject.partyKnown ? [] : [finding('UNKNOWN_PARTY', { party: `${cdr.countryCode}*${cdr.partyId}` })]),
    ...(subject.sameContent && !cdr.credit ? [finding('DUPLICATE_CONTENT', subject.sameContent)] : []),
    ...invalidToken(subject),
    ...wrongPlace(subject),
    ...strangeReference(subject),
    ...(session === null ? [finding('NO_SESSION', { session: cdr.sessionId ?? '' })] : []),
    ...(locationKnown ? [] : [finding('LOCATION_UNKNOWN', { location: cdr.location.id })]),
    ...(zoneSource === 'location' ? [] : [finding('ZONE_ASSUMED', { zone: timeZone })]),
    ...conflictFindings(subject),
    // A pay-out to the driver, not a charge: checked like any other, so that what is paid out is right.
    ...(cdr.homeChargingCompensation ? [finding('HOME_CHARGING')] : []),
  ]
}
