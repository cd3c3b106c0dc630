// Every rule as staff and partners read it: its words, which tolerance it allows, and where it comes from. The findings
// of `finding.ts` are the rules; this says of each what a person asks first.
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { FINDING_CODES, FINDINGS, type FindingCode, type FindingSeverity, type FindingTopic } from './finding'
import { SENTENCES } from './finding-texts'

/** A term of the agreement, or a bound that holds for all. */
export const RULE_TOLERANCES = ['price', 'energy', 'time', 'deadline', 'free', 'currency', 'vat', 'power'] as const
export type RuleTolerance = (typeof RULE_TOLERANCES)[number]

export const TOLERANCE_TEXTS: Readonly<Record<RuleTolerance, { sv: string; en: string }>> = {
  price: { sv: 'Avtalets belopp eller andel av priset', en: "The agreement's amount or share of the price" },
  energy: {
    sv: 'Avtalets andel av energin, minst 0,01 kWh',
    en: "The agreement's share of the energy, at least 0.01 kWh",
  },
  time: { sv: 'Avtalets minuter eller 1 %', en: "The agreement's minutes or 1 %" },
  deadline: { sv: 'Avtalets dagar', en: "The agreement's days" },
  free: { sv: 'Avtalets minsta energi och tid', en: "The agreement's least energy and time" },
  currency: { sv: 'Avtalets valuta', en: "The agreement's currency" },
  vat: { sv: 'En halv procentenhet', en: 'Half a percentage point' },
  power: { sv: '10 % över uttagets effekt', en: "10 % above the connector's power" },
}

type Origin = { source: string; tolerance?: RuleTolerance }
const D = 'product §1d'

