// The catalogue of what can be wrong with a CDR, with its severity. `hold` keeps it from every invoice until a person
// has decided; `warning` is worth a look; `info` is kept as evidence.
import type { PricingFindingCode } from '@/lib/pricing/breakdown'

export type FindingSeverity = 'info' | 'warning' | 'hold'

/** What a finding is about; the customer's list of checks is made of these. */
export type FindingTopic = 'identity' | 'time' | 'energy' | 'price' | 'vat' | 'duplicate' | 'credit'

type Entry = { severity: FindingSeverity; topic: FindingTopic }

export const FINDINGS = {
  // Identity
  UNKNOWN_TOKEN: { severity: 'hold', topic: 'identity' },
  TOKEN_INVALID_AT_START: { severity: 'hold', topic: 'identity' },
  TOKEN_NOT_FOR_PLACE: { severity: 'hold', topic: 'identity' },
  AUTHORIZATION_UNKNOWN: { severity: 'info', topic: 'identity' },
  AUTHORIZATION_OTHER_TOKEN: { severity: 'warning', topic: 'identity' },
  NO_AGREEMENT: { severity: 'hold', topic: 'identity' },
  UNKNOWN_PARTY: { severity: 'warning', topic: 'identity' },
  DUPLICATE_CONTENT: { severity: 'hold', topic: 'duplicate' },
  NO_SESSION: { severity: 'info', topic: 'identity' },
  LOCATION_UNKNOWN: { severity: 'info', topic: 'identity' },
  ZONE_ASSUMED: { severity: 'info', topic: 'identity' },
  CONFLICTING_REPLAY: { severity: 'warning', topic: 'identity' },
  CONTRADICTED: { severity: 'hold', topic: 'identity' },
  HOME_CHARGING: { severity: 'info', topic: 'identity' },
  HELD_BY_STAFF: { severity: 'hold', topic: 'identity' },
  CHECK_FAILED: { severity: 'hold', topic: 'identity' },
  // Time
  TIMES_UNKNOWN: { severity: 'hold', topic: 'time' },
  END_BEFORE_START: { severity: 'hold', topic: 'time' },
  IN_THE_FUTURE: { severity: 'hold', topic: 'time' },
  TOO_OLD: { severity: 'hold', topic: 'time' },
  TIME_SUM_MISMATCH: { severity: 'warning', topic: 'time' },
  PARKING_SUM_MISMATCH: { severity: 'warning', topic: 'time' },
  CROSSES_DST: { severity: 'info', topic: 'time' },
  HOURS_IMPOSSIBLE: { severity: 'hold', topic: 'time' },
  PERIODS_OUTSIDE: { severity: 'warning', topic: 'time' },
  PERIODS_UNSORTED: { severity: 'info', topic: 'time' },
  NO_PERIODS: { severity: 'hold', topic: 'time' },
  LAST_UPDATED_BEFORE_END: { severity: 'info', topic: 'time' },
  OVERLAPPING_SESSION: { severity: 'hold', topic: 'duplicate' },
  STUCK_SESSION: { severity: 'hold', topic: 'time' },
  // Energy
  ENERGY_NEGATIVE: { severity: 'hold', topic: 'energy' },
  ENERGY_SUM_MISMATCH: { severity: 'hold', topic: 'energy' },
  ENERGY_WH_FOR_KWH: { severity: 'hold', topic: 'energy' },
  ENERGY_IMPLAUSIBLE: { severity: 'hold', topic: 'energy' },
  ENERGY_DIFFERS_FROM_SESSION: { severity: 'warning', topic: 'energy' },
  ENERGY_ABOVE_BATTERY: { severity: 'warning', topic: 'energy' },
  SIGNED_ENERGY_DIFFERS: { severity: 'hold', topic: 'energy' },
  POWER_IMPLAUSIBLE: { severity: 'hold', topic: 'energy' },
  ZERO_ENERGY: { severity: 'info', topic: 'energy' },
  // Price
  PRICE_ABOVE_TARIFF: { severity: 'hold', topic: 'price' },
  PRICE_BELOW_TARIFF: { severity: 'info', topic: 'price' },
  PRICE_ABOVE_AGREEMENT: { severity: 'hold', topic: 'price' },
  PRICE_BELOW_AGREEMENT: { severity: 'info', topic: 'price' },
  FREE_SESSION_CHARGED: { severity: 'hold', topic: 'price' },
  NEGATIVE_TOTAL: { severity: 'hold', topic: 'price' },
  VAT_IN_NET_TOTAL: { severity: 'warning', topic: 'price' },
  MAX_PRICE_IGNORED: { severity: 'warning', topic: 'price' },
  MIN_PRICE_IGNORED: { severity: 'info', topic: 'price' },
  ROUNDED_PER_PERIOD: { severity: 'warning', topic: 'price' },
  STEP_SIZE_DEVIATES: { severity: 'warning', topic: 'price' },
  LOCAL_TIME_IGNORED: { severity: 'warning', topic: 'price' },
  ELEMENT_ORDER_IGNORED: { severity: 'warning', topic: 'price' },
  ROUND_TOTAL: { severity: 'info', topic: 'price' },
  ENERGY_COST_DIFFERS: { severity: 'warning', topic: 'price' },
  TIME_COST_DIFFERS: { severity: 'warning', topic: 'price' },
  PARKING_COST_DIFFERS: { severity: 'warning', topic: 'price' },
  FIXED_COST_DIFFERS: { severity: 'warning', topic: 'price' },
  RESERVATION_COST_DIFFERS: { severity: 'warning', topic: 'price' },
  CURRENCY_NOT_AGREED: { severity: 'hold', topic: 'price' },
  TOTAL_BY_HUB: { severity: 'info', topic: 'price' },
  TOTAL_MEANS_NOTHING: { severity: 'info', topic: 'price' },
  PRICE_UNVERIFIABLE: { severity: 'hold', topic: 'price' },
  TARIFF_CHANGED_AFTER_START: { severity: 'info', topic: 'price' },
  TARIFF_VERSION_NOT_RECEIVED: { severity: 'info', topic: 'price' },
  TARIFF_NOT_FOR_CONTRACTS: { severity: 'hold', topic: 'price' },
  CURRENCY_MISMATCH: { severity: 'hold', topic: 'price' },
  FOREIGN_CURRENCY: { severity: 'info', topic: 'price' },
  EXCHANGE_RATE_MISSING: { severity: 'hold', topic: 'price' },
  COMPONENTS_DO_NOT_SUM: { severity: 'warning', topic: 'price' },
  LATE_DATA: { severity: 'info', topic: 'time' },
  PROMISED_PRICE_RULES: { severity: 'warning', topic: 'price' },
  CUSTOMER_PRICE_MISSING: { severity: 'hold', topic: 'price' },
  SPOT_PRICE_MISSING: { severity: 'hold', topic: 'price' },
  BIDDING_AREA_UNKNOWN: { severity: 'hold', topic: 'price' },
  PERIOD_SPANS_PRICE_CHANGE: { severity: 'warning', topic: 'price' },
  POWER_UNVERIFIABLE: { severity: 'warning', topic: 'price' },
  CURRENT_UNVERIFIABLE: { severity: 'warning', topic: 'price' },
  UNKNOWN_DIMENSION: { severity: 'info', topic: 'price' },
  UNKNOWN_COMPONENT: { severity: 'warning', topic: 'price' },
  DUPLICATE_COMPONENT: { severity: 'info', topic: 'price' },
  PARKING_BEFORE_CHARGING: { severity: 'info', topic: 'price' },
  SEVERAL_TARIFFS: { severity: 'info', topic: 'price' },
  UNPRICED_VOLUME: { severity: 'info', topic: 'price' },
  VOLUME_MISSING: { severity: 'warning', topic: 'price' },
  RESTRICTION_UNREADABLE: { severity: 'warning', topic: 'price' },
  RESERVATION_EXPIRY_ASSUMED: { severity: 'info', topic: 'price' },
  TARIFF_OUTSIDE_VALIDITY: { severity: 'warning', topic: 'price' },
  // VAT
  VAT_RATE_UNEXPECTED: { severity: 'warning', topic: 'vat' },
  VAT_DESPITE_REVERSE_CHARGE: { severity: 'warning', topic: 'vat' },
  PART_VAT_INCONSISTENT: { severity: 'warning', topic: 'vat' },
  INCL_BELOW_EXCL: { severity: 'warning', topic: 'vat' },
  TAX_UNKNOWN: { severity: 'info', topic: 'vat' },
  FOREIGN_VAT: { severity: 'hold', topic: 'vat' },
  // Behaviour: what other CDRs of the same place and operator say
  EVSE_OVERBILLS_OFTEN: { severity: 'warning', topic: 'price' },
  PARTNER_ERRORS_RISING: { severity: 'warning', topic: 'price' },
  // Credit
  CREDIT_WITHOUT_ORIGINAL: { severity: 'hold', topic: 'credit' },
  CREDIT_AMOUNT_DIFFERS: { severity: 'hold', topic: 'credit' },
  CREDIT_OTHER_CURRENCY: { severity: 'hold', topic: 'credit' },
  DUPLICATE_CREDIT: { severity: 'hold', topic: 'duplicate' },
  CREDITED_BY_OPERATOR: { severity: 'info', topic: 'credit' },
} as const satisfies Record<string, Entry>

