import { beforeEach, describe, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { auditEvents } from '@/db/schema/platform'
import { truncateAll } from '@/db/testing/test-sql'
import { mintCustomerCtx, mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import type { StaffRole } from '@/lib/auth/permissions'
import { newId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { fixedClock } from '@/lib/platform/clock'
import { addCustomer } from './add-customer'
import { getCustomer, getMyCustomer, listCustomers } from './queries'
import { AddCustomerInput } from './schema'
import { setChargingAllowed } from './set-charging-allowed'
import { setMyLocale, updateCustomer } from './update-customer'

const clock = fixedClock(instant(Date.UTC(2026, 10, 23, 9)))
const system = mintSystemCtx({ requestId: 'test', clock, job: 'test' })
const staff = (role: StaffRole) => mintStaffCtx({ requestId: 'test', clock, userId: newId('user', clock.now()), role })
const elin = AddCustomerInput.parse({
  kind: 'private',
  name: 'Elin Sandberg',
  email: 'elin@example.se',
  city: 'Uppsala',
})

beforeEach(() => truncateAll())

test('a customer is added once per e-mail address, gets a number and leaves a trace', async () => {
  const id = await addCustomer(staff('support'), elin)
  expect(await getCustomer(staff('auditor'), id)).toMatchObject({
    name: 'Elin Sandberg',
    chargingAllowed: true,
    locale: 'sv',
  })
  expect((await getCustomer(staff('auditor'), id)).number).toBeGreaterThan(48000)
  await expect(addCustomer(system, { ...elin, email: 'ELIN@example.se' })).rejects.toMatchObject({ code: 'conflict' })
  expect(await getDb().select().from(auditEvents)).toHaveLength(1)
})

describe.each(['finance', 'roaming', 'auditor'] as const)('%s', (role) => {
  test('may not write', async () => {
    const id = await addCustomer(system, elin)
    await expect(addCustomer(staff(role), { ...elin, email: 'b@example.se' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(updateCustomer(staff(role), id, elin)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(setChargingAllowed(staff(role), id, { allowed: true }, 'x')).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})

test('an update records what changed and nothing else', async () => {
  const id = await addCustomer(system, elin)
  await updateCustomer(staff('support'), id, { ...elin, street: 'Svartbäcksgatan 41 B' })
  const events = await getDb().select().from(auditEvents)
  expect(events.at(-1)).toMatchObject({
    action: 'customer.update',
    before: { street: '' },
    after: { street: 'Svartbäcksgatan 41 B' },
  })
})

test('charging is stopped with a reason, and saying it twice changes nothing', async () => {
  const id = await addCustomer(system, elin)
  await setChargingAllowed(staff('support'), id, { allowed: false, because: 'no_credit' }, 'two open invoices')
  await setChargingAllowed(staff('support'), id, { allowed: false, because: 'no_credit' }, 'again')
  expect(await getCustomer(staff('support'), id)).toMatchObject({
    chargingAllowed: false,
    chargingDeniedReason: 'no_credit',
  })
  const events = await getDb().select().from(auditEvents)
  expect(events.filter((event) => event.action === 'customer.set-charging-allowed')).toHaveLength(1)
})

test('a customer sees and changes only what is their own', async () => {
  const mine = await addCustomer(system, elin)
  const other = await addCustomer(system, { ...elin, name: 'Nils', email: 'nils@example.se' })
  const me = mintCustomerCtx({ requestId: 'test', clock, userId: newId('user', clock.now()), customerId: mine })
  await setMyLocale(me, 'en')
  expect(await getMyCustomer(me)).toMatchObject({ name: 'Elin Sandberg', locale: 'en' })
  expect(await getCustomer(staff('support'), other)).toMatchObject({ locale: 'sv' })
})

test('the list is searched, filtered and paged by keyset', async () => {
  for (const name of ['Ada', 'Bo', 'Cilla', 'Disa', 'Eva 100 %'])
    await addCustomer(system, { ...elin, name, email: `${name.slice(0, 2)}@example.se` })
  const first = await listCustomers(staff('finance'), {}, 2)
  expect(first.rows.map((row) => row.name)).toEqual(['Ada', 'Bo'])
  expect(first.total).toBe(5)
  const second = await listCustomers(staff('finance'), { after: first.next ?? '' }, 2)
  expect(second.rows.map((row) => row.name)).toEqual(['Cilla', 'Disa'])
  expect((await listCustomers(staff('finance'), { search: '%' })).rows.map((row) => row.name)).toEqual(['Eva 100 %'])
})
