import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { clock, openPortal, staff, type Portal } from '@/db/factories/rated-portal'
import { truncateAll } from '@/db/testing/test-sql'
import { instant } from '@/lib/kernel/time'
import { findScorecard, listScorecards, toPublicScores } from './queries'

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  clock.set(instant(Date.UTC(2026, 9, 15, 9)))
  portal = await openPortal()
})

const auditor = staff('auditor')
const card = async (days: 30 | 90 = 30) => (await findScorecard(auditor, portal.partnerId, days))!

test('an operator that is right, dear or cannot be compared', async () => {
  await portal.rate()
  await portal.rate({ exclVat: '97.2' })
  await portal.rate({ exclVat: '50' })
  await portal.rate({ tariffs: [], exclVat: '60' })
  const found = await card()
  expect(found).toMatchObject({ cdrs: 4, compared: 3, exact: 1, overcharged: 1, overchargedMinor: 4440n })
  expect(found.completeness).toBeGreaterThan(0)
  expect(found.completeness).toBeLessThan(1)
})

test('the delay is from the end of the charge to the CDR', async () => {
  await portal.rate()
  await portal.rate()
  await getDb().execute(sql`update partners set created_at = '2026-01-01'`)
  await getDb().execute(sql`update cdrs set received_at = ended_at + interval '10 minutes'`)
  await getDb().execute(sql`
    update cdrs set received_at = ended_at + interval '30 minutes' where id = (select max(id) from cdrs)`)
  const { delayP50Ms, delayP95Ms } = await card()
  expect(delayP50Ms).toBe(20 * 60_000)
  expect(delayP95Ms).toBeCloseTo(29 * 60_000, -3)
  await getDb().execute(sql`update partners set created_at = '2026-11-01'`)
  expect((await card()).delayP50Ms).toBeNull()
})

test('a start that became a session counts as one that did, one that was refused or forgotten does not', async () => {
  const command = (state: string, session: string | null) =>
    getDb().execute(sql`
      insert into commands (id, kind, partner_id, session_id, state, requested_at, timeout_at)
      values (${`cmd_${state}`}, 'START_SESSION', ${portal.partnerId}, ${session}, ${state}, '2026-10-10T08:00:00Z', '2026-10-10T08:01:00Z')`)
  await command('done', 'ses_1')
  await command('rejected', null)
  await command('requested', null)
  expect(await card()).toMatchObject({ starts: 3, started: 1 })
})

test('a month leaves out what a quarter takes in, and every partner has a card', async () => {
  await portal.rate()
  await getDb().execute(sql`update cdrs set received_at = '2026-08-20T12:00:00Z'`)
  expect(await card(30)).toMatchObject({ cdrs: 0, delayP50Ms: null, completeness: null })
  expect(await card(90)).toMatchObject({ cdrs: 1 })
  expect((await listScorecards(auditor, 90)).map((entry) => entry.partnerName)).toEqual(['Kustladd'])
})

test('nothing is said in public of an operator with few charges', async () => {
  await portal.rate()
  const found = await card()
  expect(toPublicScores([found])).toEqual([])
  const many = { ...found, cdrs: 200, compared: 200, exact: 190, starts: 5, started: 5 }
  expect(toPublicScores([many])).toEqual([
    { name: 'Kustladd', started: null, exact: 0.95, accountP50Ms: found.delayP50Ms },
  ])
})
