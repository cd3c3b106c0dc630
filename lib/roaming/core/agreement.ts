// What was agreed with an operator or hub, as data: dated versions, immutable once they are in force.
// VAT: guide billing §1.4; CDR deadline: guide CDR-22; the smallest session that is paid for: product §1d.
import type { DecimalString } from '@/lib/kernel/decimal'
import type { AgreementId } from '@/lib/kernel/ids'
import { BILLING_ZONE, calendarDate, localDate, type CalendarDate, type Instant } from '@/lib/kernel/time'

export type PriceBasis =
  /** What the operator's own tariff gives. */
  | { kind: 'list' }
  /** The operator's tariff, every price lowered by so many percent. */
  | { kind: 'discount'; percent: DecimalString }
  /** One price per kWh and nothing else, excluding VAT. */
  | { kind: 'fixed'; acPerKwh: DecimalString; dcPerKwh: DecimalString }

/** How VAT sees us: commissionaire in our own name for the driver (C-60/23), buyer and seller, or agent (credit). */
export const EMSP_ROLES = ['commissionaire', 'buy_sell', 'agent'] as const
export type EmspRole = (typeof EMSP_ROLES)[number]

export type AgreementTerms = {
  priceBasis: PriceBasis
  /** In which the operator is paid; null: in the currency of each tariff. */
  currency: string | null
  /** A CDR may differ from our price by the larger of the two. */
  toleranceMinor: bigint
  tolerancePercent: DecimalString
  /** How far sums of energy, and of time, may be from each other. */
  energyTolerancePercent: DecimalString
  timeToleranceMinutes: number
  /** Shorter or smaller sessions cost nothing. Zero: not agreed. */
  freeBelowKwh: DecimalString
  freeBelowMinutes: number
  emspRole: EmspRole
  /** The operator invoices without VAT and we account for it. */
  reverseCharge: boolean
  /** Days after its arrival within which a CDR may be disputed, after the session within which it must come, and to pay. */
  disputeDays: number
  cdrDeadlineDays: number
  paymentDays: number
  note: string
}

export type Agreement = {
  id: AgreementId
  version: number
  /** Folded `SE*KUL`; null: every party over the connection that has none of its own. */
  party: string | null
  /** First and last day of sessions that it rules, in Europe/Stockholm. */
  validFrom: CalendarDate
  validTo: CalendarDate | null
  terms: AgreementTerms
}

/** From which day the terms rule that a connection begins with: before anything could be charged over it. */
export const FROM_THE_BEGINNING: CalendarDate = calendarDate('1970-01-01')

/** What rules until something else is agreed. An operator without a Swedish establishment invoices without VAT. */
export function standardTerms(countryCode: string): AgreementTerms {
  return {
    priceBasis: { kind: 'list' },
    currency: null,
    toleranceMinor: 100n,
    tolerancePercent: '1',
    energyTolerancePercent: '1',
    timeToleranceMinutes: 1,
    freeBelowKwh: '0.2',
    freeBelowMinutes: 2,
    emspRole: 'commissionaire',
    reverseCharge: countryCode !== 'SE' && countryCode !== '--',
    disputeDays: 30,
    cdrDeadlineDays: 90,
    paymentDays: 30,
    note: '',
  }
}

/** The version of one series (a party's own, or the general one) that rules a day; null before, after and between. */
function ofSeries(versions: readonly Agreement[], day: CalendarDate): Agreement | null {
  const latest = versions
    .filter(({ validFrom }) => validFrom <= day)
    .toSorted((a, b) => (a.validFrom === b.validFrom ? b.version - a.version : a.validFrom < b.validFrom ? 1 : -1))[0]
  return latest && (latest.validTo === null || latest.validTo >= day) ? latest : null
}

/**
 * The agreement in force for a party's sessions of a day. A party's own series goes before the connection's; an ended
 * one does not bring back the version before it.
 */
export function agreementOn(versions: readonly Agreement[], party: string, day: CalendarDate): Agreement | null {
  const own = ofSeries(
    versions.filter((version) => version.party === party),
    day,
  )
  return (
    own ??
    ofSeries(
      versions.filter((version) => version.party === null),
      day,
    )
  )
}

/** The same, at a session's start. */
export function agreementAt(versions: readonly Agreement[], party: string, at: Instant): Agreement | null {
  return agreementOn(versions, party, localDate(at, BILLING_ZONE))
}

export type AgreementState = 'in_force' | 'upcoming' | 'ended' | 'replaced'

/** What a version is today among all of its connection. */
export function agreementState(
  versions: readonly Agreement[],
  version: Agreement,
  today: CalendarDate,
): AgreementState {
  if (version.validFrom > today) return 'upcoming'
  const series = versions.filter(({ party }) => party === version.party)
  if (ofSeries(series, today)?.id === version.id) return 'in_force'
  const latest = series.filter(({ validFrom }) => validFrom <= today).toSorted((a, b) => b.version - a.version)[0]
  return latest?.id === version.id ? 'ended' : 'replaced'
}
