import { describe, expect, test } from 'vitest'
import { areaOfPlace, areaOfPosition } from './bidding-area'

// Towns and the area that their grid company says they are in.
describe.each([
  [
    'SE1',
    [
      ['Kiruna', 67.86, 20.23],
      ['Luleå', 65.58, 22.15],
      ['Piteå', 65.32, 21.48],
      ['Arvidsjaur', 65.59, 19.18],
    ],
  ],
  [
    'SE2',
    [
      ['Umeå', 63.83, 20.26],
      ['Östersund', 63.18, 14.64],
      ['Sundsvall', 62.39, 17.31],
      ['Örnsköldsvik', 63.29, 18.72],
      ['Hudiksvall', 61.73, 17.1],
      ['Sveg', 62.03, 14.36],
    ],
  ],
  [
    'SE3',
    [
      ['Stockholm', 59.33, 18.07],
      ['Göteborg', 57.71, 11.97],
      ['Uppsala', 59.86, 17.64],
      ['Gävle', 60.67, 17.14],
      ['Falun', 60.6, 15.63],
      ['Karlstad', 59.38, 13.5],
      ['Linköping', 58.41, 15.62],
      ['Visby', 57.63, 18.29],
      ['Jönköping', 57.78, 14.16],
      ['Västervik', 57.76, 16.64],
    ],
  ],
  [
    'SE4',
    [
      ['Malmö', 55.6, 13],
      ['Kalmar', 56.66, 16.36],
      ['Växjö', 56.88, 14.81],
      ['Karlskrona', 56.16, 15.59],
      ['Halmstad', 56.67, 12.86],
      ['Ljungby', 56.83, 13.94],
      ['Värnamo', 57.18, 14.04],
      ['Borgholm', 56.88, 16.66],
    ],
  ],
] as [string, [string, number, number][]][])('%s', (area, towns) => {
  test.each(towns)('%s', (_name, latitude, longitude) => {
    expect(areaOfPosition({ latitude, longitude })).toEqual({ area, basis: 'position', nearest: area })
  })
})

test.each([
  ['Falkenberg', 56.9, 12.49],
  ['Vetlanda', 57.43, 15.08],
  ['Oskarshamn', 57.26, 16.45],
  ['Ockelbo', 60.89, 16.72],
  ['Skellefteå', 64.75, 20.95],
])('%s is too near a border to tell', (_name, latitude, longitude) => {
  const { area, basis } = areaOfPosition({ latitude, longitude })
  expect([area, basis]).toEqual([null, 'border'])
})

test.each([
  [{ latitude: 0, longitude: 0 }],
  [{ latitude: Number.NaN, longitude: 15 }],
  [{ latitude: 52.5, longitude: 13.4 }],
  [null],
])('%j is no place in Sweden', (position) => {
  expect(areaOfPosition(position)).toEqual({ area: null, basis: 'unknown', nearest: null })
})

test('what staff decided counts, and abroad there is none', () => {
  const coordinates = { latitude: '59.33', longitude: '18.07' }
  expect(areaOfPlace({ country: 'SWE', coordinates, decided: null })).toMatchObject({ area: 'SE3', basis: 'position' })
  expect(areaOfPlace({ country: 'SWE', coordinates, decided: 'SE4' })).toMatchObject({ area: 'SE4', basis: 'staff' })
  expect(areaOfPlace({ country: 'DNK', coordinates, decided: null })).toMatchObject({ area: null, basis: 'abroad' })
  expect(areaOfPlace({ country: 'SWE', coordinates: null, decided: null })).toMatchObject({
    area: null,
    basis: 'unknown',
  })
})
