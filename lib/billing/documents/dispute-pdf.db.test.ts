import { expect, test } from 'vitest'
import { openPortal, staff } from '@/db/factories/rated-portal'
import { truncateAll } from '@/db/testing/test-sql'
import { findCdrDispute } from '@/lib/rating/disputes/queries/get-dispute'
import { getEvidence } from '@/lib/rating/disputes/queries/find-evidence'
import { renderDisputePdf } from './dispute-pdf'

test('is a tagged PDF whose pages follow from the evidence', async () => {
  await truncateAll()
  const portal = await openPortal()
  const found = await findCdrDispute(staff('roaming'), await portal.rate({ exclVat: '97.2' }))
  const evidence = await getEvidence(staff('roaming'), found!.id) // a rule has opened it
  const pagesOf = async (count: number) => {
    const cdrs = Array.from({ length: count }, () => evidence.cdrs).flat()
    const text = (await renderDisputePdf({ ...evidence, cdrs })).toString('latin1')
    expect(text).toMatch(/^%PDF-1\.7/)
    expect(text).toContain('/StructTreeRoot')
    return text.match(/\/Type \/Page\b/g)?.length ?? 0
  }
  expect(await pagesOf(1)).toBe(1)
  expect(await pagesOf(6)).toBeGreaterThan(3)
})
