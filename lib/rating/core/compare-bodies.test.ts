import { expect, test } from 'vitest'
import { compareBodies } from './compare-bodies'

test.each([
  ['{"a":1,"b":2}', '{"b":2,"a":1}', []],
  [
    '{"a":{"b":[1,2]}}',
    '{"a":{"b":[1,3,4]}}',
    [
      ['a.b.1', '2', '3'],
      ['a.b.2', null, '4'],
    ],
  ],
  ['{"a":"x"}', '{"a":["x"]}', [['a', 'x', '["x"]']]],
  ['{"a":null}', '{}', [['a', 'null', null]]],
  ['{', '{}', [['', '{', '{}']]],
])('%s and %s', (first, second, differences) => {
  expect(compareBodies(first, second).map(({ path, first: a, second: b }) => [path, a, b])).toEqual(differences)
})
