// What looks odd and is right: no finding may come of it.
import { expect, test } from 'vitest'
import { buildCdr, buildTariff, CHARGE_STARTED } from '@/db/factories/build-cdr'
import { HOUR_MS, instant, MINUTE_MS } from '@/lib/kernel/time'
import { buildStored, buildSubject } from '../../fixtures/build-subject'
import { assessCdr } from '../assess-cdr'
import { overlap, type CdrSubject } from '../subject'

const codesOf = (given: Partial<CdrSubject>) => assessCdr(buildSubject(given)).findings.map(({ code }) => code)
const price = (excl: string) => ({ excl, incl: null, taxes: [] })

test.each([
  ['a highest price', { maxPrice: { excl: '40', incl: null } }, '40'],
  ['a lowest price', { minPrice: { excl: '90', incl: null } }, '90'],
])('parts and total are apart by what %s makes of it', (_, bound, total) => {
  const tariff = buildTariff(bound)
  const cdr = buildCdr({ tariffs: [tariff], totalEnergyCost: price('52.8'), totalCost: price(total) })
  const storedTariffs = [buildStored(tariff)]
  expect(codesOf({ cdr, storedTariffs })).not.toContain('COMPONENTS_DO_NOT_SUM')
  const off = { ...cdr, totalEnergyCost: price('53.8') }
  expect(codesOf({ cdr: off, storedTariffs })).toContain('COMPONENTS_DO_NOT_SUM')
})

const plain = buildCdr()
const RESERVED = {
  startedAt: instant(CHARGE_STARTED - 30 * MINUTE_MS),
  dimensions: [{ type: 'RESERVATION_TIME', volume: '0.5' }],
  tariffId: 'KUL-AC',
}
const reserved = { ...plain, startedAt: RESERVED.startedAt, chargingPeriods: [RESERVED, ...plain.chargingPeriods] }

test('a CDR may begin with its reservation, whether or not that is in its total time', () => {
  expect(codesOf({ cdr: reserved })).not.toContain('TIME_SUM_MISMATCH')
  const longer = (hours: number) => ({ ...reserved, totalTimeHours: String(Number(plain.totalTimeHours) + hours) })
  expect(codesOf({ cdr: longer(0.5) })).not.toContain('TIME_SUM_MISMATCH')
  expect(codesOf({ cdr: longer(0.3) })).toContain('TIME_SUM_MISMATCH')
})

test('a socket is kept free while another is used: that is no charge in two places', () => {
  const before = { ...plain, startedAt: instant(CHARGE_STARTED - HOUR_MS), endedAt: instant(CHARGE_STARTED) }
  const elsewhere = { ...before, chargingPeriods: [{ ...plain.chargingPeriods[0]!, startedAt: before.startedAt }] }
  expect(overlap(reserved, elsewhere)).toBe(false)
  expect(overlap(elsewhere, reserved)).toBe(false)
  expect(overlap(plain, { ...elsewhere, endedAt: instant(CHARGE_STARTED + 2 * MINUTE_MS) })).toBe(true)
})
