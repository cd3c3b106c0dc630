import { expect, test } from 'vitest'
import { clientAddress } from './client-address'

test.each([
  ['nobody in between: who is connected, whatever they say', '203.0.113.9', '1.2.3.4', 0, '203.0.113.9'],
  ['one proxy: what it saw', '10.0.0.1', '203.0.113.9', 1, '203.0.113.9'],
  ['one proxy: not what was said to it', '10.0.0.1', '1.2.3.4, 203.0.113.9', 1, '203.0.113.9'],
  ['two proxies: what the first of them saw', '10.0.0.1', '1.2.3.4, 203.0.113.9, 10.0.0.2', 2, '203.0.113.9'],
  ['a proxy that says nothing', '10.0.0.1', undefined, 1, ''],
  ['fewer than there should be', '10.0.0.1', '203.0.113.9', 2, ''],
] as const)('%s', (_, peer, forwardedFor, trusted, address) => {
  expect(clientAddress(peer, forwardedFor, trusted)).toBe(address)
})
