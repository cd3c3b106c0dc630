// What is told of a charge beside its amount, in words: the same on page, paper, in HTML and for accounting systems.
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import { formatDecimal, formatMoney } from '@/lib/kernel/format/money'
import type { DocumentLocale } from './document-labels'
import type { DocumentNote, DocumentSession } from './invoice-document'

type Told = Extract<DocumentNote, { kind: 'promise' }>
type Money = (minor: bigint) => string

/** A sentence or two each, in the order in which they came about. */
export function noteTexts(
  { notes, timeZone }: Pick<DocumentSession, 'notes' | 'timeZone'>,
  currency: string,
  locale: DocumentLocale,
): string[] {
  const money: Money = (minor) => formatMoney(minor, currency, locale)
  return notes.map((note) => {
    if (note.kind === 'converted') return convertedText(note, locale)
    if (note.kind === 'promise') return promiseText(note, money, locale)
    if (note.kind === 'late') return lateText(note, money, formatInstant(note.dueAt, timeZone, 'date', locale), locale)
    return protectedText(note, money, locale)
  })
}

function convertedText(
  { currency, rate, day, source }: Extract<DocumentNote, { kind: 'converted' }>,
  locale: DocumentLocale,
): string {
  const worth = `1 ${currency} = ${formatDecimal(rate, [2, 8], locale)} kr`
  const date = formatCalendarDate(day, 'date', locale)
  if (locale === 'sv')
    return `Operatören tar betalt i ${currency}. ${worth}, ${source === 'ecb' ? 'Europeiska centralbankens kurs' : 'en exempelkurs'} ${date}.`
  return `The operator charges in ${currency}. ${worth}, ${source === 'ecb' ? 'the European Central Bank’s rate' : 'a sample rate'} of ${date}.`
}

function promiseText({ source, quoteId, usualMinor, sparedMinor }: Told, money: Money, locale: DocumentLocale): string {
  const id = quoteId === null ? '' : ` (${quoteId})`
  const known = usualMinor !== null && sparedMinor !== null
  if (locale === 'sv') {
    const which = {
      quote: `Priset du såg innan du startade gällde${id}.`,
      reservation: `Priset du såg när du reserverade gällde${id}.`,
      public: 'Priset som var offentligt när du startade gällde.',
    }[source]
    return known ? `${which} Annars hade det blivit ${money(usualMinor)}; du slapp ${money(sparedMinor)}.` : which
  }
  const which = {
    quote: `The price that you saw before you started applied${id}.`,
    reservation: `The price that you saw when you reserved applied${id}.`,
    public: 'The price that was public when you started applied.',
  }[source]
  return known
    ? `${which} Otherwise it would have been ${money(usualMinor)}; you were spared ${money(sparedMinor)}.`
    : which
}

function lateText(
  { usualMinor, paidMinor, sparedMinor }: Extract<DocumentNote, { kind: 'late' }>,
  money: Money,
  date: string,
  locale: DocumentLocale,
): string {
  if (locale === 'sv')
    return `Operatören redovisade laddningen för sent, den skulle ha kommit före ${date}. Du betalar ${money(paidMinor)} i stället för ${money(usualMinor)}; du slapp ${money(sparedMinor)}.`
  return `The operator accounted for it too late; it was due before ${date}. You pay ${money(paidMinor)} instead of ${money(usualMinor)}; you were spared ${money(sparedMinor)}.`
}

function protectedText(
  { askedMinor, rightMinor, sparedMinor }: Extract<DocumentNote, { kind: 'protected' }>,
  money: Money,
  locale: DocumentLocale,
): string {
  if (locale === 'sv')
    return `Operatören begärde ${money(askedMinor)}, enligt sin egen prislista ska den ha ${money(rightMinor)}. Mellanskillnaden på ${money(sparedMinor)} betalar du inte.`
  return `The operator asked for ${money(askedMinor)}; by its own price list it is due ${money(rightMinor)}. You do not pay the difference of ${money(sparedMinor)}.`
}
