// Everything that is known about a CDR when it is checked: loaded at once, judged without I/O.
import type { DecimalString } from '@/lib/kernel/decimal'
import type {
  AuthorizationId,
  CdrId,
  CustomerId,
  PartnerId,
  PricePlanVersionId,
  SessionId,
  TariffVersionId,
  TokenId,
  QuoteId,
} from '@/lib/kernel/ids'
import { MINUTE_MS, type Instant, type TimeZone } from '@/lib/kernel/time'
import type { StepMode } from '@/lib/pricing/breakdown'
import { standardTerms, type Agreement, type AgreementTerms } from '@/lib/roaming/core/agreement'
import { foldId } from '@/lib/roaming/core/common'
import type { ProfileType } from '@/lib/roaming/core/charging-profile'
import type { Cdr } from '@/lib/roaming/core/session'
import type { Tariff } from '@/lib/roaming/core/tariff'
import type { AllowedPlace } from '@/lib/roaming/core/token'
import type { Conversion, Exchange } from './exchange'
import { currentTypeOf, powerOf, sortPeriods, type ChargeFacts } from './charge-facts'
import type { PricePlanRules } from './price-plan'
import type { RetailPrice } from './retail'
import type { RetailContext } from './retail-context'

/** Our stored version of a tariff, the one that ruled when the session started. */
export type StoredTariff = {
  versionId: TariffVersionId
  version: number
  validFrom: Instant
  receivedAt: Instant
  tariff: Tariff
}

/** What was promised, in the versions of the moment. */
export type PromisedPrice = {
  source: 'quote' | 'public'
  quoteId: QuoteId | null
  authorizationId: AuthorizationId | null
  at: Instant
  /** A quote has one tariff or none; in public every tariff that the session names. */
  tariffs: readonly StoredTariff[]
  plan: { versionId: PricePlanVersionId; rules: PricePlanRules }
  stepMode: StepMode
  /** Of the connector that was quoted; else the session's own. */
  connector: { powerType: string; maxPowerKw: number | null } | null
  /** Where its plan is another than the ruling one and asks for other facts; else the session's own serve. */
  context: RetailContext | null
  /** What foreign money was worth at that moment, as we knew it; null where none of the promise is foreign. */
  exchange: Exchange | null
}

/** The CDR that a credit CDR takes back, as it stands now. */
export type CreditedCdr = {
  cdrId: CdrId
  status: 'pending' | 'accepted' | 'held' | 'disputed' | 'rejected'
  /** The moment that its prices were ruled by. */
  at: Instant
  currency: string
  totalExcl: DecimalString | null
  homeCharging: boolean
  /** Billed at our price although the operator's is held. */
  protectsCustomer: boolean
  costMinor: bigint | null
  conversion: Conversion | null
  retail: RetailPrice | null
  pricePlanVersionId: PricePlanVersionId | null
  /** Another credit CDR that was accepted for it. */
  creditedBy: string | null
}

export type CdrSubject = {
  cdrId: CdrId
  partnerId: PartnerId
  cdr: Cdr
  customerId: CustomerId | null
  tokenId: TokenId | null
  powerType: string
  maxPowerKw: number | null
  timeZone: TimeZone
  zoneSource: 'location' | 'country' | 'default'
  receivedAt: Instant
  /** In force when the session started; null: nothing was. */
  agreement: Agreement | null
  partner: {
    stepMode: StepMode
    /** `hub_remarks`: the CDR's remark says what its total is worth. */
    priceSource: 'partner' | 'hub_remarks'
  }
  session: {
    id: SessionId
    status: string
    energyKwh: DecimalString
    completed: boolean
    totalExcl: DecimalString | null
    lastUpdated: Instant
  } | null
  token: { state: 'active' | 'blocked' | 'lost'; places: AllowedPlace[] | null; changedAt: Instant } | null
  /** What we answered when the operator asked. */
  authorization: { id: AuthorizationId; allowed: string; at: Instant } | null
  /** What is odd about the reference to our answer that the CDR brings back. */
  reference: 'unknown' | 'other_token' | 'other_customer' | null
  locationKnown: boolean
  /** Of the connector, for CDRs that name no tariff. */
  connectorTariffIds: readonly string[]
  /** What the driver wished for the session and the operator accepted. */
  preference: ProfileType | null
  /** Another session on the same card at the same time elsewhere. */
  overlapping: { id: string; place: string } | null
  conflicts: number
  /** Fields of the charge in which another body under its id contradicts it, until staff let the first one stand. */
  contradicted: readonly string[]
  /** Its party is one that the connection announced, or that speaks for itself. */
  partyKnown: boolean
  /** An earlier CDR of the same charge, to the kWh and the price, under another id. */
  sameContent: { id: string } | null
  storedTariffs: readonly StoredTariff[]
  plan: { versionId: PricePlanVersionId; rules: PricePlanRules } | null
  /** What the plan's price depends on besides the session. */
  context: RetailContext
  credited: CreditedCdr | null
  /** What the customer was shown before, or could have read. */
  promised: PromisedPrice | null
  /** The estimate that stood at the charge while its account was awaited; null where nobody knew a price. */
  shown: { netMinor: bigint } | null
  /** When the operator first accounted for the charge, by this CDR or by one that it corrects. */
  firstReceivedAt: Instant
}

