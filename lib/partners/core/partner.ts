// The registration state machine (guide VC-32).
import type { Image } from '@/lib/roaming/core/common'

export const PARTNER_STATES = [
  'draft',
  'token_a_issued',
  'token_a_received',
  'handshaking',
  'registered',
  'updating',
  'suspended',
  'unregistered',
] as const
export type PartnerState = (typeof PARTNER_STATES)[number]

const NEXT: Readonly<Record<PartnerState, readonly PartnerState[]>> = {
  draft: ['token_a_issued', 'token_a_received'],
  token_a_issued: ['token_a_issued', 'token_a_received', 'handshaking', 'registered', 'unregistered'],
  token_a_received: ['token_a_received', 'token_a_issued', 'handshaking', 'registered', 'unregistered'],
  handshaking: ['registered', 'token_a_issued', 'token_a_received', 'unregistered'],
  registered: ['updating', 'suspended', 'unregistered'],
  updating: ['registered', 'suspended', 'unregistered'],
  suspended: ['registered', 'unregistered'],
  unregistered: ['token_a_issued', 'token_a_received'],
}

export function canMove(from: PartnerState, to: PartnerState): boolean {
  return NEXT[from].includes(to)
}

/** "Registered" as the credentials module means it: POST is refused, PUT and DELETE are possible. */
export function isRegistered(state: PartnerState): boolean {
  return state === 'registered' || state === 'updating' || state === 'suspended'
}

export type CredentialsRole = {
  role: string
  countryCode: string
  partyId: string
  businessDetails: { name: string; website?: string | null; logo?: Image | null }
}

/** Who to write to at the partner, by subject. */
export const CONTACT_SUBJECTS = ['technical', 'operations', 'billing'] as const
export type ContactSubject = (typeof CONTACT_SUBJECTS)[number]
export type PartnerContact = { subject: ContactSubject; name: string; email: string }
