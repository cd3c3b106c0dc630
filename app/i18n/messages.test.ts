import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LOCALES } from './locale'
import { CUSTOMER_FACING, MESSAGES, NAMESPACES } from './namespaces'

function entries(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as object).flatMap(([key, below]) => entries(below, path ? `${path}.${key}` : key))
}

/** What a text asks for: `{name}`, `{count, plural, …}`, `<b>`. */
function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\s*[,}]|<(\w+)>/g)].map((match) => match[1] ?? `<${match[2]}>`).toSorted()
}

describe.each(NAMESPACES)('%s', (namespace) => {
  const swedish = new Map(entries(MESSAGES.sv[namespace]))
  const english = new Map(entries(MESSAGES.en[namespace]))

  test('has the same keys in both languages', () => {
    expect([...english.keys()].toSorted()).toEqual([...swedish.keys()].toSorted())
  })

  test('has no empty text', () => {
    expect([...swedish, ...english].filter(([, text]) => text.trim() === '')).toEqual([])
  })

  test('fills in the same facts in both languages', () => {
    const facts = (texts: ReadonlyMap<string, string>) =>
      Object.fromEntries([...texts].map(([key, text]) => [key, [...new Set(placeholders(text))]]))
    expect(facts(english)).toEqual(facts(swedish))
  })
})

const FIELD_WORDS = /\b(CDR|EVSE|eMSP|tokens?)s?\b/i

test.each(CUSTOMER_FACING)('%s speaks the customer’s language', (namespace) => {
  const texts = LOCALES.flatMap((locale) => entries(MESSAGES[locale][namespace]))
  expect(texts.filter(([, text]) => FIELD_WORDS.test(text))).toEqual([])
  expect(texts.filter(([, text]) => text.includes('!'))).toEqual([])
})

test('every file of texts is in the list', () => {
  for (const locale of LOCALES) {
    const files = readdirSync(new URL(`./messages/${locale}`, import.meta.url)).map((name) => name.replace('.json', ''))
    expect(files.toSorted()).toEqual([...NAMESPACES].toSorted())
  }
})