const ORIGINS: Readonly<Record<FindingCode, Origin>> = {
  UNKNOWN_TOKEN: { source: `CDR-11, ${D} Identity` },
  TOKEN_INVALID_AT_START: { source: `CDR-12, ${D} Identity` },
  TOKEN_NOT_FOR_PLACE: { source: `CDR-12, ${D} Identity` },
  AUTHORIZATION_UNKNOWN: { source: `CDR-19, ${D} Identity` },
  AUTHORIZATION_OTHER_TOKEN: { source: 'CDR-19' },
  NO_AGREEMENT: { source: `${D} Identity` },
  UNKNOWN_PARTY: { source: `${D} Identity` },
  DUPLICATE_CONTENT: { source: `CDR-16, ${D} Identity` },
  NO_SESSION: { source: `${D} Identity` },
  LOCATION_UNKNOWN: { source: `${D} Identity` },
  ZONE_ASSUMED: { source: 'OCPI 2.2.1 §11.3' },
  CONFLICTING_REPLAY: { source: `CDR-2, ${D} Identity` },
  CONTRADICTED: { source: `CDR-2, VC-31, ${D} Identity` },
  HOME_CHARGING: { source: 'OCPI 2.2.1 §10.3.1' },
  HELD_BY_STAFF: { source: 'a decision of ours' },
  CHECK_FAILED: { source: 'a decision of ours' },
  TIMES_UNKNOWN: { source: 'TR-93' },
  END_BEFORE_START: { source: `CDR-16, ${D} Time` },
  IN_THE_FUTURE: { source: `CDR-16, ${D} Time` },
  TOO_OLD: { source: `CDR-16, CDR-22, ${D} Time`, tolerance: 'deadline' },
  TIME_SUM_MISMATCH: { source: 'CDR-16', tolerance: 'time' },
  PARKING_SUM_MISMATCH: { source: 'CDR-16', tolerance: 'time' },
  CROSSES_DST: { source: `${D} Time` },
  HOURS_IMPOSSIBLE: { source: `CDR-16, ${D} Time`, tolerance: 'time' },
  PERIODS_OUTSIDE: { source: `CDR-16, ${D} Time` },
  PERIODS_UNSORTED: { source: `CDR-16, ${D} Time` },
  NO_PERIODS: { source: 'CDR-13' },
  LAST_UPDATED_BEFORE_END: { source: 'CDR-16' },
  OVERLAPPING_SESSION: { source: `CDR-16, ${D} Time` },
  STUCK_SESSION: { source: `${D} Energy` },
  ENERGY_NEGATIVE: { source: `${D} Energy` },
  ENERGY_SUM_MISMATCH: { source: `CDR-16, ${D} Energy`, tolerance: 'energy' },
  ENERGY_WH_FOR_KWH: { source: `CDR-16, ${D} Energy` },
  ENERGY_IMPLAUSIBLE: { source: 'CDR-16' },
  ENERGY_DIFFERS_FROM_SESSION: { source: `${D} Energy`, tolerance: 'energy' },
  ENERGY_ABOVE_BATTERY: { source: `${D} Energy` },
  SIGNED_ENERGY_DIFFERS: { source: 'CDR-16, CDR-20', tolerance: 'energy' },
  POWER_IMPLAUSIBLE: { source: `CDR-16, ${D} Energy`, tolerance: 'power' },
  ZERO_ENERGY: { source: `${D} Energy` },
  PRICE_ABOVE_TARIFF: { source: `CDR-16, ${D} Price`, tolerance: 'price' },
  PRICE_BELOW_TARIFF: { source: `CDR-16, ${D} Price`, tolerance: 'price' },
  PRICE_ABOVE_AGREEMENT: { source: `${D} Price`, tolerance: 'price' },
  PRICE_BELOW_AGREEMENT: { source: `${D} Price`, tolerance: 'price' },
  FREE_SESSION_CHARGED: { source: `${D} Energy`, tolerance: 'free' },
  NEGATIVE_TOTAL: { source: 'CDR-7, OCPI 2.2.1 §10.3.1' },
  VAT_IN_NET_TOTAL: { source: `${D} Price` },
  MAX_PRICE_IGNORED: { source: `${D} Price` },
  MIN_PRICE_IGNORED: { source: `${D} Price` },
  ROUNDED_PER_PERIOD: { source: `${D} Price` },
  STEP_SIZE_DEVIATES: { source: `${D} Price` },
  LOCAL_TIME_IGNORED: { source: 'OCPI 2.2.1 §11.3' },
  ELEMENT_ORDER_IGNORED: { source: `${D} Price` },
  ROUND_TOTAL: { source: `${D} Behaviour` },
  ENERGY_COST_DIFFERS: { source: 'CDR-16, CDR-17', tolerance: 'price' },
  TIME_COST_DIFFERS: { source: 'CDR-16, CDR-17', tolerance: 'price' },
  PARKING_COST_DIFFERS: { source: 'CDR-16, CDR-17', tolerance: 'price' },
  FIXED_COST_DIFFERS: { source: 'CDR-16, CDR-17', tolerance: 'price' },
  RESERVATION_COST_DIFFERS: { source: 'CDR-16, CDR-17', tolerance: 'price' },
  CURRENCY_NOT_AGREED: { source: `CDR-16, ${D} Identity`, tolerance: 'currency' },
  TOTAL_BY_HUB: { source: 'OCPI guide §11' },
  TOTAL_MEANS_NOTHING: { source: 'OCPI guide §11' },
  PRICE_UNVERIFIABLE: { source: `${D} Price` },
  TARIFF_CHANGED_AFTER_START: { source: `${D} Price, OCPI issue 273`, tolerance: 'price' },
  TARIFF_VERSION_NOT_RECEIVED: { source: `${D} Price, OCPI issue 273`, tolerance: 'price' },
  TARIFF_NOT_FOR_CONTRACTS: { source: 'TAR-5' },
  CURRENCY_MISMATCH: { source: 'CDR-16' },
  FOREIGN_CURRENCY: { source: 'a decision of ours' },
  EXCHANGE_RATE_MISSING: { source: 'a decision of ours' },
  COMPONENTS_DO_NOT_SUM: { source: `CDR-16, ${D} Price` },
  LATE_DATA: { source: 'product §1e N5', tolerance: 'deadline' },
  PROMISED_PRICE_RULES: { source: `AF-1, ${D} Price` },
  SPOT_PRICE_MISSING: { source: 'a decision of ours' },
  BIDDING_AREA_UNKNOWN: { source: 'a decision of ours' },
  CUSTOMER_PRICE_MISSING: { source: 'a decision of ours' },
  PERIOD_SPANS_PRICE_CHANGE: { source: 'OCPI guide §4' },
  POWER_UNVERIFIABLE: { source: 'OCPI guide §4' },
  CURRENT_UNVERIFIABLE: { source: 'OCPI guide §4' },
  UNKNOWN_DIMENSION: { source: 'OCPI guide §4' },
  UNKNOWN_COMPONENT: { source: 'OCPI guide §4' },
  DUPLICATE_COMPONENT: { source: 'OCPI guide §4' },
  PARKING_BEFORE_CHARGING: { source: 'OCPI guide §4' },
  SEVERAL_TARIFFS: { source: 'OCPI 2.2.1 §10.4.3' },
  UNPRICED_VOLUME: { source: 'OCPI guide §4' },
  VOLUME_MISSING: { source: 'OCPI guide §4' },
  RESTRICTION_UNREADABLE: { source: 'OCPI guide §4' },
  RESERVATION_EXPIRY_ASSUMED: { source: 'OCPI guide §4' },
  TARIFF_OUTSIDE_VALIDITY: { source: 'OCPI 2.2.1 §11.3' },
  VAT_RATE_UNEXPECTED: { source: `${D} Price`, tolerance: 'vat' },
  VAT_DESPITE_REVERSE_CHARGE: { source: 'billing §1.4' },
  PART_VAT_INCONSISTENT: { source: `CDR-16, ${D} Price` },
  INCL_BELOW_EXCL: { source: `CDR-16, ${D} Price` },
  TAX_UNKNOWN: { source: 'OCPI 2.3.0 §11' },
  FOREIGN_VAT: { source: 'billing §0.3, §1.4' },
  EVSE_OVERBILLS_OFTEN: { source: `${D} Behaviour` },
  PARTNER_ERRORS_RISING: { source: `${D} Behaviour` },
  CREDIT_WITHOUT_ORIGINAL: { source: `CDR-7, ${D} Price` },
  CREDIT_OTHER_CURRENCY: { source: 'CDR-7' },
  CREDIT_AMOUNT_DIFFERS: { source: 'CDR-7' },
  DUPLICATE_CREDIT: { source: 'CDR-7' },
  CREDITED_BY_OPERATOR: { source: 'CDR-7' },
}

