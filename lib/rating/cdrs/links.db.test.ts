// What ties a CDR to our answer, its session, the customer's view and the totals of the inbox.
import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { getDb } from '@/db/client'
import { partnerCtx } from '@/db/factories/cdrs'
import { insertToken } from '@/db/factories/customers'
import { clock, customer, openPortal, staff, type Portal } from '@/db/factories/rated-portal'
import { authorizations } from '@/db/schema/roaming'
import { truncateAll } from '@/db/testing/test-sql'
import { newId, type CdrId } from '@/lib/kernel/ids'
import { upsertSession } from '@/lib/roaming/sessions/upsert-session'
import type { Cdr } from '@/lib/roaming/core/session'
import { findMySignedData } from '../charges/queries/find-my-signed-data'
import { getMyCharge } from '../charges/queries/get-my-charge'
import { listMyCharges } from '../charges/queries/list-my-charges'
import { instant } from '@/lib/kernel/time'
import { openDisputes } from '../disputes/open-disputes'
import { getCdrDetail } from './queries/get-cdr-detail'
import { getCdrReport } from './queries/get-cdr-report'
import { listCdrs, sumCdrs } from './queries/list-cdrs'

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  portal = await openPortal()
})

const codesOf = async (id: CdrId) => (await getCdrDetail(staff('auditor'), id)).findings.map(({ code }) => code)

async function session(
  cdr: Cdr,
  given: { id: string; evseUid?: string; authorizationReference?: string },
): Promise<void> {
  await upsertSession(partnerCtx(portal.partnerId, clock), {
    session: {
      countryCode: 'SE',
      partyId: 'KUL',
      startedAt: instant(cdr.startedAt + 120_000),
      endedAt: cdr.endedAt,
      energyKwh: cdr.totalEnergyKwh,
      token: cdr.token,
      authMethod: 'AUTH_REQUEST',
      authorizationReference: null,
      locationId: cdr.location.id,
      evseUid: cdr.location.evseUid,
      connectorId: '1',
      meterId: null,
      currency: 'SEK',
      chargingPeriods: [],
      totalCost: null,
      status: 'COMPLETED',
      lastUpdated: cdr.endedAt,
      ...given,
    } as Parameters<typeof upsertSession>[1]['session'],
    received: {},
    findings: [],
  })
}

test('a CDR that names no session is known by our reference, else by card, socket and time', async () => {
  const cdr = portal.build({ sessionId: null })
  await session(cdr, { id: 'elsewhere', evseUid: 'E-OTHER' })
  const unknown = await portal.rate({ ...cdr, id: 'A' })
  expect(await codesOf(unknown)).toContain('NO_SESSION')
  await session(cdr, { id: 'here' })
  const byPlace = await portal.rate({ ...cdr, id: 'B' })
  expect(await codesOf(byPlace)).not.toContain('NO_SESSION')
  await session(cdr, { id: 'mine', evseUid: 'E-OTHER', authorizationReference: 'aut_1' })
  const byReference = await portal.rate({ ...cdr, id: 'C', authorizationReference: 'aut_1' })
  const ours = await getCdrDetail(staff('auditor'), byReference)
  const [mine] = await getDb().execute(sql`select id from sessions where ocpi_id = 'mine'`)
  expect(ours.session?.id).toBe(mine?.['id'])
})

test('a reservation without a socket meets no session of a real one', async () => {
  const cdr = portal.build({ sessionId: null })
  const nowhere = { ...cdr.location, evseUid: '#NA', connectorId: '#NA' }
  await session(cdr, { id: 'here', evseUid: '#NA' })
  expect(await codesOf(await portal.rate({ ...cdr, location: nowhere }))).toContain('NO_SESSION')
})

test('a reference that is not ours is noted; one for another customer’s card holds the CDR', async () => {
  const id = newId('authorization', clock.now())
  const { tokenId, customerId, uid } = await insertToken()
  const answer = { id, at: clock.now(), partnerId: portal.partnerId, tokenId, customerId, tokenUid: uid }
  await getDb()
    .insert(authorizations)
    .values({ ...answer, allowed: 'ALLOWED', reason: 'ok' })
  expect(await codesOf(await portal.rate({ authorizationReference: 'theirs' }))).toContain('AUTHORIZATION_UNKNOWN')
  const other = await portal.rate({ authorizationReference: id })
  expect(await getCdrDetail(staff('auditor'), other)).toMatchObject({
    status: 'held',
    reason: 'AUTHORIZATION_OTHER_TOKEN',
    authorization: { id },
  })
  expect((await listCdrs(staff('auditor'), { search: id })).rows.map((row) => row.cdrId)).toEqual([other])
})

test('energy in Wh is priced by what it means, so that it does not distort the inbox', async () => {
  await portal.rate({ exclVat: '60' })
  await portal.rate({ texts: [{ minutes: 60, kwh: '11000' }], exclVat: '35.2' })
  const totals = await sumCdrs(staff('roaming'), { status: ['held'] })
  expect(totals).toMatchObject({
    count: 2,
    compared: { count: 2, oursExcl: '88', cpoExcl: '95.2', differenceExcl: '7.2' },
    uncompared: { count: 0, cpoExcl: '0' },
  })
  const { rows } = await listCdrs(staff('roaming'), { status: ['held'] })
  expect(rows.map(({ differenceExcl }) => differenceExcl).toSorted()).toEqual(['0', '7.2'])
})

test('what the meter signed is handed out unchanged, to its own customer alone', async () => {
  const signed = {
    encodingMethod: 'OCMF',
    encodingMethodVersion: null,
    publicKey: null,
    signedValues: [{ nature: 'End', plainData: 'x', signedData: '<v>å</v>\r\n' }],
    url: null,
  }
  const id = await portal.rate({ signedData: signed })
  const mine = customer(portal.customerId)
  expect((await getMyCharge(mine, id)).signed).toMatchObject({ method: 'OCMF', values: [{ nature: 'End' }] })
  expect(await findMySignedData(mine, id, 0)).toMatchObject({ body: '<v>å</v>\r\n', type: 'application/xml' })
  const { customerId } = await insertToken()
  expect(await findMySignedData(customer(customerId), id, 0)).toBeNull()
})

test('a disputed CDR says so to the customer and on the command line', async () => {
  const id = await portal.rate({ tariffs: [], exclVat: '60' })
  await openDisputes(staff('roaming'), [id], { cause: 'energy', statement: 'ask them' })
  expect(await getMyCharge(customer(portal.customerId), id)).toMatchObject({ state: 'disputed' })
  expect((await listMyCharges(customer(portal.customerId), { state: 'disputed' })).rows).toMatchObject([{ id }])
  const key = { countryCode: 'SE', partyId: 'KUL', id: 'KUL-1' }
  expect(await getCdrReport(staff('auditor'), key)).toMatchObject({
    status: 'disputed',
    dispute: { state: 'open', reason: 'ask them', deadline: '2026-10-20' },
    invoiceLine: null,
  })
})
