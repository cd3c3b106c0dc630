import { expect, test } from 'vitest'
import { DEFAULT_QUIRKS } from '@/lib/partners/core/quirks'
import { toPartnerUid } from './partner-uid'

const padded = { ...DEFAULT_QUIRKS, uidForm: 'padded_hex' } as const

test.each([
  ['a1b2c3', '00A1B2C3'],
  ['04:a1:b2:c3', '04A1B2C3'],
  ['4a1b2c3d4', '000004A1B2C3D4'],
  ['04A1B2C3D4E5F6', '04A1B2C3D4E5F6'],
  ['04A1B2C3D4E5F6A7', '000004A1B2C3D4E5F6A7'],
  // What is no hexadecimal number cannot be made one.
  ['kort-7', 'kort-7'],
])('the card %s is %s where numbers are padded, and itself elsewhere', (uid, expected) => {
  expect(toPartnerUid({ uid, type: 'RFID' }, padded)).toBe(expected)
  expect(toPartnerUid({ uid, type: 'RFID' }, DEFAULT_QUIRKS)).toBe(uid)
})

test('only cards have such numbers', () => {
  expect(toPartnerUid({ uid: 'abc', type: 'APP_USER' }, padded)).toBe('abc')
})
