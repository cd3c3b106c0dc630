// Bankgirot's OCR reference, variable length with length digit ("hård kontroll"): digits only, 2 to 25 of them,
// the last but one is the total length mod 10, the last a Luhn digit over all before it.

export type OcrFault = 'not_digits' | 'too_short' | 'too_long' | 'check_digit' | 'length_digit'
export type OcrCheck = { valid: true } | { valid: false; reason: OcrFault }

const SHORTEST = 2
const LONGEST = 25

/** The Luhn digit that makes `digits` with it divisible by ten: from the right, twice, once, twice, … */
export function luhnDigit(digits: string): number {
  let sum = 0
  let double = true
  for (let index = digits.length - 1; index >= 0; index -= 1) {
    const digit = digits.charCodeAt(index) - 48
    const product = double ? digit * 2 : digit
    sum += product > 9 ? product - 9 : product
    double = !double
  }
  return (10 - (sum % 10)) % 10
}

export function hasLuhnDigit(digits: string): boolean {
  return digits.length >= 2 && luhnDigit(digits.slice(0, -1)) === digits.charCodeAt(digits.length - 1) - 48
}

/** A base with its length digit and check digit. Throws a RangeError if the result is no OCR reference. */
export function makeOcr(base: string): string {
  if (!/^\d+$/.test(base)) throw new RangeError(`an OCR base consists of digits: ${base}`)
  if (base.length + 2 > LONGEST) throw new RangeError(`an OCR base has at most ${LONGEST - 2} digits: ${base}`)
  const withLength = `${base}${(base.length + 2) % 10}`
  return `${withLength}${luhnDigit(withLength)}`
}

/** Tells whether a reference is one of ours by form; the first fault is named, the check digit before the length. */
export function checkOcr(reference: string): OcrCheck {
  if (!/^\d+$/.test(reference)) return { valid: false, reason: 'not_digits' }
  if (reference.length < SHORTEST) return { valid: false, reason: 'too_short' }
  if (reference.length > LONGEST) return { valid: false, reason: 'too_long' }
  if (!hasLuhnDigit(reference)) return { valid: false, reason: 'check_digit' }
  const lengthDigit = reference.charCodeAt(reference.length - 2) - 48
  return lengthDigit === reference.length % 10 ? { valid: true } : { valid: false, reason: 'length_digit' }
}

/** The same digits in groups of four, as people read them: `2611 0048 207`. */
export function formatOcr(reference: string): string {
  return reference.replace(/(\d{4})(?=\d)/g, '$1\u00a0')
}
