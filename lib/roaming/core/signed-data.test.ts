import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { signedFile, sliceMember } from './signed-data'

test.each([
  ['{"a":1, "signed_data" : { "x":"}\\"" , "y":[1,{"z":2}] } ,"b":2}', '{ "x":"}\\"" , "y":[1,{"z":2}] }'],
  ['{"nested":{"signed_data":"inner"},"signed_data":"outer \\u00e5"}', '"outer \\u00e5"'],
  ['{"list":["signed_data",{"signed_data":1}],"signed_data":\n 1.50\n}', '1.50'],
  ['{"text":"\\"signed_data\\":1","a":"signed_data"}', null],
  ['[]', null],
])('%s holds %s', (json, member) => {
  expect(sliceMember(json, 'signed_data')).toBe(member)
})

test('whatever surrounds it, the member is found as it was written', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (others, value) => {
      const body = JSON.stringify(value, null, 1)
      const rest = Object.entries(others).filter(([name]) => name !== 'wanted')
      const before = rest.map(([name, other]) => `${JSON.stringify(name)}: ${JSON.stringify(other, null, 2)}`)
      expect(sliceMember(`{${[...before, `"wanted":${body}`].join(',')}}`, 'wanted')).toBe(body)
      expect(sliceMember(`{${[`"wanted" :  ${body}`, ...before].join(' , ')}}`, 'wanted')).toBe(body)
    }),
  )
})

const values = [
  { nature: 'Start', plainData: '', signedData: 'OCMF|{"FV":"1.0"}|{"SD":"30"}' },
  { nature: 'End', plainData: '', signedData: '<?xml version="1.0"?><values>å</values>' },
]
test('a signed value is a file as its meter wrote it', () => {
  expect(signedFile('{}', values, 0)).toEqual({
    name: 'signed-1-start.txt',
    type: 'text/plain; charset=utf-8',
    body: values[0]!.signedData, // two of them
  })
  expect(signedFile('{}', values, 1)).toMatchObject({ name: 'signed-2-end.xml', type: 'application/xml' })
  expect(signedFile('{}', values, 2)).toBeNull()
  expect(signedFile('{"signed_data":null}', values, null)).toBeNull()
})
