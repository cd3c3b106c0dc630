import { describe, expect, test } from 'vitest'
import { PERMISSIONS, ROLES, roleAllows, STAFF_ROLES, type Permission, type Role } from './permissions'

// The whole matrix, written out: a change of a right is a change of this table.
const MAY: Record<Permission, readonly Role[]> = {
  'partner:read': STAFF_ROLES,
  'partner:write': ['roaming', 'administrator'],
  'message:replay': ['roaming', 'administrator'],
  'location:read': STAFF_ROLES,
  'evse:unlock': ['support', 'roaming', 'administrator'],
  'session:read': STAFF_ROLES,
  'session:stop': ['support', 'roaming', 'administrator'],
  'session:steer': ['support', 'roaming', 'administrator'],
  'tariff:read': STAFF_ROLES,
  'price-plan:read': STAFF_ROLES,
  'price-plan:write': ['finance', 'administrator'],
  'token:read': STAFF_ROLES,
  'token:write': ['support', 'roaming', 'administrator'],
  'customer:read': STAFF_ROLES,
  'customer:write': ['support', 'administrator'],
  'cdr:read': STAFF_ROLES,
  'cdr:review': ['finance', 'roaming', 'administrator'],
  'dispute:read': STAFF_ROLES,
  'dispute:open': ['support', 'finance', 'roaming', 'administrator'],
  'dispute:write': ['finance', 'roaming', 'administrator'],
  'dispute:write-off': ['finance', 'administrator'],
  'invoice:read': STAFF_ROLES,
  'invoice:credit': ['finance', 'administrator'],
  'billing-run:read': STAFF_ROLES,
  'billing-run:write': ['finance', 'administrator'],
  'billing-run:finalize': ['finance', 'administrator'],
  'payment:read': STAFF_ROLES,
  'payment:write': ['finance', 'administrator'],
  'ledger:read': STAFF_ROLES,
  'reconciliation:read': STAFF_ROLES,
  'reconciliation:write': ['finance', 'roaming', 'administrator'],
  'user:read': ['administrator', 'auditor'],
  'user:write': ['administrator'],
  'audit:read': ['finance', 'administrator', 'auditor'],
  'job:read': ['roaming', 'administrator', 'auditor'],
  'job:write': ['roaming', 'administrator'],
}

describe.each(ROLES.map((role) => ({ role })))('role $role', ({ role }) => {
  test.each(PERMISSIONS.map((permission) => ({ permission })))('$permission', ({ permission }) => {
    expect(roleAllows(role, permission)).toBe(MAY[permission].includes(role))
  })
})

test('the auditor reads and never writes', () => {
  for (const permission of PERMISSIONS) expect(roleAllows('auditor', permission)).toBe(permission.endsWith(':read'))
})
