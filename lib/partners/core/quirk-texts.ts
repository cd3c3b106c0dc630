// The words of every quirk, Swedish and English: what staff choose from, and what docs/quirks.md is printed from.
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { QUIRK_NAMES, QUIRKS, type QuirkName, type Quirks } from './quirks'

export type QuirkText<Name extends QuirkName = QuirkName> = {
  label: string
  about: string
  values: Readonly<Record<Quirks[Name], string>>
}
type Texts = { readonly [Name in QuirkName]: Readonly<Record<FormatLocale, QuirkText<Name>>> }

export const QUIRK_TEXTS: Texts = {
  tokenEncoding: {
    sv: {
      label: 'Nyckeln i våra anrop',
      about: 'Så skriver vi deras nyckel i huvudet Authorization. Handskakningen prövar sig fram själv.',
      values: { base64: 'Base64', raw: 'Okodad' },
    },
    en: {
      label: 'Their token in our calls',
      about: 'How we write their token in the Authorization header. The handshake finds out by itself.',
      values: { base64: 'Base64', raw: 'As it is' },
    },
  },
  routingHeaders: {
    sv: {
      label: 'Adresshuvuden',
      about: 'Vissa partner svarar med fel när OCPI-to och OCPI-from följer med. En hubb kräver dem.',
      values: { send: 'Skickas', omit: 'Utelämnas' },
    },
    en: {
      label: 'Routing headers',
      about: 'Some partners fail when OCPI-to and OCPI-from are there. A hub requires them.',
      values: { send: 'Sent', omit: 'Left out' },
    },
  },
  mirrorErrorsAsHttp: {
    sv: {
      label: 'Våra fel som HTTP-koder',
      about: 'För partner som bara läser HTTP-koden: OCPI-fel svaras då med 400 eller 404 i stället för 200.',
      values: { no: 'Nej', yes: 'Ja' },
    },
    en: {
      label: 'Our errors as HTTP codes',
      about: 'For partners that read the HTTP code alone: OCPI errors are then answered with 400 or 404, not 200.',
      values: { no: 'No', yes: 'Yes' },
    },
  },
  unknownToken: {
    sv: {
      label: 'Svar om okänt kort',
      about: 'OCPI vill ha 404 och 2004. Vissa partner tar 404 som att vår tjänst saknas och vill ha ett nej i svaret.',
      values: { not_found: '404 och 2004', not_allowed: '200 och NOT_ALLOWED' },
    },
    en: {
      label: 'Answer about an unknown card',
      about: 'OCPI wants 404 and 2004. Some partners read a 404 as a missing service and want a no in the answer.',
      values: { not_found: '404 and 2004', not_allowed: '200 and NOT_ALLOWED' },
    },
  },
  unknownTokenLimit: {
    sv: {
      label: 'Frågor om okända kort',
      about:
        'Så många frågor om kort som inte är våra besvaras per minut, sedan 429. Kort som är våra besvaras alltid.',
      values: { '30': '30 i minuten', '120': '120 i minuten', '600': '600 i minuten', none: 'Obegränsat' },
    },
    en: {
      label: 'Questions about unknown cards',
      about:
        'So many questions about cards that are not ours are answered a minute, then 429. Our cards are always answered.',
      values: { '30': '30 a minute', '120': '120 a minute', '600': '600 a minute', none: 'Unlimited' },
    },
  },
  tokenPush: {
    sv: {
      label: 'Kortändringar skickas',
      about: 'Vissa partner vill ha ändringar av kända kort som PATCH. Gireve tar bara PUT.',
      values: { put: 'Med PUT, hela kortet', patch: 'Med PATCH, det som kan ändras' },
    },
    en: {
      label: 'Changes of cards are sent',
      about: 'Some partners want changes of known cards as PATCH. Gireve takes PUT only.',
      values: { put: 'By PUT, the whole card', patch: 'By PATCH, what may change' },
    },
  },
  uidForm: {
    sv: {
      label: 'Kortnumrets form',
      about: 'Gireve tar bara RFID-nummer med versala hexsiffror, utfyllda med nollor till 8 eller 14.',
      values: { as_is: 'Som det är', padded_hex: 'Versalt, utfyllt till 8 eller 14' },
    },
    en: {
      label: 'Form of card numbers',
      about: 'Gireve takes RFID numbers only as upper-case hexadecimal, padded with zeros to 8 or 14 digits.',
      values: { as_is: 'As it is', padded_hex: 'Upper case, padded to 8 or 14' },
    },
  },
  dateFrom: {
    sv: {
      label: 'Hämta bara det som ändrats',
      about: 'Vissa partner svarar med fel när date_from följer med. Då hämtas allt, men mer sällan.',
      values: { send: 'Frågar med date_from', leave_out: 'Frågar efter allt' },
    },
    en: {
      label: 'Fetch only what changed',
      about: 'Some partners fail when date_from is there. Then everything is fetched, but less often.',
      values: { send: 'Asks with date_from', leave_out: 'Asks for everything' },
    },
  },
  cdrPull: {
    sv: {
      label: 'CDR hämtas',
      about: 'Gireve och andra hubbar skickar CDR men låter ingen hämta dem, även när modulen står i deras lista.',
      values: { pull: 'Hämtas och tas emot', push_only: 'Tas bara emot' },
    },
    en: {
      label: 'CDRs are fetched',
      about: 'Gireve and other hubs send CDRs but let nobody fetch them, even where the module is in their list.',
      values: { pull: 'Fetched and received', push_only: 'Received only' },
    },
  },
  pageLimit: {
    sv: {
      label: 'Sidstorlek vid hämtning',
      about: 'Så många objekt ber vi om åt gången. Partnern får ge färre.',
      values: { '20': '20', '50': '50', '100': '100', '200': '200', '500': '500', '1000': '1000' },
    },
    en: {
      label: 'Page size when fetching',
      about: 'How many objects we ask for at a time. The partner may give fewer.',
      values: { '20': '20', '50': '50', '100': '100', '200': '200', '500': '500', '1000': '1000' },
    },
  },
  nextPage: {
    sv: {
      label: 'Nästa sida',
      about:
        'När partnerns Link pekar på en intern adress räknar vi oss fram med offset. Vissa har inga sidor alls och fel på offset.',
      values: { link: 'Följer Link', count: 'Räknar offset själva', none: 'Ingen, allt i ett svar' },
    },
    en: {
      label: 'Next page',
      about:
        'Where their Link names an internal address, we count the offset instead. Some have no pages at all and fail on an offset.',
      values: { link: 'Follows Link', count: 'Counts the offset', none: 'None, all in one answer' },
    },
  },
  stepMode: {
    sv: {
      label: 'Avrundning av tid i tarifferna',
      about: 'OCPI avrundar tid och parkering tillsammans. Partner som gör annorlunda räknas om så som de gör.',
      values: { combined: 'Tid och parkering tillsammans', per_dimension: 'Var för sig', none: 'Ingen' },
    },
    en: {
      label: 'Rounding of time in tariffs',
      about: 'OCPI rounds time and parking together. Partners that do otherwise are recomputed as they do it.',
      values: { combined: 'Time and parking together', per_dimension: 'Each by itself', none: 'None' },
    },
  },
  priceSource: {
    sv: {
      label: 'Vem som räknar priset',
      about:
        'Vissa hubbar räknar priset själva: [*] först i anmärkningen säger det, [?] att summan inte betyder något och att vår gäller.',
      values: { partner: 'Partnern', hub_remarks: 'Hubben, enligt anmärkningen' },
    },
    en: {
      label: 'Who computes the price',
      about:
        'Some hubs compute the price: [*] at the start of the remark says so, [?] that the total means nothing and ours counts.',
      values: { partner: 'The partner', hub_remarks: 'The hub, as the remark says' },
    },
  },
}

/** The page docs/quirks.md. */
export function printQuirks(): string {
  const sections = QUIRK_NAMES.map((name) => {
    const { label, about, values } = QUIRK_TEXTS[name].en
    const words: Readonly<Record<string, string>> = values
    const choices = QUIRKS[name].values.map((value) => {
      const usual = value === QUIRKS[name].default ? ' (default)' : ''
      return `- \`${value}\`${usual}: ${words[value]}.`
    })
    return `## ${name}\n\n${label}. ${about}\n\n${choices.join('\n')}\n\nRead in \`${QUIRKS[name].readIn}\`.\n`
  })
  const head =
    'What one connection needs that the specification does not say. Staff choose the values on the partner’s agreement tab; ' +
    'a connection without a stored value has the default, which is what the specification says. ' +
    'Printed from `lib/partners/core/quirks.ts` by `npx vitest run --project unit lib/partners/core -u`.'
  return `# Quirks\n\n${head}\n\n${sections.join('\n')}`
}
