// The addresses under which partners reach us: all from PUBLIC_URL, never from the request (guide §1.11).
import { env } from '@/lib/platform/env'
import type { OcpiVersion } from '@/lib/auth/context'
import type { ObjectKey } from '@/lib/roaming/core/common'
import type { ProfileRequestKind } from '@/lib/roaming/core/charging-profile'
import type { CommandKind } from '@/lib/roaming/core/command'

export function versionsUrl(): string {
  return `${env().publicUrl}/ocpi/versions`
}

export function versionUrl(version: OcpiVersion): string {
  return `${env().publicUrl}/ocpi/${version}`
}

export function moduleUrl(version: OcpiVersion, module: string): string {
  return `${versionUrl(version)}/${module}`
}

/** Where a stored CDR can be read again; stable for ever (CDR-1). */
export function cdrUrl(version: OcpiVersion, key: ObjectKey): string {
  return `${moduleUrl(version, 'cdrs')}/${[key.countryCode, key.partyId, key.id].map(encodeURIComponent).join('/')}`
}

/** `response_url` of a command. The secret makes it unguessable; only its hash is stored (CMD-4). */
export function commandResultUrl(version: OcpiVersion, kind: CommandKind, commandId: string, secret: string): string {
  return `${moduleUrl(version, 'commands')}/${kind}/${commandId}/${secret}`
}

/** `response_url` of a request about a charging profile; the kind tells which of three results will be posted. */
export function profileResultUrl(
  version: OcpiVersion,
  kind: ProfileRequestKind,
  requestId: string,
  secret: string,
): string {
  return `${moduleUrl(version, 'chargingprofiles')}/${kind}/${requestId}/${secret}`
}

/** Where a conformance report is read without signing in: no part of OCPI, but an address for partners like the others. */
export function reportUrl(secret: string): string {
  return `${env().publicUrl}/lab/${secret}`
}
