// A slice of the fuzz in the suite: the same messages, straight into the dispatcher. The whole is `npm run fuzz`.
import { afterAll, expect, test } from 'vitest'
import { testSql } from '@/db/testing/test-sql'
import { closeDispatch, dispatch } from '@/lib/ocpi/http/dispatch'
import { corpusOf } from '@/lib/ocpi/testing/fuzz-corpus'
import { mutate, pick, seeded } from '@/lib/ocpi/testing/fuzz-mutations'
import { VERSIONS } from '@/lib/ocpi/versions'
import { faultOf } from './judge'
import { addObjects, addTenants, stateOf, type Request, type Tenants } from './tenants'

const sql = testSql()
const MESSAGES = 600
const AT_ONCE = 12
let tenants: Promise<Tenants> | undefined

afterAll(async () => {
  await closeDispatch()
  await sql.end()
})

const send = (message: { method: string; target: string; headers: Record<string, string>; body: Buffer }) =>
  dispatch({ ...message, url: message.target, remoteAddress: '127.0.0.1' })

const put: Request = async ({ method, target, token, body }) => {
  const headers = { authorization: `Token ${Buffer.from(token).toString('base64')}` }
  return (await send({ method, target, headers, body: Buffer.from(JSON.stringify(body)) })).status
}

test.each(VERSIONS)('mutated messages of %s do no harm, and reach nothing of another partner', async (version) => {
  const both = await (tenants ??= addTenants())
  const { attacker, victim, foreign } = both
  await addObjects(version, both, put)
  const before = await stateOf(sql, victim)
  const corpus = corpusOf(version, attacker)
  const faults: string[] = []
  for (let from = 0; from < MESSAGES; from += AT_ONCE) {
    const group = Array.from({ length: AT_ONCE }, async (_, offset) => {
      const random = seeded(0xf022 + from + offset)
      const about = { prefix: `/ocpi/${version}`, token: attacker.clientToken, foreign }
      const message = mutate(random, pick(random, corpus), about)
      // Its call back is tried over the network; that is for the whole run.
      if (message.target.includes('credentials') && message.method !== 'GET') return
      const { status, headers, body } = await send(message)
      const fault = faultOf({ status, headers, text: body }, { head: message.method === 'HEAD' })
      if (fault) faults.push(`#${from + offset} ${message.method} ${message.target}: ${fault}`)
    })
    await Promise.all(group)
  }
  expect(faults).toEqual([])
  expect(await stateOf(sql, victim)).toBe(before)
})
