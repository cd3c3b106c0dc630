import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { printQuirks, QUIRK_TEXTS } from './quirk-texts'
import { DEFAULT_QUIRKS, QUIRK_NAMES, QUIRKS, readQuirks } from './quirks'

const files = ['app', 'bin', 'lib']
  .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => join(folder, String(file))))
  .filter((file) => /[.]tsx?$/.test(file))
const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]))

/** The handshake finds out by itself how the token is to be written, and keeps what it found. */
const FINDS_OUT = ['lib/ocpi/client/discover.ts', 'lib/ocpi/client/register-partner.ts']

test.each(QUIRK_NAMES)('%s is read in one place, which is the one that the registry names', (name) => {
  const reading = new RegExp(String.raw`\bquirks\??[.]${name}\b|\b${name}\b[^=\n]*\} = (\w+[.])*quirks\b`)
  const readers = [...texts].filter(([file, text]) => !/[.]test[.]ts$/.test(file) && reading.test(text))
  expect(readers.map(([file]) => file).filter((file) => !FINDS_OUT.includes(file))).toEqual([QUIRKS[name].readIn])
})

test.each(QUIRK_NAMES)('%s has a test of what it does', (name) => {
  const tests = [...texts].filter(
    ([file, text]) =>
      /[.]test[.]ts$/.test(file) && !file.endsWith('quirks.test.ts') && new RegExp(`\\b${name}: '`).test(text),
  )
  expect(tests.map(([file]) => file)).not.toEqual([])
})

test.each(QUIRK_NAMES)('%s is explained in one sentence or two, and has the specification as its default', (name) => {
  const values: readonly string[] = QUIRKS[name].values
  expect(values).toContain(QUIRKS[name].default)
  for (const locale of ['sv', 'en'] as const) {
    const { label, about, values: words } = QUIRK_TEXTS[name][locale]
    expect(label).not.toMatch(/[.!]$/)
    expect(about).toMatch(/^[A-ZÅÄÖ].*[.]$/)
    expect(Object.keys(words).toSorted()).toEqual(values.toSorted())
  }
})

test('what is stored is made whole: old rows, later versions and nonsense do not break a connection', () => {
  expect(readQuirks({})).toEqual(DEFAULT_QUIRKS)
  expect(readQuirks({ tokenEncoding: 'raw', ofTomorrow: 'yes', stepMode: 7, pageLimit: null, uidForm: {} })).toEqual({
    ...DEFAULT_QUIRKS,
    tokenEncoding: 'raw',
  })
  // As it was stored before it had words.
  expect(readQuirks({ mirrorErrorsAsHttp: true }).mirrorErrorsAsHttp).toBe('yes')
  expect(readQuirks({ mirrorErrorsAsHttp: false }).mirrorErrorsAsHttp).toBe('no')
})

test('docs/quirks.md is printed from the registry', async () => {
  await expect(printQuirks()).toMatchFileSnapshot('../../../docs/quirks.md')
})
