// Which version a CDR or a session was written in, told by its shape.
import type { OcpiVersion } from '@/lib/auth/context'
import { isJsonObject } from './reader'

/** 2.1.1 names the contract instead of a token; 2.3.0 writes prices before taxes. */
export function versionOfCdr(json: unknown): OcpiVersion {
  if (!isJsonObject(json)) return '2.2.1'
  if ('auth_id' in json && !('cdr_token' in json)) return '2.1.1'
  const total = json['total_cost']
  return isJsonObject(total) && 'before_taxes' in total ? '2.3.0' : '2.2.1'
}
