import { expect, test } from 'vitest'
import { readFilter } from './read-filter'

test('a filter is read from the address', () => {
  const query = { from: '2026-10-01', to: '2026-10-31', place: ' Gävle ', state: 'reviewing', after: '1_at_x' }
  expect(readFilter(query)).toEqual({
    filter: { from: '2026-10-01', to: '2026-10-31', place: 'Gävle', state: 'reviewing' },
    after: '1_at_x',
    isFiltered: true,
  })
})

test('what is no value is left out', () => {
  const query = { from: 'igår', to: '2026-13-01', place: '  ', state: 'paid' }
  expect(readFilter(query)).toEqual({ filter: {}, after: undefined, isFiltered: false })
})

test('of a repeated parameter the first counts', () => {
  expect(readFilter({ state: ['checked', 'free'] }).filter).toEqual({ state: 'checked' })
})
