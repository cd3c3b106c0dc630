import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ENGINE_FINDINGS } from './finding'
import { printRules, RULES, ruleSentence } from './rule-catalogue'

const CORE = 'lib/rating/core'
const judges = [
  ...readdirSync(`${CORE}/rules`).map((file) => `rules/${file}`),
  'assess-cdr.ts',
  'late-data.ts',
  'promise.ts',
]
const sources = judges.filter((file) => !file.includes('.test.')).map((file) => readFileSync(`${CORE}/${file}`, 'utf8'))
/** Said by a decision of staff or by the settlement of a credit, not by a check. */
const BY_DEED = ['HELD_BY_STAFF', 'CREDITED_BY_OPERATOR']

test('docs/rules.md is printed from the catalogue', async () => {
  await expect(printRules()).toMatchFileSnapshot('../../../docs/rules.md')
})

test.each(RULES)('$code is said by a rule, and in whole sentences', ({ code }) => {
  const said = sources.some((text) => text.includes(`'${code}'`)) || Object.values(ENGINE_FINDINGS).includes(code)
  expect(said || BY_DEED.includes(code)).toBe(true)
  for (const locale of ['sv', 'en'] as const) {
    expect(ruleSentence(code, locale)).toMatch(/^[A-ZÅÄÖ…].*[.)…]$/)
    expect(ruleSentence(code, locale)).not.toMatch(/[{}!]/)
  }
})
