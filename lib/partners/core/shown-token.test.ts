import { expect, test } from 'vitest'
import { describeAuthorization, hasLineFeed } from './shown-token'

const shown = (text: string) => `Token ${Buffer.from(text).toString('base64')}`

test.each([
  ['in base64', shown('ldn1_secret'), false],
  ['as it is', 'Token ldn1_secret', false],
  ['with a line feed', shown('ldn1_secret\n'), true],
  ['with both', shown('ldn1_secret\r\n'), true],
  // A token as it is that reads as base64 of something with a line feed at its end: no text, so by chance.
  ['as it is, by chance', `Token ${Buffer.from([0x80, 0x01, 0x0a]).toString('base64')}`, false],
])('a token %s is logged without itself', (_, header, fed) => {
  const kept = describeAuthorization(header)
  expect(kept).toMatch(/^Token \*\*\*/)
  expect(hasLineFeed(JSON.stringify({ authorization: kept }))).toBe(fed)
})
