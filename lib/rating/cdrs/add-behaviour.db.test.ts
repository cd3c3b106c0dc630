import { beforeEach, expect, test } from 'vitest'
import { truncateAll } from '@/db/testing/test-sql'
import { openPortal, staff, type Portal } from '@/db/factories/rated-portal'
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
