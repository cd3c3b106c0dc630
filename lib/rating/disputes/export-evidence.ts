import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import { formatEnergy } from '@/lib/kernel/format/energy'
import { formatMoney } from '@/lib/kernel/format/money'
import { minorToDecimalString, sumMinor } from '@/lib/kernel/money'
import { BILLING_ZONE, localDate, toIsoInstant, type CalendarDate } from '@/lib/kernel/time'
import { disputeLetter } from '../core/dispute-letter'
import { findingSentence } from '../core/finding-sentences'
import type { DisputeEvidence, EvidenceCdr } from './queries/find-evidence'

/** What is asked and claimed in all. */
export function exportTotals({ cdrs }: Pick<DisputeEvidence, 'cdrs'>): { askedMinor: bigint; claimMinor: bigint } {
  return {
    askedMinor: sumMinor(cdrs.map(({ askedMinor }) => askedMinor)),
    claimMinor: sumMinor(cdrs.map(({ claimMinor }) => claimMinor)),
  }
}

/** The claim as a letter in English, with the amounts and the rule sentences of each CDR, to be answered by a day. */
export function exportLetter(evidence: DisputeEvidence, answerBy: CalendarDate): string {
  const { number, claimant, partner, cause, statement, currency, cdrs } = evidence
  const money = (minor: bigint) => formatMoney(minor, currency, 'en')
  const { askedMinor, claimMinor } = exportTotals(evidence)
  return disputeLetter({
    number,
    from: claimant,
    partner: partner.name,
    cause,
    statement,
    claim: money(claimMinor),
    asked: money(askedMinor),
    answerBy: formatCalendarDate(answerBy, 'date', 'en'),
    cdrs: cdrs.map((cdr) => ({
      ocpiId: cdr.ocpiId,
      place: [cdr.placeName, cdr.city].filter((part) => part !== '').join(', '),
      startedAt: formatInstant(cdr.startedAt, cdr.timeZone, 'dateTime', 'en'),
      energy: formatEnergy(cdr.energyKwh, 'en'),
      asked: money(cdr.askedMinor),
      // Where all of it is contested, what it would rightly cost is no argument.
      ours: cdr.oursMinor === null || cdr.claimMinor === cdr.askedMinor ? null : money(cdr.oursMinor),
      claim: money(cdr.claimMinor),
      findings: cdr.findings.map(({ code, params }) => findingSentence(code, params, 'en')),
    })),
  })
}

/** The evidence as a JSON value that a program can read: exact decimals excluding VAT, instants in UTC. */
export function exportEvidence(evidence: DisputeEvidence): object {
  const { number, claimant, partner, cause, state, statement, currency, deadline, openedAt, cdrs } = evidence
  const { askedMinor, claimMinor } = exportTotals(evidence)
  const money = (minor: bigint | null) => (minor === null ? null : minorToDecimalString(minor, currency))
  return {
    dispute: number,
    claimant,
    operator: partner.name,
    cause,
    state,
    statement,
    currency,
    askedExclVat: money(askedMinor),
    claimedExclVat: money(claimMinor),
    answerBy: state === 'sent' ? deadline : null,
    openedAt: toIsoInstant(openedAt),
    cdrs: cdrs.map((cdr) => toJson(cdr, money)),
  }
}

function toJson(cdr: EvidenceCdr, money: (minor: bigint | null) => string | null): object {
  const at = (moment: EvidenceCdr['startedAt'] | null) => (moment === null ? null : toIsoInstant(moment))
  const { tariff, agreement, session, authorization } = cdr
  return {
    id: cdr.ocpiId,
    owner: cdr.owner,
    place: { name: cdr.placeName, city: cdr.city, evseUid: cdr.evseUid },
    startedAt: at(cdr.startedAt),
    endedAt: at(cdr.endedAt),
    receivedAt: at(cdr.receivedAt),
    timeZone: cdr.timeZone,
    energyKwh: cdr.energyKwh,
    card: cdr.card,
    askedExclVat: money(cdr.askedMinor),
    calculatedExclVat: money(cdr.oursMinor),
    claimedExclVat: money(cdr.claimMinor),
    findings: cdr.findings.map(({ code, severity, params }) => ({
      code,
      severity,
      message: findingSentence(code, params, 'en'),
    })),
    tariff: {
      source: tariff.source,
      version: tariff.version,
      receivedAt: at(tariff.receivedAt),
      tariff: tariff.tariff,
    },
    calculation: {
      engineVersion: cdr.engineVersion,
      revision: cdr.revision,
      periods: cdr.periods.map((period) => ({
        ...period,
        startedAt: at(period.startedAt),
        endedAt: at(period.endedAt),
      })),
    },
    agreement: agreement && {
      version: agreement.version,
      validFrom: agreement.validFrom,
      validTo: agreement.validTo,
      priceBasis: agreement.terms.priceBasis,
      disputeDays: agreement.terms.disputeDays,
    },
    tolerance: { amount: money(cdr.tolerance.minor), percent: cdr.tolerance.percent },
    disputableUntil: cdr.windowEnds,
    session: session && { ...session, startedAt: at(session.startedAt), endedAt: at(session.endedAt) },
    authorization: authorization && { ...authorization, at: at(authorization.at) },
    quote: cdr.quote && { ...cdr.quote, shownAt: at(cdr.quote.shownAt) },
    messages: cdr.messages.map((message) => ({ ...message, at: at(message.at) })),
    received: cdr.received === '' ? null : (JSON.parse(cdr.received) as unknown), // it was written by JSON.stringify
  }
}

/** The name of the file, without its ending. */
export function exportName({ number, openedAt }: Pick<DisputeEvidence, 'number' | 'openedAt'>): string {
  return `dispute-${number}-${localDate(openedAt, BILLING_ZONE)}`
}
