import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { annotate, jsonLines } from './json-lines'

test('says the same as JSON.stringify, whatever the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = jsonLines(value)
        .map((line) => line.text)
        .join('\n')
      expect(text).toBe(JSON.stringify(value, null, 2))
    }),
  )
})

test('each line knows its place', () => {
  expect(jsonLines({ a: [1, { 'b/c': null }] }).map(({ pointer }) => pointer)).toEqual([
    '',
    '/a',
    '/a/0',
    '/a/1',
    '/a/1/b~1c',
    null,
    null,
    null,
  ])
})

test('a note stands at its line, and what is missing at the nearest that is there', () => {
  const lines = jsonLines({ id: 'S1', periods: [{ start: 'x' }] })
  const parts = annotate(lines, [
    { path: '/periods/0/start', text: 'no date' },
    { path: '/periods/0/dimensions', text: 'missing' },
    { path: '/kwh', text: 'missing' },
  ])
  expect(parts).toEqual([
    { text: '{', notes: [{ path: '/kwh', text: 'missing' }] },
    { text: '  "id": "S1",\n  "periods": [', notes: [] },
    { text: '    {', notes: [{ path: '/periods/0/dimensions', text: 'missing' }] },
    { text: '      "start": "x"', notes: [{ path: '/periods/0/start', text: 'no date' }] },
    { text: '    }\n  ]\n}', notes: [] },
  ])
  expect(parts.map(({ text }) => text).join('\n')).toBe(lines.map(({ text }) => text).join('\n'))
})