export type FindingCode = keyof typeof FINDINGS
export const FINDING_CODES = Object.keys(FINDINGS) as FindingCode[] // the keys of the object above

/** Values that the sentence names: exact decimals, instants as epoch ms, ids; all as text. */
export type FindingParams = Readonly<Record<string, string>>
export type Finding = { code: FindingCode; severity: FindingSeverity; params: FindingParams }

const ORDER: Readonly<Record<FindingSeverity, number>> = { hold: 0, warning: 1, info: 2 }

/** A finding with its catalogued severity, unless the circumstances make it another. */
export function finding(code: FindingCode, params: FindingParams = {}, severity?: FindingSeverity): Finding {
  return { code, severity: severity ?? FINDINGS[code].severity, params }
}

export function isFindingCode(text: string): text is FindingCode {
  return Object.hasOwn(FINDINGS, text)
}

/** Worst first, then in the order of the catalogue; one per code, the worst of each. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const byCode = new Map<FindingCode, Finding>()
  for (const entry of findings) {
    const known = byCode.get(entry.code)
    if (!known || ORDER[entry.severity] < ORDER[known.severity]) byCode.set(entry.code, entry)
  }
  return [...byCode.values()].toSorted(
    (a, b) => ORDER[a.severity] - ORDER[b.severity] || FINDING_CODES.indexOf(a.code) - FINDING_CODES.indexOf(b.code),
  )
}

/** The code that a list shows as the reason: causes before their effects on the price. */
export const REASON_ORDER: readonly FindingCode[] = [
  'HELD_BY_STAFF',
  'CHECK_FAILED',
  'UNKNOWN_TOKEN',
  'TOKEN_INVALID_AT_START',
  'TOKEN_NOT_FOR_PLACE',
  'AUTHORIZATION_OTHER_TOKEN',
  'CREDIT_WITHOUT_ORIGINAL',
  'CREDIT_OTHER_CURRENCY',
  'CREDIT_AMOUNT_DIFFERS',
  'DUPLICATE_CREDIT',
  'CONTRADICTED',
  'DUPLICATE_CONTENT',
  'ENERGY_WH_FOR_KWH',
  'ENERGY_NEGATIVE',
  'ENERGY_IMPLAUSIBLE',
  'SIGNED_ENERGY_DIFFERS',
  'POWER_IMPLAUSIBLE',
  'FREE_SESSION_CHARGED',
  'STUCK_SESSION',
  'NEGATIVE_TOTAL',
  'TARIFF_CHANGED_AFTER_START',
  'TARIFF_VERSION_NOT_RECEIVED',
  'TARIFF_NOT_FOR_CONTRACTS',
  'FOREIGN_CURRENCY',
  'EXCHANGE_RATE_MISSING',
  'CURRENCY_MISMATCH',
  'CURRENCY_NOT_AGREED',
  'NO_PERIODS',
  'PRICE_UNVERIFIABLE',
  'ENERGY_SUM_MISMATCH',
  'TIMES_UNKNOWN',
  'END_BEFORE_START',
  'IN_THE_FUTURE',
  'HOURS_IMPOSSIBLE',
  'OVERLAPPING_SESSION',
  'TOO_OLD',
  'NO_AGREEMENT',
  'PRICE_ABOVE_TARIFF',
  'PRICE_ABOVE_AGREEMENT',
  'FOREIGN_VAT',
  'SPOT_PRICE_MISSING',
  'BIDDING_AREA_UNKNOWN',
  'CUSTOMER_PRICE_MISSING',
]

