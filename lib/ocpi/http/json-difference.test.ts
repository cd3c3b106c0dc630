import { expect, test } from 'vitest'
import { differences } from './json-difference'

test('names what differs by its place', () => {
  expect(differences({ a: 1, b: { c: 'x' }, gone: 1 }, { a: 1, b: { c: 'y' }, new: true })).toEqual([
    { path: '/b/c', before: 'x', after: 'y' },
    { path: '/new', before: null, after: true },
    { path: '/gone', before: 1, after: null },
  ])
})

test('null and absent are the same, and so are two notations of a moment', () => {
  expect(differences({ a: null, t: '2026-10-01T08:00:00Z' }, { t: '2026-10-01T10:00:00.000+02:00' })).toEqual([])
})

test('items of a list are compared by what identifies them', () => {
  const before = [
    { uid: 'E1', status: 'AVAILABLE' },
    { uid: 'E2', status: 'AVAILABLE' },
  ]
  const after = [
    { uid: 'e2', status: 'CHARGING' },
    { uid: 'E3', status: 'AVAILABLE' },
  ]
  expect(differences({ evses: before }, { evses: after })).toEqual([
    { path: '/evses/0/uid', before: 'E2', after: 'e2' },
    { path: '/evses/0/status', before: 'AVAILABLE', after: 'CHARGING' },
    { path: '/evses/1', before: null, after: { uid: 'E3', status: 'AVAILABLE' } },
    { path: '/evses/0', before: { uid: 'E1', status: 'AVAILABLE' }, after: null },
  ])
})

test('other lists by their places, and names are escaped', () => {
  expect(differences({ 'a/b': [1, 2, 3] }, { 'a/b': [1, 9] })).toEqual([
    { path: '/a~1b/1', before: 2, after: 9 },
    { path: '/a~1b/2', before: 3, after: null },
  ])
})

test('stops at the limit', () => {
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, index]))
  expect(differences({}, many, 10)).toHaveLength(10)
})
