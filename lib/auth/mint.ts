// The only place where contexts are made. Only the gates import it (rule only-gates-mint-contexts).
import type { CustomerCtx, PartnerCtx, StaffCtx, SystemCtx } from './context'
import { ROLE_PERMISSIONS } from './permissions'

type Fields<T> = Omit<{ [K in keyof T as K extends symbol ? never : K]: T[K] }, 'actor'>

/** After a session check found this customer's user. */
export function mintCustomerCtx(fields: Fields<CustomerCtx>): CustomerCtx {
  return { ...fields, actor: 'customer' } as CustomerCtx // the gate's own proof
}

/** After a session check found this member of staff. Permissions follow from the role, never from the caller. */
export function mintStaffCtx(fields: Omit<Fields<StaffCtx>, 'permissions'>): StaffCtx {
  return { ...fields, permissions: ROLE_PERMISSIONS[fields.role], actor: 'staff' } as StaffCtx // the gate's own proof
}

/** After a credentials token was verified. */
export function mintPartnerCtx(fields: Fields<PartnerCtx>): PartnerCtx {
  return { ...fields, actor: 'partner' } as PartnerCtx // the gate's own proof
}

/** For jobs, the command line and start-up, which act for the company itself. */
export function mintSystemCtx(fields: Fields<SystemCtx>): SystemCtx {
  return { ...fields, actor: 'system' } as SystemCtx // the gate's own proof
}
