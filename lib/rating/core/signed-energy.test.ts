import { expect, test } from 'vitest'
import type { SignedData } from '@/lib/roaming/core/session'
import { signedEnergyKwh } from './signed-energy'

const ocmf = (readings: object[]) => `OCMF|${JSON.stringify({ FV: '1.0', RD: readings })}|{"SD":"30"}`
const signed = (values: [nature: string, text: string][], encodingMethod = 'OCMF'): SignedData => ({
  encodingMethod,
  encodingMethodVersion: null,
  publicKey: null,
  signedValues: values.map(([nature, signedData]) => ({ nature, plainData: '', signedData })),
  url: null,
})
const begin = { TX: 'B', RV: 100.25, RU: 'kWh' }
const end = { TX: 'E', RV: 116.75, RU: 'kWh' }

test.each<[string, SignedData, string | null]>([
  [
    'start and end of their own',
    signed([
      ['Start', ocmf([begin])],
      ['End', ocmf([end])],
    ]),
    '16.5',
  ],
  ['both in one', signed([['End', ocmf([begin, end])]]), '16.5'],
  [
    'in Wh',
    signed([
      [
        'End',
        ocmf([
          { ...begin, RV: 100250, RU: 'Wh' },
          { ...end, RV: 116750, RU: 'Wh' },
        ]),
      ],
    ]),
    '16.5',
  ],
  ['only the end', signed([['End', ocmf([end])]]), null],
  ['no OCMF', signed([['End', '<xml/>']], 'EDL'), null],
  [
    'a broken payload',
    signed([
      ['Start', 'OCMF|{|{}'],
      ['End', ocmf([end])],
    ]),
    null,
  ],
])('%s', (_name, data, expected) => {
  expect(signedEnergyKwh(data)?.toFixed() ?? null).toBe(expected)
})
