// OCPI 2.2.1 §4.1.7: every answer has an envelope, those of HTTP errors as well.
import { toIsoInstant, type Instant } from '@/lib/kernel/time'
import type { Reply } from './reply'

export type OcpiResponse = { status: number; headers: Record<string, string>; body: string }

/** Cards and charges are for the partner alone: nothing on the way keeps them, nor takes them for anything but data. */
const OWN_HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

/** The answer as it goes over the wire. With `mirror`, OCPI errors get an HTTP code too (a quirk of some partners). */
export function toResponse(reply: Reply, headers: Record<string, string>, at: Instant, mirror = false): OcpiResponse {
  const data = reply.data === undefined ? '' : `"data":${JSON.stringify(reply.data)},`
  const message = JSON.stringify(reply.message ?? 'Success')
  const body = `{${data}"status_code":${reply.code},"status_message":${message},"timestamp":"${toIsoInstant(at)}"}`
  return {
    status: mirror && reply.http === 200 ? mirrored(reply.code) : reply.http,
    headers: { ...OWN_HEADERS, ...headers, ...reply.headers },
    body,
  }
}

function mirrored(code: number): number {
  if (code < 2000) return 200
  return code < 3000 ? 400 : 500
}
