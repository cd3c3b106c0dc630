import { expect, test } from 'vitest'
import { behaviourFindings, type Behaviour } from './behaviour'

const calm: Behaviour = {
  overbilledAtEvse: 0,
  recent: { count: 200, wrong: 4 },
  before: { count: 1000, wrong: 20 },
}
const names = { evse: 'E1', party: 'SE*KUL' }

test.each<[string, Partial<Behaviour>, string[]]>([
  ['the first at its EVSE', {}, []],
  ['the second', { overbilledAtEvse: 1 }, []],
  ['the third within the month', { overbilledAtEvse: 2 }, ['EVSE_OVERBILLS_OFTEN']],
  ['twice the share of errors', { recent: { count: 200, wrong: 10 } }, ['PARTNER_ERRORS_RISING']],
  ['many more errors of very few CDRs', { recent: { count: 30, wrong: 20 } }, []],
  ['a new operator', { recent: { count: 200, wrong: 40 }, before: { count: 10, wrong: 0 } }, []],
])('%s', (_name, given, expected) => {
  expect(behaviourFindings({ ...calm, ...given }, names).map(({ code }) => code)).toEqual(expected)
})