/** By which terms a CDR is judged: where nothing was agreed, by the standard ones, beside the finding that says so. */
export function termsOf({
  agreement,
  cdr,
}: Pick<CdrSubject, 'agreement'> & { cdr: Pick<Cdr, 'countryCode'> }): AgreementTerms {
  return agreement?.terms ?? standardTerms(cdr.countryCode)
}

/** Some write 1970-01-01 where they do not know when it was (guide TR-93). */
export function hasTimes({ startedAt, endedAt }: Pick<Cdr, 'startedAt' | 'endedAt'>): boolean {
  return startedAt > 0 && endedAt > 0
}

/** The moment that decides which prices rule: the start, or, where nobody knows it, when the CDR was written. */
export function whenOf(cdr: Pick<Cdr, 'startedAt' | 'endedAt' | 'lastUpdated'>): Instant {
  return cdr.startedAt > 0 ? cdr.startedAt : cdr.lastUpdated
}

/** The moment that its money counts at: a credit gives back what the month of its original had come to. */
export function countsAt({ cdr, credited }: Pick<CdrSubject, 'cdr' | 'credited'>): Instant {
  return cdr.credit && credited ? credited.at : whenOf(cdr)
}

/** A socket that was kept free and nothing more: no energy, and a period of reservation. */
export function isReservationOnly(cdr: Pick<Cdr, 'chargingPeriods' | 'totalEnergyKwh'>): boolean {
  const dimensions = cdr.chargingPeriods.flatMap((period) => period.dimensions)
  const charged = dimensions.some(({ type, volume }) => type === 'ENERGY' && Number(volume) !== 0)
  return dimensions.some(({ type }) => type === 'RESERVATION_TIME') && !charged && Number(cdr.totalEnergyKwh) === 0
}

type Span = Pick<Cdr, 'startedAt' | 'endedAt' | 'chargingPeriods'>

/** When the socket was used and not only kept free. */
function usedFrom({ startedAt, chargingPeriods }: Span): Instant {
  const used = chargingPeriods.filter(({ dimensions }) => !dimensions.some(({ type }) => type === 'RESERVATION_TIME'))
  return used.reduce(
    (first, period) => (period.startedAt < first ? period.startedAt : first),
    used[0]?.startedAt ?? startedAt,
  )
}

/** Whether two charges were under way at once, by more than a minute. A socket kept free elsewhere is no charge. */
export function overlap(one: Span, other: Span): boolean {
  return usedFrom(one) < other.endedAt - MINUTE_MS && usedFrom(other) < one.endedAt - MINUTE_MS
}

export function factsOf(subject: Pick<CdrSubject, 'cdr' | 'powerType' | 'maxPowerKw'>): ChargeFacts {
  const { cdr, powerType, maxPowerKw } = subject
  return {
    startedAt: cdr.startedAt,
    endedAt: cdr.endedAt,
    energyKwh: cdr.totalEnergyKwh,
    periods: sortPeriods(cdr.chargingPeriods),
    current: currentTypeOf(powerType),
    powerKw: powerOf(maxPowerKw, cdr.totalEnergyKwh, cdr.startedAt, cdr.endedAt),
  }
}

/** Folded ids of the tariffs that price this CDR, in the order of its periods (OCPI 2.2.1 §10.4.3). */
export function namedTariffIds(cdr: Pick<Cdr, 'chargingPeriods'>): string[] {
  return [...new Set(cdr.chargingPeriods.flatMap((period) => (period.tariffId ? [foldId(period.tariffId)] : [])))]
}
