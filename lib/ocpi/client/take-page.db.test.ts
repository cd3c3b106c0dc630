import { expect, test } from 'vitest'
import { insertPartner } from '@/db/factories/partners'
import { mintSystemCtx } from '@/lib/auth/mint'
import { systemClock } from '@/lib/platform/clock'
import { findReceivedSession } from '@/lib/roaming/sessions/queries'
import { sessionBody } from '../testing/call'
import { takePage } from './take-page'

test('an item that the database would refuse costs only itself', async () => {
  const { partnerId, countryCode, partyId } = await insertPartner()
  const ctx = { ...mintSystemCtx({ requestId: 'r', clock: systemClock, job: 'pull-module' }), partnerId }
  const party = { countryCode, partyId }
  let deep: unknown = []
  for (let depth = 0; depth < 50_000; depth += 1) deep = [deep]
  const items = [
    sessionBody(party, 'good-1'),
    sessionBody(party, 'nul', { meter_id: 'a\u0000b' }),
    sessionBody(party, 'half', { x: { y: ['\ud800'] } }),
    sessionBody(party, 'deep', { x: deep }),
    sessionBody(party, 'good-2'),
  ]
  const taken = await takePage(ctx, { ...party, version: '2.2.1', roles: [], hubParty: null }, 'sessions', items)
  expect(taken.map(({ problem }) => problem === null)).toEqual([true, false, false, false, true])
  expect(await findReceivedSession(ctx, { ...party, id: 'good-2' })).not.toBeNull()
})
