import { beforeEach, describe, expect, test } from 'vitest'
import { buildTariff } from '@/db/factories/build-cdr'
import { clock, openPortal, staff, type Portal } from '@/db/factories/rated-portal'
import { truncateAll } from '@/db/testing/test-sql'
import { instant } from '@/lib/kernel/time'
import { rejectCdr } from '../reviews/reject-cdr'
import { findMarginLabel, getMargins, listMarginCharges, MARGIN_GROUPS, sumMargins } from './queries'

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  clock.set(instant(Date.UTC(2026, 9, 15, 9)))
  portal = await openPortal()
})

const auditor = staff('auditor')
const OCTOBER = { from: instant(Date.UTC(2026, 8, 30, 22)), to: instant(Date.UTC(2026, 9, 31, 23)) }
/** 16.5 kWh at 2.00, 20 minutes parked at 6.00 an hour, 5.00 to begin with: 33 + 2 + 5. */
const WITH_FEES = [
  buildTariff({
    components: [
      ['ENERGY', '2'],
      ['PARKING_TIME', '6'],
      ['FLAT', '5'],
    ],
  }),
]

describe('margins', () => {
  test('what customers pay is VAT, the operator’s fees and energy, and what is left', async () => {
    await portal.rate({ tariffs: WITH_FEES, exclVat: '40' })
    const sums = await sumMargins(auditor, OCTOBER)
    expect(sums).toMatchObject({
      charges: 1,
      grossMinor: 5206n,
      vatMinor: 1041n,
      feesMinor: 700n,
      energyMinor: 3300n,
      marginMinor: 165n,
      losses: 0,
      unknown: 0,
    })
    expect(sums.vatMinor + sums.feesMinor + sums.energyMinor + sums.marginMinor).toBe(sums.grossMinor)
  })

  test.each(MARGIN_GROUPS)('by %s the rows sum to the whole, and each narrows to itself', async (by) => {
    await portal.rate()
    await portal.rate({ tariffs: WITH_FEES, exclVat: '40' })
    const whole = await sumMargins(auditor, OCTOBER)
    const rows = await getMargins(auditor, { ...OCTOBER, by })
    expect(rows.reduce((total, row) => total + row.marginMinor, 0n)).toBe(whole.marginMinor)
    for (const row of rows) {
      const only = { group: by, key: row.key }
      expect(await sumMargins(auditor, { ...OCTOBER, only })).toMatchObject({
        marginMinor: row.marginMinor,
        charges: row.charges,
      })
    }
  })

  test('counts neither what is held or rejected, nor another period', async () => {
    const held = await portal.rate({ exclVat: '97.2' })
    await portal.rate({ startedAt: instant(Date.UTC(2026, 8, 12, 9)) })
    expect((await sumMargins(auditor, OCTOBER)).charges).toBe(0)
    await rejectCdr(staff('finance'), held, 'Fel pris')
    expect((await sumMargins(auditor, OCTOBER)).charges).toBe(0)
  })

  test('losing charges come first and are listed alone', async () => {
    const ids = [await portal.rate(), await portal.rate({ tariffs: WITH_FEES, exclVat: '40' })]
    const { rows } = await listMarginCharges(auditor, { ...OCTOBER, losses: false })
    expect(rows.map((row) => row.cdrId).toSorted()).toEqual(ids.toSorted())
    const first = await listMarginCharges(auditor, { ...OCTOBER, losses: false, limit: 1 })
    const second = await listMarginCharges(auditor, { ...OCTOBER, losses: false, limit: 1, after: first.next! }) // there are two
    expect([...first.rows, ...second.rows].map((row) => row.cdrId)).toEqual(rows.map((row) => row.cdrId))
    expect((await listMarginCharges(auditor, { ...OCTOBER, losses: true })).rows).toEqual([])
  })

  test('names what it is narrowed to', async () => {
    expect(await findMarginLabel(auditor, 'partner', portal.partnerId)).toBe('Kustladd')
    expect(await findMarginLabel(auditor, 'partner', 'nobody')).toBeNull()
    expect(await findMarginLabel(auditor, 'plan', portal.planId)).toBe('Laddnota')
  })
})
