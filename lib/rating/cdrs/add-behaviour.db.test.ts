import { beforeEach, expect, test } from 'vitest'
import { truncateAll } from '@/db/testing/test-sql'
import { clock, openPortal, staff, system, type Portal } from '@/db/factories/rated-portal'
import type { CdrId } from '@/lib/kernel/ids'
import { instant } from '@/lib/kernel/time'
import { rateCdrs } from '../rate-cdrs'
import { getCdrDetail } from './queries/get-cdr-detail'

let portal: Portal
beforeEach(async () => {
  await truncateAll()
  portal = await openPortal()
})

const codes = async (id: Parameters<typeof getCdrDetail>[1]) =>
  (await getCdrDetail(staff('auditor'), id)).findings.map(({ code }) => code)

test('the third over-charge of an EVSE within the month says so; a right CDR never does', async () => {
  const [day, hour] = [86_400_000, 3_600_000]
  const { startedAt } = portal.build()
  const at = (days: number) => (startedAt - days * day + hour) as typeof startedAt // arithmetic on an instant
  const first = await portal.rate({ exclVat: '97.2', startedAt: at(40) })
  const second = await portal.rate({ exclVat: '97.2', startedAt: at(6) })
  const third = await portal.rate({ exclVat: '97.2', startedAt: at(4) })
  const fourth = await portal.rate({ exclVat: '97.2', startedAt: at(2) })
  const right = await portal.rate({ startedAt: at(1) })
  for (const id of [first, second, third]) expect(await codes(id)).not.toContain('EVSE_OVERBILLS_OFTEN')
  expect(await codes(fourth)).toContain('EVSE_OVERBILLS_OFTEN')
  expect(await codes(right)).not.toContain('EVSE_OVERBILLS_OFTEN')
})

test('an operator whose errors become more says so at the next one', async () => {
  const start = clock.now()
  const ids: CdrId[] = []
  // 60 that are right, then 200 of which 12 ask too much: 6 % after none.
  for (let index = 0; index < 260; index += 1) {
    clock.set(instant(start + index * 1000))
    ids.push(await portal.store(portal.build(index >= 248 ? { exclVat: '97.2' } : {})))
  }
  await rateCdrs(system, ids)
  const next = await portal.rate({ exclVat: '97.2' })
  const { findings } = await getCdrDetail(staff('auditor'), next)
  expect(findings.find(({ code }) => code === 'PARTNER_ERRORS_RISING')?.params).toMatchObject({
    party: 'SE*KUL',
    before: '0.0',
    count: '200',
  })
  expect(await codes(await portal.rate())).not.toContain('PARTNER_ERRORS_RISING')
})
