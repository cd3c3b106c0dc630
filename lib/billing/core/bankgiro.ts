// Account and identity numbers that stand on a Swedish invoice, all with a Luhn digit.
import { hasLuhnDigit } from './ocr'

function digitsOf(text: string): string {
  return text.replace(/[\s-]/g, '')
}

/** Seven or eight digits, the last a Luhn digit; hyphen and spaces do not matter. */
export function isBankgiro(text: string): boolean {
  const digits = digitsOf(text)
  return /^\d{7,8}$/.test(digits) && hasLuhnDigit(digits)
}

/** `5050-1055`, `991-2346`. */
export function formatBankgiro(text: string): string {
  const digits = digitsOf(text)
  return `${digits.slice(0, -4)}-${digits.slice(-4)}`
}

/** A merchant's Swish number: ten digits that begin with 123. */
export function isSwishNumber(text: string): boolean {
  return /^123\d{7}$/.test(digitsOf(text))
}

/** `123 048 20 71`. */
export function formatSwish(text: string): string {
  const digits = digitsOf(text)
  return [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6, 8), digits.slice(8)].join('\u00a0')
}

/** Ten digits with a Luhn digit. */
export function isOrganisationNumber(text: string): boolean {
  const digits = digitsOf(text)
  return /^\d{10}$/.test(digits) && hasLuhnDigit(digits)
}

export function formatOrganisationNumber(text: string): string {
  const digits = digitsOf(text)
  return digits.length === 10 ? `${digits.slice(0, 6)}-${digits.slice(6)}` : text
}
