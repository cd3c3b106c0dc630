// Customer protection (docs/decisions/0015): what the operator asks too much is its dispute with us, not with the customer.
import type { FindingCode, FindingSeverity } from './finding'

/** Findings that are about what the operator asks, and say nothing against what happened at the charger. */
const ABOUT_THE_CLAIM: readonly FindingCode[] = ['PRICE_ABOVE_TARIFF', 'PRICE_ABOVE_AGREEMENT']

/** Findings about ourselves or our customer's price: nothing that an operator is told. */
const OURS_ALONE: readonly FindingCode[] = [
  'BIDDING_AREA_UNKNOWN',
  'CHECK_FAILED',
  'CUSTOMER_PRICE_MISSING',
  'EXCHANGE_RATE_MISSING',
  'FOREIGN_CURRENCY',
  'FOREIGN_VAT',
  'HELD_BY_STAFF',
  'LATE_DATA',
  'PROMISED_PRICE_RULES',
  'SPOT_PRICE_MISSING',
]

/** Whether a finding says something about the operator's account. */
export function concernsOperator(code: FindingCode): boolean {
  return !OURS_ALONE.includes(code)
}

/** A finding that the operator asks more than it may. */
export function isPriceClaim(code: FindingCode): boolean {
  return ABOUT_THE_CLAIM.includes(code)
}

type Held = {
  findings: readonly { code: FindingCode; severity: FindingSeverity }[]
  /** By the operator's own tariff; null when it could not be calculated. */
  wholesaleExcl: string | null
  /** What the customer pays by our calculation; null when it is not known. */
  retail: object | null
  hasCustomer: boolean
  /** The promise about late data says what the customer pays at most. */
  lateBound: boolean
}

/**
 * Whether a held or disputed CDR is billed to the customer all the same, at our price: nothing but the operator's price
 * holds it, or that it came too late for the operator to ask for it, and that price is verified by its own tariff.
 */
export function protectsCustomer({ findings, wholesaleExcl, retail, hasCustomer, lateBound }: Held): boolean {
  const isOperators = (code: FindingCode) => isPriceClaim(code) || (code === 'TOO_OLD' && lateBound)
  const aboutClaim = findings.every(({ code, severity }) => severity !== 'hold' || isOperators(code))
  return aboutClaim && hasCustomer && wholesaleExcl !== null && retail !== null
}
