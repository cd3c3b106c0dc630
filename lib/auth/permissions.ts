// The one matrix of what staff may do. Shown as a page, tested role × permission.

export const STAFF_ROLES = ['support', 'finance', 'roaming', 'administrator', 'auditor'] as const
export type StaffRole = (typeof STAFF_ROLES)[number]
export const ROLES = ['customer', ...STAFF_ROLES] as const
export type Role = (typeof ROLES)[number]

export const PERMISSIONS = [
  'partner:read',
  'partner:write',
  'message:replay',
  'location:read',
  'evse:unlock',
  'session:read',
  'session:stop',
  'session:steer',
  'tariff:read',
  'price-plan:read',
  'price-plan:write',
  'token:read',
  'token:write',
  'customer:read',
  'customer:write',
  'cdr:read',
  'cdr:review',
  'dispute:read',
  'dispute:open',
  'dispute:write',
  'dispute:write-off',
  'invoice:read',
  'invoice:credit',
  'billing-run:read',
  'billing-run:write',
  'billing-run:finalize',
  'payment:read',
  'payment:write',
  'ledger:read',
  'reconciliation:read',
  'reconciliation:write',
  'user:read',
  'user:write',
  'audit:read',
  'job:read',
  'job:write',
] as const
export type Permission = (typeof PERMISSIONS)[number]
export type PermissionSet = ReadonlySet<Permission>

const READ: readonly Permission[] = PERMISSIONS.filter((permission) => permission.endsWith(':read'))
const DAILY_READ: readonly Permission[] = READ.filter(
  (permission) => !['user:read', 'audit:read', 'job:read'].includes(permission),
)

export const ROLE_PERMISSIONS: Readonly<Record<StaffRole, PermissionSet>> = {
  support: new Set<Permission>([
    ...DAILY_READ,
    'evse:unlock',
    'session:stop',
    'session:steer',
    'token:write',
    'customer:write',
    'dispute:open',
  ]),
  finance: new Set<Permission>([
    ...DAILY_READ,
    'audit:read',
    'cdr:review',
    'dispute:open',
    'dispute:write',
    'dispute:write-off',
    'price-plan:write',
    'invoice:credit',
    'billing-run:write',
    'billing-run:finalize',
    'payment:write',
    'reconciliation:write',
  ]),
  roaming: new Set<Permission>([
    ...DAILY_READ,
    'job:read',
    'job:write',
    'partner:write',
    'message:replay',
    'evse:unlock',
    'session:stop',
    'session:steer',
    'token:write',
    'cdr:review',
    'dispute:open',
    'dispute:write',
    'reconciliation:write',
  ]),
  administrator: new Set<Permission>(PERMISSIONS),
  auditor: new Set<Permission>(READ),
}

export function isStaffRole(role: string): role is StaffRole {
  return (STAFF_ROLES as readonly string[]).includes(role)
}

export function roleAllows(role: Role, permission: Permission): boolean {
  return isStaffRole(role) && ROLE_PERMISSIONS[role].has(permission)
}