/** Some rules are milder or stricter by circumstance: `others` are the severities that they may take besides. */
const OTHERS: Partial<Record<FindingCode, readonly FindingSeverity[]>> = {
  AUTHORIZATION_OTHER_TOKEN: ['hold'],
  FOREIGN_CURRENCY: ['hold'],
  TARIFF_CHANGED_AFTER_START: ['hold'],
  TARIFF_VERSION_NOT_RECEIVED: ['hold'],
  VAT_IN_NET_TOTAL: ['info'],
  MAX_PRICE_IGNORED: ['info'],
  MIN_PRICE_IGNORED: ['warning'],
  ROUNDED_PER_PERIOD: ['info'],
  STEP_SIZE_DEVIATES: ['info'],
  LOCAL_TIME_IGNORED: ['info'],
  ELEMENT_ORDER_IGNORED: ['info'],
}

export type Rule = {
  code: FindingCode
  topic: FindingTopic
  severity: FindingSeverity
  others: readonly FindingSeverity[]
  tolerance: RuleTolerance | null
  source: string
}

export const RULES: readonly Rule[] = FINDING_CODES.map((code) => ({
  code,
  ...FINDINGS[code],
  others: OTHERS[code] ?? [],
  tolerance: ORIGINS[code].tolerance ?? null,
  source: ORIGINS[code].source,
}))

const UNITS: Readonly<Record<string, string>> = {
  money: ' kr',
  kwh: ' kWh',
  kw: ' kW',
  hours: ' h',
  percent: ' %',
  at: '',
}

/** The sentence without a case: what would stand there is an ellipsis with its unit. */
export function ruleSentence(code: FindingCode, locale: FormatLocale): string {
  return SENTENCES[code][locale].sentence
    .replace(/\{\w+(?::(\w+))?\}/g, (_match, format?: string) => `…${UNITS[format ?? ''] ?? ''}`)
    .replaceAll('….', '…')
}

const SEVERITY_WORDS: Readonly<Record<FindingSeverity, string>> = {
  hold: 'hold: no invoice until a person has decided',
  warning: 'warning: accepted with a note',
  info: 'info: kept as evidence',
}

/** The catalogue as a page. */
export function printRules(): string {
  const topics = [...new Set(RULES.map(({ topic }) => topic))]
  const entry = ({ code, severity, others, tolerance, source }: Rule) =>
    [
      `### ${code}`,
      `${ruleSentence(code, 'en')} _${ruleSentence(code, 'sv')}_`,
      [
        `- Severity: ${[severity, ...others].join(', by circumstance ')}.`,
        `- Tolerance: ${tolerance ? TOLERANCE_TEXTS[tolerance].en : 'none'}.`,
        `- Source: ${source}.`,
      ].join('\n'),
    ].join('\n\n')
  const parts = topics.map((topic) =>
    [`## ${topic}`, ...RULES.filter((rule) => rule.topic === topic).map(entry)].join('\n\n'),
  )
  const severities = Object.values(SEVERITY_WORDS).map((words) => `- ${words}.`)
  return `# Rules

What every CDR is checked for, before anybody is billed. A rule is a pure function in \`lib/rating/core/rules\`; its code, severity and words are those that staff and, in a dispute, the operator read. Tolerances are terms of the roaming agreement in force when the session started. Printed from \`lib/rating/core/rule-catalogue.ts\` by \`npx vitest run --project unit lib/rating/core/rule-catalogue -u\`.

${severities.join('\n')}

${parts.join('\n\n')}
`
}
