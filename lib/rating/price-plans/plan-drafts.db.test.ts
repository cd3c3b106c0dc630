import { beforeEach, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { insertCustomer } from '@/db/factories/customers'
import { clock, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import { auditEvents } from '@/db/schema/platform'
import { truncateAll } from '@/db/testing/test-sql'
import { mintStaffCtx } from '@/lib/auth/mint'
import type { StaffRole } from '@/lib/auth/permissions'
import { newId, type PricePlanId } from '@/lib/kernel/ids'
import { calendarDate, instant } from '@/lib/kernel/time'
import { spotRules } from '../fixtures/build-spot'
import { FIXED } from '../fixtures/build-subject'
import { assignPricePlan } from './assign-price-plan'
import { createPricePlan } from './create-price-plan'
import { discardPlanDraft } from './discard-plan-draft'
import { markNoticesSent } from './mark-notices-sent'
import { publishPlanDraft } from './publish-plan-draft'
import { publishPricePlanVersion } from './publish-price-plan-version'
import { getPricePlan, listVersionNotices } from './queries'
import { savePlanDraft } from './save-plan-draft'
import { setNoticeDays } from './set-notice-days'

const colleague = (role: StaffRole) =>
  mintStaffCtx({ requestId: 'test', clock, userId: newId('user', instant(1)), role })
const author = staff('finance')
const other = colleague('administrator')
const next = { validFrom: '2026-12-01', rules: spotRules({ area: 'SE3' }), reason: 'Elbörsen' }

let portal: Portal
let planId: PricePlanId
beforeEach(async () => {
  await truncateAll()
  portal = await openPortal()
  clock.set(instant(Date.UTC(2026, 9, 15, 9)))
  planId = await createPricePlan(author, { name: 'Kvart', description: '', audience: 'private' })
  await publishPricePlanVersion(system, planId, { validFrom: '2026-01-01', rules: FIXED })
})

test('one writes, another publishes; the author cannot', async () => {
  const draftId = await savePlanDraft(author, planId, next)
  expect(await getPricePlan(author, planId)).toMatchObject({
    draft: { id: draftId, rules: next.rules, validFrom: '2026-12-01', reason: 'Elbörsen', writtenBy: author.userId },
    versions: [{ version: 1 }],
  })
  await expect(publishPlanDraft(author, draftId)).rejects.toMatchObject({ code: 'forbidden' })
  const versionId = await publishPlanDraft(other, draftId)
  expect(await publishPlanDraft(other, draftId)).toBe(versionId)
  const plan = await getPricePlan(author, planId)
  expect(plan.draft).toBeNull()
  expect(plan.versions[0]).toMatchObject({ id: versionId, version: 2, publishedBy: other.userId, rules: next.rules })
  const events = (await getDb().select().from(auditEvents)).filter((event) => event.entityId === planId)
  expect(events.map((event) => event.action)).toEqual([
    'price-plan.create',
    'price-plan.publish',
    'price-plan.draft',
    'price-plan.publish',
  ])
  expect(events.at(-1)?.after).toMatchObject({ writtenBy: author.userId })
})

test('who saves a draft again is its author from then on', async () => {
  const draftId = await savePlanDraft(author, planId, next)
  expect(await savePlanDraft(other, planId, { ...next, reason: 'Rättad' })).toBe(draftId)
  await expect(publishPlanDraft(other, draftId)).rejects.toMatchObject({ code: 'forbidden' })
  await publishPlanDraft(author, draftId)
  await expect(discardPlanDraft(author, draftId)).rejects.toMatchObject({ code: 'precondition_failed' })
})

test('a draft that was discarded is not published, and discarding it again changes nothing', async () => {
  const draftId = await savePlanDraft(author, planId, next)
  await discardPlanDraft(author, draftId)
  await discardPlanDraft(author, draftId)
  await expect(publishPlanDraft(other, draftId)).rejects.toMatchObject({ code: 'precondition_failed' })
  expect((await getPricePlan(author, planId)).draft).toBeNull()
  expect(await savePlanDraft(author, planId, next)).not.toBe(draftId)
})

test.each([
  ['rules with a cap below the floor', { rules: spotRules({ capPerKwh: '1', floorPerKwh: '2' }) }, 'energy.capPerKwh'],
  ['a day that has passed', { validFrom: '2026-10-14' }, 'validFrom'],
])('refuses %s', async (_name, given, field) => {
  await expect(savePlanDraft(author, planId, { ...next, ...given })).rejects.toMatchObject({ code: 'invalid', field })
})

test('customers are listed as they stand, and told in time or not at all', async () => {
  const on = await insertCustomer()
  const leaves = await insertCustomer()
  await assignPricePlan(system, on, planId, calendarDate('2026-01-01'))
  await assignPricePlan(system, leaves, planId, calendarDate('2026-01-01'))
  await assignPricePlan(system, leaves, portal.planId, calendarDate('2026-11-15'))
  await setNoticeDays(author, planId, 60)
  const draftId = await savePlanDraft(author, planId, next)
  expect((await getPricePlan(author, planId)).draft?.customers).toBe(1)
  await expect(publishPlanDraft(other, draftId)).rejects.toMatchObject({ code: 'invalid', field: 'validFrom' })
  await setNoticeDays(author, planId, 30)
  const versionId = await publishPlanDraft(other, draftId)
  expect((await listVersionNotices(author, versionId)).rows).toMatchObject([
    { customerId: on, notifyBy: '2026-11-01', notifiedAt: null },
  ])
  expect(await markNoticesSent(author, versionId)).toBe(1)
  expect(await markNoticesSent(author, versionId)).toBe(0)
  expect((await getPricePlan(author, planId)).notices).toEqual([
    { versionId, version: 2, notifyBy: '2026-11-01', customers: 1, told: 1 },
  ])
})

test('the public plan concerns everybody who has no other', async () => {
  await assignPricePlan(system, portal.customerId, planId, calendarDate('2026-01-01'))
  const without = await insertCustomer()
  const draftId = await savePlanDraft(author, portal.planId, next)
  const versionId = await publishPlanDraft(other, draftId)
  expect((await listVersionNotices(author, versionId)).rows.map((row) => row.customerId)).toEqual([without])
})

test.each(['support', 'auditor', 'roaming'] as const)(
  '%s may look and neither write, publish nor note',
  async (role) => {
    const ctx = colleague(role)
    const draftId = await savePlanDraft(author, planId, next)
    const refused = { code: 'forbidden' }
    await expect(savePlanDraft(ctx, planId, next)).rejects.toMatchObject(refused)
    await expect(publishPlanDraft(ctx, draftId)).rejects.toMatchObject(refused)
    await expect(discardPlanDraft(ctx, draftId)).rejects.toMatchObject(refused)
    await expect(setNoticeDays(ctx, planId, 1)).rejects.toMatchObject(refused)
    await expect(markNoticesSent(ctx, newId('pricePlanVersion', 0))).rejects.toMatchObject(refused)
    expect((await getPricePlan(ctx, planId)).draft?.id).toBe(draftId)
  },
)
