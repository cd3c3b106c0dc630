// Invented people and companies of the demonstration: Swedish in sound, nobody in particular.
import { AddCustomerInput } from '@/lib/customers/schema'

const FIRST = [
  'Elin',
  'Nils',
  'Maja',
  'Oskar',
  'Saga',
  'Anton',
  'Freja',
  'Viktor',
  'Alva',
  'Gustav',
  'Linnéa',
  'Hugo',
  'Ebba',
  'Axel',
  'Tilde',
  'Sixten',
  'Ronja',
  'Arvid',
  'Signe',
  'Malte',
]
const LAST = [
  'Sandberg',
  'Lindqvist',
  'Åkerlund',
  'Holm',
  'Ekström',
  'Norén',
  'Sjöberg',
  'Wallin',
  'Östling',
  'Backman',
  'Hedlund',
  'Rosén',
]
const PLACES = [
  ['Uppsala', '753 33', 'Svartbäcksgatan'],
  ['Gävle', '803 20', 'Drottninggatan'],
  ['Bollnäs', '821 43', 'Stationsgatan'],
  ['Sundsvall', '852 30', 'Storgatan'],
  ['Västerås', '722 15', 'Vasagatan'],
  ['Stockholm', '113 51', 'Odengatan'],
  ['Falun', '791 30', 'Åsgatan'],
  ['Örebro', '703 61', 'Köpmangatan'],
] as const
const COMPANIES = [
  'Hälsinge Hemtjänst AB',
  'Gästrike Bygg & Montage AB',
  'Norrvik Redovisning AB',
  'Siljans Budbilar AB',
  'Mälardalens Elinstallationer AB',
  'Kustvägens Åkeri AB',
]

function slug(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z]+/g, '.')
    .replaceAll(/^\.|\.$/g, '')
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length]! // within the list by the modulo
}

/** 60 private customers; the first is the one whose portal the demonstration opens. */
export function privatePeople(): AddCustomerInput[] {
  return Array.from({ length: 60 }, (_, index) => {
    const name = `${pick(FIRST, index)} ${pick(LAST, index + Math.floor(index / FIRST.length) * 5)}`
    const [city, postalCode, street] = pick(PLACES, index * 3)
    return AddCustomerInput.parse({
      kind: 'private',
      name,
      email: `${slug(name)}@example.se`,
      street: `${street} ${3 + ((index * 7) % 60)}`,
      postalCode,
      city,
      locale: index % 15 === 14 ? 'en' : 'sv',
    })
  })
}

export function companies(): AddCustomerInput[] {
  return COMPANIES.map((name, index) => {
    const [city, postalCode, street] = pick(PLACES, index + 1)
    return AddCustomerInput.parse({
      kind: 'business',
      name,
      email: `faktura@${slug(name).replaceAll('.', '-')}.example`,
      organisationNumber: `55${9100 + index * 37}-${4000 + index * 211}`,
      street: `${street} ${10 + index}`,
      postalCode,
      city,
    })
  })
}

/** A card's hidden number, 7 bytes, the same in every demonstration. */
export function cardUid(index: number): string {
  return `04${(0x5a_00_00_00_00_00 + index * 0x3f_11_27 + 0x11).toString(16).toUpperCase().padStart(12, '0')}`
}

export const STAFF = [
  { role: 'administrator', name: 'Astrid Berg', email: 'astrid@nordviken.example' },
  { role: 'roaming', name: 'Karin Öberg', email: 'karin@nordviken.example' },
  { role: 'finance', name: 'Erik Lund', email: 'erik@nordviken.example' },
  { role: 'support', name: 'Samira Haddad', email: 'samira@nordviken.example' },
  { role: 'auditor', name: 'Bo Revisor', email: 'bo@nordviken.example' },
] as const

/** Of every demonstration account; an empty portal (DEMO=0) has none of them. */
export const DEMO_PASSWORD = 'granris och kaffe'
