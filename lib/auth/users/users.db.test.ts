import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { insertCustomer } from '@/db/factories/customers'
import { endedSessions, signInAttempts, users } from '@/db/schema/customers'
import { auditEvents } from '@/db/schema/platform'
import { truncateAll } from '@/db/testing/test-sql'
import type { StaffRole } from '@/lib/auth/permissions'
import { mintStaffCtx, mintSystemCtx } from '@/lib/auth/mint'
import { findSessionUser } from '@/lib/auth/queries'
import type { InvalidError } from '@/lib/kernel/errors'
import { newId, type UserId } from '@/lib/kernel/ids'
import { DAY_MS, instant, MINUTE_MS } from '@/lib/kernel/time'
import { fixedClock } from '@/lib/platform/clock'
import { addUser } from './add-user'
import { changeMyPassword } from './change-my-password'
import { changeUser } from './change-user'
import { endCustomerSessions } from './end-customer-sessions'
import { endSession } from './end-session'
import { pruneExpired } from './prune-expired'
import { signIn } from './sign-in'

const PASSWORD = 'granris och kaffe'
const clock = fixedClock(instant(Date.UTC(2026, 10, 23, 9)))
const system = mintSystemCtx({ requestId: 'test', clock, job: 'test' })
const staff = (role: StaffRole, userId: UserId = newId('user', clock.now())) =>
  mintStaffCtx({ requestId: 'test', clock, userId, role })
const karin = { email: 'Karin@example.se', name: 'Karin Öberg', role: 'roaming' as const, password: PASSWORD }

beforeEach(() => truncateAll())

