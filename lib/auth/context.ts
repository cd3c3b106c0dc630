// A context is a proof of who is asking. The symbol is not exported, so only the gates (mint.ts) can make one, and a
// verb's signature says who may call it.
import type { Tx } from '@/db/client'
import type { CustomerId, PartnerId, UserId } from '@/lib/kernel/ids'
import type { Clock } from '@/lib/platform/clock'
import type { PermissionSet, StaffRole } from './permissions'

declare const proof: unique symbol

export type OcpiVersion = '2.1.1' | '2.2.1' | '2.3.0'

export type BaseCtx = {
  readonly requestId: string
  readonly clock: Clock
  /** Set inside a transaction: verbs called with this context join it. */
  readonly db?: Tx
}

export type CustomerCtx = BaseCtx & {
  readonly actor: 'customer'
  readonly userId: UserId
  readonly customerId: CustomerId
} & { readonly [proof]: 'customer' }
export type StaffCtx = BaseCtx & {
  readonly actor: 'staff'
  readonly userId: UserId
  readonly role: StaffRole
  readonly permissions: PermissionSet
} & { readonly [proof]: 'staff' }
export type PartnerCtx = BaseCtx & {
  readonly actor: 'partner'
  readonly partnerId: PartnerId
  readonly version: OcpiVersion
  readonly correlationId: string
} & { readonly [proof]: 'partner' }
export type SystemCtx = BaseCtx & { readonly actor: 'system'; readonly job: string } & { readonly [proof]: 'system' }
export type Ctx = CustomerCtx | StaffCtx | PartnerCtx | SystemCtx

/** Who brings a partner's objects in: the partner itself, or a job that pulled them from that partner. */
export type IntakeCtx = PartnerCtx | (SystemCtx & { readonly partnerId: PartnerId })
