// Ids: a prefix that names the kind and a ULID, 30 characters, below OCPI's CiString(36).
// The random part comes from the platform's Web Crypto, which is the same in Node and the browser.

declare const brand: unique symbol
type Branded<Kind extends string> = string & { readonly [brand]: Kind }

const PREFIXES = {
  partner: 'prt',
  agreement: 'agr',
  conformanceRun: 'cfr',
  reportLink: 'cfl',
  credential: 'crd',
  location: 'loc',
  evse: 'evs',
  tariff: 'trf',
  tariffVersion: 'trv',
  session: 'ses',
  cdr: 'cdr',
  token: 'tok',
  authorization: 'aut',
  command: 'cmd',
  reservation: 'rsv',
  profileRequest: 'cpr',
  preference: 'prf',
  customer: 'cus',
  user: 'usr',
  pricePlan: 'pln',
  pricePlanVersion: 'plv',
  pricePlanDraft: 'pld',
  pricePublication: 'ppb',
  rating: 'rat',
  quote: 'quo',
  billingRun: 'run',
  invoice: 'inv',
  invoiceLine: 'inl',
  journalEntry: 'jnl',
  payment: 'pay',
  compensation: 'cmp',
  payout: 'pot',
  invoiceRecord: 'irr',
  reconciliation: 'rec',
  dispute: 'dsp',
  disputeLink: 'dsl',
  chargeNotice: 'chn',
  backTest: 'bkt',
  request: 'req',
} as const

export type IdKind = keyof typeof PREFIXES
export type Id<Kind extends IdKind> = Branded<Kind>
export type PartnerId = Id<'partner'>
export type AgreementId = Id<'agreement'>
export type ConformanceRunId = Id<'conformanceRun'>
export type ReportLinkId = Id<'reportLink'>
export type LocationId = Id<'location'>
export type EvseId = Id<'evse'>
export type TariffId = Id<'tariff'>
export type TariffVersionId = Id<'tariffVersion'>
export type SessionId = Id<'session'>
export type CdrId = Id<'cdr'>
export type TokenId = Id<'token'>
export type AuthorizationId = Id<'authorization'>
export type CommandId = Id<'command'>
export type ReservationId = Id<'reservation'>
export type ProfileRequestId = Id<'profileRequest'>
export type PreferenceId = Id<'preference'>
export type CustomerId = Id<'customer'>
export type UserId = Id<'user'>
export type PricePlanId = Id<'pricePlan'>
export type PricePlanVersionId = Id<'pricePlanVersion'>
export type PricePlanDraftId = Id<'pricePlanDraft'>
export type PricePublicationId = Id<'pricePublication'>
export type QuoteId = Id<'quote'>
export type RatingId = Id<'rating'>
export type BillingRunId = Id<'billingRun'>
export type InvoiceId = Id<'invoice'>
export type JournalEntryId = Id<'journalEntry'>
export type PaymentId = Id<'payment'>
export type CompensationId = Id<'compensation'>
export type PayoutId = Id<'payout'>
export type InvoiceRecordId = Id<'invoiceRecord'>
export type ReconciliationId = Id<'reconciliation'>
export type DisputeId = Id<'dispute'>
export type DisputeLinkId = Id<'disputeLink'>
export type ChargeNoticeId = Id<'chargeNotice'>
export type BackTestId = Id<'backTest'>

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const randomPool = new Uint8Array(4096)
let poolPosition = randomPool.length
const RANDOM_DIGITS = 16
let lastMs = -1
let lastDigits: number[] = []

/** Sixteen random digits, 0 to 31 each. */
function randomDigits(): number[] {
  if (poolPosition + RANDOM_DIGITS > randomPool.length) {
    globalThis.crypto.getRandomValues(randomPool)
    poolPosition = 0
  }
  const digits = Array.from(randomPool.subarray(poolPosition, poolPosition + RANDOM_DIGITS), (byte) => byte & 31)
  poolPosition += RANDOM_DIGITS
  return digits
}

/** The number after it; from the largest to the smallest, which takes more ids in one millisecond than there are. */
function addOne(digits: number[]): void {
  for (let index = digits.length - 1; index >= 0; index -= 1) {
    digits[index] = (digits[index]! + 1) % 32 // within the list
    if (digits[index] !== 0) return
  }
}

function timeDigits(epochMs: number): string {
  let rest = epochMs
  let text = ''
  for (let index = 0; index < 10; index += 1) {
    text = ALPHABET[rest % 32]! + text // 0..31 by the modulo
    rest = Math.floor(rest / 32)
  }
  return text
}

/**
 * A new id of that kind, sortable by `epochMs` (the caller's clock) and, within a millisecond of one process, by the
 * order in which the ids were made: what was made first is listed first.
 */
export function newId<Kind extends IdKind>(kind: Kind, epochMs: number): Id<Kind> {
  if (epochMs === lastMs) addOne(lastDigits)
  else {
    lastMs = epochMs
    lastDigits = randomDigits()
  }
  const random = lastDigits.map((digit) => ALPHABET[digit]).join('')
  return `${PREFIXES[kind]}_${timeDigits(epochMs)}${random}` as Id<Kind> // the one place ids are made
}

/** Tells whether a text has the shape of an id of that kind; for path parameters. */
export function isId<Kind extends IdKind>(kind: Kind, text: string): text is Id<Kind> {
  return text.length === PREFIXES[kind].length + 27 && text.startsWith(`${PREFIXES[kind]}_`)
}
