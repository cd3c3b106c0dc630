import { afterAll, expect, test } from 'vitest'
import { insertPartner } from '@/db/factories/partners'
import { testSql } from '@/db/testing/test-sql'
import { mintStaffCtx } from '@/lib/auth/mint'
import { newId } from '@/lib/kernel/ids'
import { systemClock } from '@/lib/platform/clock'
import { DEFAULT_QUIRKS } from './core/quirks'
import { getPartner } from './queries'
import { UpdateConnectionInput } from './schema'
import { updateConnection } from './update-connection'

const sql = testSql()
const as = (role: 'roaming' | 'support') =>
  mintStaffCtx({ userId: newId('user', 0), role, requestId: 'test', clock: systemClock })
const form = { name: 'Kusten', rotateEveryDays: '60' }
const input = (given: Record<string, string> = {}) => UpdateConnectionInput.parse({ ...form, ...given })

afterAll(() => sql.end())

test('the chosen values are kept, those that a form does not name stay as they were', async () => {
  const { partnerId } = await insertPartner({ quirks: { stepMode: 'none' } })
  await sql`update partners set quirks = quirks || '{"ofTomorrow": "kept"}'::jsonb where id = ${partnerId}`
  await updateConnection(as('roaming'), partnerId, input({ uidForm: 'padded_hex', pageLimit: '50' }))
  expect(await getPartner(as('roaming'), partnerId)).toMatchObject({
    name: 'Kusten',
    rotateEveryDays: 60,
    quirks: { ...DEFAULT_QUIRKS, stepMode: 'none', uidForm: 'padded_hex', pageLimit: '50' },
  })
  const [row] = await sql`select quirks->>'ofTomorrow' as kept from partners where id = ${partnerId}`
  expect(row?.['kept']).toBe('kept')
  const audited = await sql`select after from audit_events where entity_id = ${partnerId}`
  expect(JSON.stringify(audited)).toContain('padded_hex')
})

test('tokens are renewed by hand only where staff say so', async () => {
  const { partnerId } = await insertPartner()
  expect((await getPartner(as('roaming'), partnerId)).rotateEveryDays).toBe(30)
  await updateConnection(as('roaming'), partnerId, input({ rotateEveryDays: 'off' }))
  expect((await getPartner(as('roaming'), partnerId)).rotateEveryDays).toBeNull()
})

test('a value that is none is refused, and so is who may not', async () => {
  const { partnerId } = await insertPartner()
  expect(() => input({ stepMode: 'sometimes' })).toThrow('stepMode')
  await expect(updateConnection(as('support'), partnerId, input())).rejects.toThrow('partner:write')
})

test('a row from before a quirk had a name is read with the default', async () => {
  const { partnerId } = await insertPartner()
  await sql`update partners set quirks = '{"tokenEncoding": "raw"}'::jsonb where id = ${partnerId}`
  expect((await getPartner(as('support'), partnerId)).quirks).toEqual({ ...DEFAULT_QUIRKS, tokenEncoding: 'raw' })
})
