// The claim as a text in plain English that staff send to an operator: amounts, and why, per CDR.
import { NBSP } from '@/lib/kernel/format/locale'
import type { DisputeCause } from './dispute-state'

export type LetterCdr = {
  ocpiId: string
  place: string
  /** Printed: `14 October 2026 18:00`, `16.5 kWh`, `97.20 SEK`. */
  startedAt: string
  energy: string
  asked: string
  ours: string | null
  claim: string
  /** The rules that it breaks, a sentence each. */
  findings: readonly string[]
}

export type Letter = {
  number: number
  from: string
  partner: string
  cause: DisputeCause
  statement: string
  claim: string
  asked: string
  answerBy: string
  cdrs: readonly LetterCdr[]
}

const ABOUT: Readonly<Record<DisputeCause, string>> = {
  price: 'The price is higher than your tariff and our agreement give.',
  energy: 'The energy stated does not agree with what was charged.',
  time: 'The times stated do not agree with what happened.',
  not_me: 'None of our customers made this charge.',
  duplicate: 'The charge is accounted for more than once.',
  other: 'The account of the charge does not hold.',
}

function about(cdr: LetterCdr): string[] {
  const { ocpiId, place, startedAt, energy, asked, ours, claim, findings } = cdr
  return [
    `CDR ${ocpiId}`,
    `  ${place}, ${startedAt}, ${energy}`,
    `  You ask ${asked}.${ours === null ? '' : ` By our calculation it is ${ours}.`} We claim ${claim}.`,
    ...findings.map((sentence) => `  - ${sentence}`),
    '',
  ]
}

/** Ready to paste into a mail: text, no markup. Amounts exclude VAT. */
export function disputeLetter(letter: Letter): string {
  const { number, from, partner, cause, statement, claim, asked, answerBy, cdrs } = letter
  const many = cdrs.length > 1
  const text = [
    `Subject: Dispute ${number}: ${claim} of ${asked}`,
    '',
    `Dear ${partner},`,
    '',
    `We dispute ${claim} of the ${asked} that you ask for ${many ? `${cdrs.length} charges` : 'the charge'} below, excluding VAT. ${ABOUT[cause]}`,
    ...(statement === '' ? [] : ['', statement]),
    '',
    ...cdrs.flatMap(about),
    `Please credit ${many ? 'these CDRs' : 'this CDR'} by a credit CDR and send a new one with the right amount, or tell us why the amount is right. We ask for your answer by ${answerBy}.`,
    '',
    `Please name dispute ${number} in your answer.`,
    '',
    from,
    '',
  ].join('\n')
  // Amounts and dates hold together by a space that mail programs show as something else.
  return text.replaceAll(NBSP, ' ')
}
