import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listInterfaces, nameOf, placeTable, readProofs, toTable, unpadded, type Proof } from './interfaces'

const rows = listInterfaces()
const proofs: Proof[] = readdirSync(join(process.cwd(), 'lib/ocpi'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .flatMap((file) => {
    const path = `lib/ocpi/${file.replaceAll('\\', '/')}`
    return readProofs(path, readFileSync(join(process.cwd(), path), 'utf8'))
  })

test('every interface of every version has a test', () => {
  const proven = new Set(proofs.map(nameOf))
  expect(rows.map(nameOf).filter((name) => !proven.has(name))).toEqual([])
})

test('no test claims to prove what there is not', () => {
  const known = new Set(rows.map(nameOf))
  expect(proofs.filter((proof) => !known.has(nameOf(proof))).map((proof) => `${proof.file}: ${nameOf(proof)}`)).toEqual(
    [],
  )
})

test('the table of the README is true: run `npm run ocpi:table` where it is not', () => {
  const readme = readFileSync(join(process.cwd(), 'README.md'), 'utf8')
  expect(unpadded(readme)).toBe(unpadded(placeTable(readme, toTable(rows, proofs))))
})

/** What an eMSP must and should have, by version (guide §8; bookings and payments are not for us). */
const EXPECTED: readonly (readonly [versions: string, interfaces: string])[] = [
  ['2.1.1 2.2.1 2.3.0', 'serve versions SENDER GET'],
  ['2.1.1 2.2.1 2.3.0', 'call versions SENDER GET'],
  ['2.1.1 2.2.1 2.3.0', 'serve credentials SENDER GET POST PUT DELETE'],
  ['2.1.1 2.2.1 2.3.0', 'call credentials SENDER GET POST PUT DELETE'],
  ['2.1.1 2.2.1 2.3.0', 'serve locations RECEIVER GET PUT PATCH'],
  ['2.1.1 2.2.1 2.3.0', 'call locations SENDER GET'],
  ['2.1.1 2.2.1 2.3.0', 'serve tariffs RECEIVER GET PUT DELETE'],
  ['2.1.1', 'serve tariffs RECEIVER PATCH'],
  ['2.1.1 2.2.1 2.3.0', 'call tariffs SENDER GET'],
  ['2.1.1 2.2.1 2.3.0', 'serve sessions RECEIVER GET PUT PATCH'],
  ['2.1.1 2.2.1 2.3.0', 'call sessions SENDER GET'],
  ['2.1.1 2.2.1 2.3.0', 'serve cdrs RECEIVER GET POST'],
  ['2.1.1 2.2.1 2.3.0', 'call cdrs SENDER GET'],
  ['2.1.1 2.2.1 2.3.0', 'serve tokens SENDER GET POST'],
  ['2.1.1 2.2.1 2.3.0', 'call tokens RECEIVER GET PUT PATCH'],
  ['2.1.1 2.2.1 2.3.0', 'serve commands SENDER POST'],
  ['2.2.1 2.3.0', 'serve chargingprofiles SENDER PUT POST'],
  ['2.2.1 2.3.0', 'call sessions SENDER PUT_charging_preferences'],
  [
    '2.1.1 2.2.1 2.3.0',
    'call commands RECEIVER POST_START_SESSION POST_STOP_SESSION POST_RESERVE_NOW POST_UNLOCK_CONNECTOR',
  ],
  ['2.2.1 2.3.0', 'call commands RECEIVER POST_CANCEL_RESERVATION'],
  ['2.3.0', 'call invoicereconciliation SENDER GET'],
  ['2.2.1 2.3.0', 'call chargingprofiles RECEIVER GET PUT DELETE'],
  ['2.2.1 2.3.0', 'serve hubclientinfo RECEIVER GET PUT'],
  ['2.2.1 2.3.0', 'call hubclientinfo SENDER GET'],
  ['2.3.0', 'serve invoicereconciliation RECEIVER GET POST PUT DELETE'],
  ['2.3.0', 'serve invoicereconciliation SENDER GET'],
]

test('nothing of the guide’s matrix is missing', () => {
  const known = new Set(rows.map(nameOf))
  const wanted = EXPECTED.flatMap(([versions, interfaces]) => {
    const [direction, module, role, ...methods] = interfaces.split(' ')
    return versions
      .split(' ')
      .flatMap((version) =>
        methods.map(
          (method) =>
            `${version} ${direction} ${module} ${role} ${method.replace('POST_', 'POST ').replace('PUT_', 'PUT ')}`,
        ),
      )
  })
  expect(wanted.filter((name) => !known.has(name))).toEqual([])
})