/** The reason why a CDR is held: the holding finding that explains most. Null when nothing holds it. */
export function mainReason(findings: readonly Pick<Finding, 'code' | 'severity'>[]): FindingCode | null {
  const holding = findings.filter((entry) => entry.severity === 'hold').map((entry) => entry.code)
  const rank = (code: FindingCode) => (REASON_ORDER.includes(code) ? REASON_ORDER.indexOf(code) : REASON_ORDER.length)
  return holding.toSorted((a, b) => rank(a) - rank(b))[0] ?? null
}

/** The engine's own findings that are ours as well; the others follow from what the rules see. */
export const ENGINE_FINDINGS: Readonly<Record<PricingFindingCode, FindingCode>> = {
  PERIOD_SPANS_PRICE_CHANGE: 'PERIOD_SPANS_PRICE_CHANGE',
  PERIODS_UNSORTED: 'PERIODS_UNSORTED',
  PERIOD_OUTSIDE_SESSION: 'PERIODS_OUTSIDE',
  NO_PERIODS: 'NO_PERIODS',
  NO_TARIFF: 'PRICE_UNVERIFIABLE',
  TARIFF_UNKNOWN: 'PRICE_UNVERIFIABLE',
  CURRENCY_MISMATCH: 'CURRENCY_MISMATCH',
  POWER_UNVERIFIABLE: 'POWER_UNVERIFIABLE',
  CURRENT_UNVERIFIABLE: 'CURRENT_UNVERIFIABLE',
  UNKNOWN_DIMENSION: 'UNKNOWN_DIMENSION',
  UNKNOWN_COMPONENT: 'UNKNOWN_COMPONENT',
  DUPLICATE_COMPONENT: 'DUPLICATE_COMPONENT',
  PARKING_BEFORE_CHARGING: 'PARKING_BEFORE_CHARGING',
  SEVERAL_TARIFFS: 'SEVERAL_TARIFFS',
  NEGATIVE_VOLUME: 'ENERGY_NEGATIVE',
  TAX_UNKNOWN: 'TAX_UNKNOWN',
  UNPRICED_VOLUME: 'UNPRICED_VOLUME',
  VOLUME_MISSING: 'VOLUME_MISSING',
  RESTRICTION_UNREADABLE: 'RESTRICTION_UNREADABLE',
  RESERVATION_EXPIRY_ASSUMED: 'RESERVATION_EXPIRY_ASSUMED',
  TARIFF_OUTSIDE_VALIDITY: 'TARIFF_OUTSIDE_VALIDITY',
}
