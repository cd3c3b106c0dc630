import { expect, test } from 'vitest'
import { faultOf, isLevel } from './judge'
import { CANARY } from './tenants'

const fine = { status: 200, headers: {}, text: '{"status_code":1000}' }

test.each([
  ['a server error', { ...fine, status: 500 }],
  ['an odd status', { ...fine, status: 302 }],
  ['no envelope', { ...fine, text: 'ok' }],
  ['an envelope without a code', { ...fine, text: '{}' }],
  ['a server error of OCPI', { ...fine, text: '{"status_code":3000}' }],
  ['something of another partner', { ...fine, text: `{"status_code":1000,"data":"${CANARY}"}` }],
  ['something of another partner in a header', { ...fine, headers: { location: CANARY } }],
])('%s is a fault', (_, heard) => {
  expect(faultOf(heard)).not.toBeNull()
})

test('an answer is none, nor is the failure of our own call in a handshake', () => {
  expect(faultOf(fine)).toBeNull()
  expect(faultOf({ ...fine, text: '{"status_code":3001}' }, { handshake: true })).toBeNull()
  expect(faultOf({ ...fine, text: '' }, { head: true })).toBeNull()
})

test('memory that grows is told from memory that breathes', () => {
  const mega = 1024 * 1024
  const wave = Array.from({ length: 100 }, (_, index) => (200 + 20 * Math.sin(index)) * mega)
  const growing = Array.from({ length: 100 }, (_, index) => (200 + 2 * index) * mega)
  expect(isLevel(wave).level).toBe(true)
  expect(isLevel(growing).level).toBe(false)
})
