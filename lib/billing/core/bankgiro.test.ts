import { expect, test } from 'vitest'
import {
  formatBankgiro,
  formatOrganisationNumber,
  formatSwish,
  isBankgiro,
  isOrganisationNumber,
  isSwishNumber,
} from './bankgiro'
import { swishQrPayload } from './swish-qr'

test.each([
  ['991-2346', true],
  ['5402-9681', true],
  ['297-3675', true],
  ['640-5070', true],
  ['54029681', true],
  ['5402-9682', false],
  ['99-12346a', false],
  ['123456789', false],
])('bankgiro %s: %s', (text, valid) => {
  expect(isBankgiro(text)).toBe(valid)
})

test('numbers are printed as people know them', () => {
  expect(formatBankgiro('54029681')).toBe('5402-9681')
  expect(formatBankgiro('991 2346')).toBe('991-2346')
  expect(formatSwish('1231181189')).toBe('123\u00a0118\u00a011\u00a089')
  expect(formatOrganisationNumber('5560125790')).toBe('556012-5790')
})

test('organisation and Swish numbers', () => {
  expect(isOrganisationNumber('556012-5790')).toBe(true)
  expect(isOrganisationNumber('556012-5791')).toBe(false)
  expect(isSwishNumber('1231181189')).toBe(true)
  expect(isSwishNumber('0701234567')).toBe(false)
})

test("Swish's own example", () => {
  expect(swishQrPayload('1237856901', 10_000n, '12229445')).toBe('C1237856901;100,00;12229445;0')
  expect(swishQrPayload('123 785 69 01', 5n, 'å 1')).toBe('C1237856901;0,05;%C3%A5%201;0')
})