describe('addUser', () => {
  test('adds a user who can sign in, audited, with the password only as a hash', async () => {
    const id = await addUser(system, karin)
    const result = await signIn(clock, { email: 'karin@EXAMPLE.se', password: PASSWORD, address: '::1' })
    expect(result).toMatchObject({ ok: true, value: { id, role: 'roaming' } })
    const [row] = await getDb().select().from(users).where(eq(users.id, id))
    expect(row?.passwordHash).toMatch(/^\$argon2id\$/)
    const events = await getDb().select().from(auditEvents).where(eq(auditEvents.entityId, id))
    expect(events).toHaveLength(1)
    expect(JSON.stringify(events)).not.toContain(PASSWORD)
  })

  test('refuses a taken address in other capitals, a short and a common password, a customer without customer', async () => {
    await addUser(system, karin)
    await expect(addUser(system, { ...karin, email: 'karin@example.SE' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(addUser(system, { ...karin, email: 'b@example.se', password: 'kort' })).rejects.toMatchObject({
      code: 'invalid',
      field: 'password',
    })
    await expect(addUser(system, { ...karin, email: 'b@example.se', password: 'password1234' })).rejects.toMatchObject({
      field: 'password',
    })
    await expect(addUser(system, { ...karin, email: 'b@example.se', role: 'customer' })).rejects.toMatchObject({
      field: 'role',
    })
  })

  test.each(['support', 'finance', 'roaming', 'auditor'] as const)('rejects %s', async (role) => {
    await expect(addUser(staff(role), karin)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a password', () => {
  test.each([
    ['qwerty123456', false],
    ['password123456', false],
    ['aaaaaaaaaaaa', false],
    ['123456123456', false],
    ['laddnota2026', false],
    ['karin@example.se', false],
    ['Karin Öberg 12', false],
    ['kort', false],
    ['a'.repeat(201), false],
    [PASSWORD, true],
    ['korrekt häst batteri', true],
  ])('%s: %s', async (password, isGood) => {
    const added = await addUser(system, { ...karin, password }).catch((error: InvalidError) => error)
    expect(typeof added === 'string' || added.field).toBe(isGood || 'password')
  })
})

describe('signIn', () => {
  test('answers the same for a wrong password and an unknown address', async () => {
    await addUser(system, karin)
    const wrong = await signIn(clock, { email: karin.email, password: 'something else', address: '::1' })
    const unknown = await signIn(clock, { email: 'nobody@example.se', password: PASSWORD, address: '::1' })
    expect(wrong).toEqual({ ok: false, reason: 'wrong' })
    expect(unknown).toEqual(wrong)
  })

  const guess = (address: string, password = 'wrong wrong wrong') =>
    signIn(clock, { email: karin.email, password, address })

  test('stops after ten failures from one address, also for the right password, and opens again after 15 minutes', async () => {
    await addUser(system, karin)
    for (let attempt = 0; attempt < 10; attempt += 1) await guess('10.0.0.1')
    expect(await guess('10.0.0.1', PASSWORD)).toEqual({ ok: false, reason: 'too_many' })
    const later = fixedClock(instant(clock.now() + 16 * MINUTE_MS))
    const right = { email: karin.email, password: PASSWORD, address: '10.0.0.1' }
    expect(await signIn(later, right)).toMatchObject({ ok: true })
  })

  test('whoever guesses keeps nobody out who is elsewhere, but for a hundred failures', async () => {
    await addUser(system, karin)
    for (let attempt = 0; attempt < 10; attempt += 1) await guess('10.0.0.1')
    expect(await guess('10.0.0.2', PASSWORD)).toMatchObject({ ok: true })
    const at = clock.now()
    const from = Array.from({ length: 90 }, () => ({ key: 'account:karin@example.se', at }))
    await getDb().insert(signInAttempts).values(from)
    expect(await guess('10.0.0.2', PASSWORD)).toEqual({ ok: false, reason: 'too_many' })
  })

  test('guesses at the same moment are no more than those one after the other', async () => {
    await addUser(system, karin)
    const guesses = Array.from({ length: 30 }, (_, index) => guess('10.0.1.1', `guess number ${index}`))
    const tried = (await Promise.all(guesses)).filter((result) => !result.ok && result.reason === 'wrong')
    expect(tried.length).toBeLessThanOrEqual(10)
  })

  test('signing in is no failure, however often', async () => {
    await addUser(system, karin)
    for (let time = 0; time < 12; time += 1) expect(await guess('::1', PASSWORD)).toMatchObject({ ok: true })
    await guess('::1')
    const rows = await getDb().select().from(signInAttempts)
    expect(rows.map(({ key }) => key).toSorted()).toEqual([
      'account:karin@example.se',
      'account:karin@example.se address:::1',
      'address:::1',
    ])
  })

  test('refuses a disabled user', async () => {
    const id = await addUser(system, karin)
    await changeUser(staff('administrator'), { userId: id, disabled: true })
    expect(await signIn(clock, { email: karin.email, password: PASSWORD, address: '::1' })).toMatchObject({ ok: false })
  })
})

describe('changeUser', () => {
  test('a new role ends the sessions', async () => {
    const id = await addUser(system, karin)
    expect(await findSessionUser(id, 1)).toMatchObject({ role: 'roaming' })
    await changeUser(staff('administrator'), { userId: id, role: 'auditor' })
    expect(await findSessionUser(id, 1)).toBeNull()
    expect(await findSessionUser(id, 2)).toMatchObject({ role: 'auditor' })
  })

  test('nobody changes their own account; only the administrator changes others', async () => {
    const id = await addUser(system, karin)
    await expect(changeUser(staff('administrator', id), { userId: id, role: 'auditor' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(changeUser(staff('finance'), { userId: id, role: 'auditor' })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})

test('changeMyPassword wants the present one and ends the sessions', async () => {
  const id = await addUser(system, karin)
  const me = staff('roaming', id)
  await expect(changeMyPassword(me, { current: 'not this one', next: 'blåbär i tallskogen' })).rejects.toMatchObject({
    field: 'current',
  })
  await changeMyPassword(me, { current: PASSWORD, next: 'blåbär i tallskogen' })
  expect(await findSessionUser(id, 1)).toBeNull()
  expect(await signIn(clock, { email: karin.email, password: 'blåbär i tallskogen', address: '::1' })).toMatchObject({
    ok: true,
  })
})

test('a session that was signed out is over, and no other is', async () => {
  const id = await addUser(system, karin)
  const [mine, other] = [newId('session', clock.now()), newId('session', clock.now())]
  expect(await findSessionUser(id, 1, mine)).toMatchObject({ role: 'roaming' })
  await endSession(clock, mine)
  await endSession(clock, mine)
  expect(await findSessionUser(id, 1, mine)).toBeNull()
  expect(await findSessionUser(id, 1, other)).toMatchObject({ role: 'roaming' })
  // It is forgotten when it would have ended by itself.
  await pruneExpired({ ...system, clock: fixedClock(instant(clock.now() + 30 * DAY_MS)) })
  expect(await findSessionUser(id, 1, mine)).toBeNull()
  await pruneExpired({ ...system, clock: fixedClock(instant(clock.now() + 32 * DAY_MS)) })
  expect(await getDb().select().from(endedSessions)).toEqual([])
})

test('staff sign a customer out everywhere, and say why', async () => {
  const customerId = await insertCustomer()
  const id = await addUser(system, { ...karin, role: 'customer', customerId })
  await expect(endCustomerSessions(staff('auditor'), customerId, 'lost phone')).rejects.toMatchObject({
    code: 'forbidden',
  })
  await endCustomerSessions(staff('support'), customerId, 'lost phone')
  expect(await findSessionUser(id, 1)).toBeNull()
  const events = await getDb().select().from(auditEvents).where(eq(auditEvents.action, 'user.end-sessions'))
  expect(events).toMatchObject([{ customerId, reason: 'lost phone' }])
  const nobody = newId('customer', clock.now())
  await expect(endCustomerSessions(staff('support'), nobody, 'lost phone')).rejects.toMatchObject({ code: 'not_found' })
})
