import { beforeEach, describe, expect, test } from 'vitest'
import { insertToken } from '@/db/factories/customers'
import { clock, customer, openPortal, staff, type Portal } from '@/db/factories/rated-portal'
import { truncateAll } from '@/db/testing/test-sql'
import type { CdrId } from '@/lib/kernel/ids'
import { calendarDate, DAY_MS, instant } from '@/lib/kernel/time'
import { systemClock } from '@/lib/platform/clock'
import { closeDispute, noteDispute } from './close-dispute'
import { exportEvidence, exportLetter } from './export-evidence'
import { openDisputes } from './open-disputes'
import { findSharedEvidence, getEvidence } from './queries/find-evidence'
import { findCdrDispute, getDispute } from './queries/get-dispute'
import { countMyDisputes, findMyDispute, listMyDisputes } from './queries/my-disputes'
import { reportCharge } from './report-charge'
import { sendDispute } from './send-dispute'
import { revokeDisputeLink, shareDispute } from './share-dispute'

const START = instant(Date.UTC(2026, 9, 15, 9))
const roaming = staff('roaming')
let portal: Portal
beforeEach(async () => {
  await truncateAll()
  clock.set(START)
  portal = await openPortal()
})

const caseOf = async (id: CdrId) => (await findCdrDispute(roaming, id))!.id // each test has opened one
const overcharged = () => portal.rate({ exclVat: '97.2' })

describe('the evidence', () => {
  test('says what is asked, what is right and why, and names no customer and no card', async () => {
    const id = await overcharged()
    const evidence = await getEvidence(roaming, await caseOf(id))
    const [cdr] = evidence.cdrs
    expect(cdr).toMatchObject({
      askedMinor: 9720n,
      oursMinor: 5280n,
      claimMinor: 4440n,
      tariff: { source: 'cdr', tariff: { id: 'KUL-AC' } },
      windowEnds: '2026-11-14',
      card: '••••••••••E5F6',
    })
    expect(cdr?.findings.map(({ code }) => code)).toContain('PRICE_ABOVE_TARIFF')
    expect(cdr?.periods.map((period) => [period.oursExcl, period.claimedExcl])).toEqual([
      ['35.2', '35.2'],
      ['17.6', '17.6'],
      ['0', '0'],
    ])
    const json = JSON.stringify(exportEvidence(evidence))
    expect(json).toContain('"claimedExclVat":"44.40"')
    expect(json).not.toContain('04A1B2C3D4E5F6')
    expect(json).not.toContain(portal.customerId)
  })

  test('makes a letter with the amounts and the sentence of each rule', async () => {
    const id = await overcharged()
    const disputeId = await caseOf(id)
    await sendDispute(roaming, disputeId, { deadline: calendarDate('2026-10-29'), note: '' })
    const letter = exportLetter(await getEvidence(roaming, disputeId), calendarDate('2026-10-29'))
    expect(letter).toMatch(/Subject: Dispute \d+: 44,40.kr of 97,20.kr/)
    expect(letter).toContain('CDR KUL-1')
    expect(letter).toContain('29 October 2026')
    expect(letter).toMatch(/ {2}- .*44,40/)
  })

  test('is read by a link until that is closed or has run out', async () => {
    const id = await overcharged()
    const disputeId = await caseOf(id)
    clock.set(systemClock.now())
    const { secret, linkId } = await shareDispute(roaming, disputeId)
    expect((await findSharedEvidence(secret))?.cdrs).toHaveLength(1)
    expect(await findSharedEvidence(`${secret}x`)).toBeNull()
    await revokeDisputeLink(roaming, linkId)
    await revokeDisputeLink(roaming, linkId)
    expect(await findSharedEvidence(secret)).toBeNull()
    clock.set(instant(systemClock.now() - 61 * DAY_MS))
    expect(await findSharedEvidence((await shareDispute(roaming, disputeId)).secret)).toBeNull()
    await expect(shareDispute(staff('support'), disputeId)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a customer’s view', () => {
  const me = () => customer(portal.customerId)

  test('has whose turn it is and what they said, and nothing of what staff noted', async () => {
    const id = await portal.rate()
    const { disputeId } = await reportCharge(me(), id, { cause: 'time', text: 'I left at noon' })
    await noteDispute(roaming, disputeId, 'a difficult one')
    expect(await findMyDispute(me(), id)).toMatchObject({
      state: 'open',
      waitsFor: 'us',
      keepsOff: true,
      grossMinor: 6806n,
      report: { cause: 'time', text: 'I left at noon' },
      events: [{ kind: 'reported' }],
    })
    await sendDispute(roaming, disputeId, { deadline: calendarDate('2026-10-29'), note: 'secret' })
    expect(await findMyDispute(me(), id)).toMatchObject({ waitsFor: 'operator', deadline: '2026-10-29' })
    expect(await countMyDisputes(me())).toEqual({ all: 1, live: 1 })
    await closeDispute(roaming, disputeId, {
      outcome: 'withdrawn',
      recoveredMinor: 0n,
      customerPays: true,
      reason: 'x',
    })
    expect(await findMyDispute(me(), id)).toMatchObject({ waitsFor: null, outcome: 'withdrawn', customerPays: true })
    expect(await countMyDisputes(me())).toEqual({ all: 1, live: 0 })
  })

  test('is of their own charges, also in a case about many customers', async () => {
    const other = await insertToken({ uid: '04FFFFFFFFFFFF' })
    const token = { countryCode: 'SE', partyId: 'LDN', uid: other.uid, type: 'RFID', contractId: other.contractId }
    const mine = await portal.rate({ tariffs: [], exclVat: '60' })
    const theirs = await portal.rate({ tariffs: [], exclVat: '60', token })
    const opened = await openDisputes(roaming, [mine, theirs], { cause: 'other', statement: 'no tariff' })
    await reportCharge(customer(other.customerId), theirs, { cause: 'price', text: 'mine' })
    expect(opened.disputes).toHaveLength(1)
    expect((await getDispute(roaming, opened.disputes[0]!.disputeId)).cdrs).toHaveLength(2)
    const seen = await listMyDisputes(me())
    expect(seen).toMatchObject([{ cdrId: mine, report: null, events: [{ kind: 'opened' }] }])
    expect(await findMyDispute(me(), theirs)).toBeNull()
  })
})
