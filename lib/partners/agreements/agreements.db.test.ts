import { afterAll, expect, test } from 'vitest'
import { insertPartner } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { mintStaffCtx } from '@/lib/auth/mint'
import { newId } from '@/lib/kernel/ids'
import { parseInstant } from '@/lib/kernel/time'
import { fixedClock } from '@/lib/platform/clock'
import { PublishAgreementInput } from '../schema'
import { endAgreement } from './end-agreement'
import { publishAgreement } from './publish-agreement'
import { listAgreements } from './queries'

const sql = testSql()
const at = (text: string, role: 'roaming' | 'support' = 'roaming') =>
  mintStaffCtx({ userId: newId('user', 0), role, requestId: 'test', clock: fixedClock(parseInstant(text)!) })
const NOW = '2026-11-26T10:00:00Z'
const form = {
  validFrom: '2026-12-01',
  basis: 'discount',
  discountPercent: '7,5',
  toleranceMinor: '1,50',
  tolerancePercent: '2',
  energyTolerancePercent: '1',
  timeToleranceMinutes: '2',
  freeBelowKwh: '0,2',
  freeBelowMinutes: '2',
  emspRole: 'commissionaire',
  reverseCharge: 'no',
  disputeDays: '30',
  cdrDeadlineDays: '14',
  paymentDays: '20',
}
const input = (given: Record<string, string> = {}) => PublishAgreementInput.parse({ ...form, ...given })

afterAll(() => sql.end())

test('a partner begins with the standard terms, and the next version replaces them on its day', async () => {
  const { partnerId } = await insertPartner()
  await publishAgreement(at(NOW), partnerId, input())
  const before = await listAgreements(at(NOW), partnerId)
  expect(before.versions.map(({ version, state }) => [version, state])).toEqual([
    [2, 'upcoming'],
    [1, 'in_force'],
  ])
  const { current } = await listAgreements(at('2026-11-30T23:30:00Z'), partnerId)
  expect(current).toMatchObject({
    version: 2,
    terms: { priceBasis: { kind: 'discount', percent: '7.5' }, toleranceMinor: 150n, cdrDeadlineDays: 14 },
  })
  const audited = await sql`select action from audit_events where entity_id = ${partnerId}`
  expect(audited.map((row) => row['action'])).toEqual(['agreement.publish'])
})

test('an ended agreement leaves its partner without one; one that has not begun is as if it had never been', async () => {
  const { partnerId } = await insertPartner()
  const upcoming = await publishAgreement(at(NOW), partnerId, input())
  await endAgreement(at(NOW), partnerId, { agreementId: upcoming, lastDay: '2026-12-01', reason: 'Fel rabatt' })
  const [first] = (await listAgreements(at(NOW), partnerId)).versions
  expect(first).toMatchObject({ version: 1, state: 'in_force' })
  await endAgreement(at(NOW), partnerId, { agreementId: first!.id, lastDay: '2026-11-30', reason: 'Uppsagt' })
  expect((await listAgreements(at('2026-11-30T12:00:00Z'), partnerId)).current?.version).toBe(1)
  expect((await listAgreements(at('2026-12-01T12:00:00Z'), partnerId)).current).toBeNull()
  const again = endAgreement(at(NOW), partnerId, { agreementId: first!.id, lastDay: '2026-12-31', reason: 'Ångrat' })
  await expect(again).rejects.toThrow('has ended')
})

test('no day that has passed, no second version on a day, nobody who may not, and no party from elsewhere', async () => {
  const { partnerId } = await insertPartner()
  await expect(publishAgreement(at(NOW), partnerId, input({ validFrom: '2026-11-25' }))).rejects.toThrow('past')
  await publishAgreement(at(NOW), partnerId, input())
  await expect(publishAgreement(at(NOW), partnerId, input())).rejects.toThrow('already starts')
  await expect(publishAgreement(at(NOW), partnerId, input({ party: 'NL*XXX' }))).rejects.toThrow('not reached')
  await expect(publishAgreement(at(NOW, 'support'), partnerId, input())).rejects.toThrow('partner:write')
})

test('the database keeps what was agreed', async () => {
  const { partnerId } = await insertPartner()
  await expect(
    sql`update roaming_agreements set tolerance_minor = 5000 where partner_id = ${partnerId}`,
  ).rejects.toThrow('is published')
  await expect(sql`delete from roaming_agreements where partner_id = ${partnerId}`).rejects.toThrow('is published')
})

test.each([
  [{ basis: 'discount', discountPercent: '' }, 'discountPercent'],
  [{ basis: 'fixed', acPerKwh: '2,10', dcPerKwh: 'dyrt' }, 'dcPerKwh'],
  [{ tolerancePercent: '101' }, 'tolerancePercent'],
  [{ cdrDeadlineDays: '0' }, 'cdrDeadlineDays'],
])('%j is refused', (given, field) => {
  expect(() => input(given)).toThrow(field)
})
