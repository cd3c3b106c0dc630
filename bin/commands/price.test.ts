import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import { priceCommand, priceOne, type PriceResult } from './price'

const cases = new URL('../../lib/pricing/cases/', import.meta.url)
const examples = new URL('../../../shared/data/ocpi/', import.meta.url)

function readJson(base: URL, path: string) {
  return JSON.parse(readFileSync(new URL(path, base), 'utf8'))
}

/** A slow reader: every write asks to wait, so that back-pressure is exercised. */
function slowStream(): { stream: Writable; text: () => string } {
  let written = ''
  const stream = new Writable({
    highWaterMark: 1,
    write(chunk, _encoding, done) {
      written += String(chunk)
      setImmediate(done)
    },
  })
  return { stream, text: () => written }
}

async function run(args: string[], json = true): Promise<string> {
  const { stream, text } = slowStream()
  await priceCommand(args, { json, stdout: stream })
  stream.end()
  await new Promise((resolve) => stream.on('finish', resolve))
  return text()
}

async function inFile(name: string, content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'price-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, name)
  await writeFile(file, content)
  return file
}

const path = (name: string, file: string) => new URL(`${name}/${file}.json`, cases).pathname

// The command has neither the reservation's fate nor another policy, so cases that state one are the engine's alone.
const priceable = readdirSync(cases).filter((name) => {
  const expected = readJson(cases, `${name}/expected.json`)
  return expected.stepMode === undefined && expected.reservationExpired === undefined
})

describe('every golden case, through the command', () => {
  test.each(priceable)('%s', (name) => {
    const expected = readJson(cases, `${name}/expected.json`)
    const { tariff, cdr } = { tariff: readJson(cases, `${name}/tariff.json`), cdr: readJson(cases, `${name}/cdr.json`) }
    const named = new Set(cdr.charging_periods.map((period: { tariff_id?: string }) => period.tariff_id))
    const isStranger = named.has('GONE')
    const result = priceOne({
      cdr: isStranger ? { ...cdr, tariffs: [tariff] } : cdr,
      tariff: isStranger ? null : tariff,
      timeZone: expected.timeZone,
    })
    expect([result.exclVat, result.inclVat]).toEqual([expected.excl, expected.incl])
    expect([result.rounded.exclVat, result.rounded.inclVat]).toEqual(expected.rounded)
    for (const code of expected.findings) expect(result.findings.map((finding) => finding.code)).toContain(code)
  })
})

describe('the command', () => {
  const tariffFile = path('spec-t12b-min-price', 'tariff')
  const cdrFile = path('spec-t12b-min-price', 'cdr')

  test('answers with exactly the members of the contract', async () => {
    const result = JSON.parse(await run(['--tariff', tariffFile, '--cdr', cdrFile]))
    expect(result).toEqual({
      currency: 'EUR',
      exclVat: '0.5',
      inclVat: '0.55',
      lines: [
        {
          dimension: 'ENERGY',
          quantity: '1.5',
          billedQuantity: '1.5',
          unitPrice: '0.25',
          exclVat: '0.375',
          vatPercent: '10',
          element: 0,
          startedAt: '2026-03-10T09:00:00Z',
        },
      ],
      findings: [
        { code: 'MIN_PRICE_APPLIED', message: 'min_price changed the total by 0.125 without and 0.1375 with tax' },
      ],
      rounded: { exclVat: '0.50', inclVat: '0.55' },
    })
  })

  test('prints a text for people without --json, and takes the two files without options', async () => {
    const text = await run([tariffFile, cdrFile], false)
    expect(text).toContain('without VAT  0.50 EUR (0.5)')
    const [head, rule, line] = text.split('\n').slice(text.split('\n').findIndex((row) => row.startsWith('period')))
    expect(head?.split(/ {2,}/)).toEqual([
      'period',
      'what',
      'element',
      'quantity',
      'billed',
      'unit price',
      'VAT %',
      'excl. VAT',
      'why',
    ])
    expect(rule).toMatch(/^[- ]+$/)
    expect(line).toMatch(
      /^2026-03-10 10:00:00–.* {2}ENERGY .*1\.5 .*0\.25 .*10 .*0\.375 {2}the only element that applies$/,
    )
  })

  test('tells the tariff in words, in both languages', async () => {
    expect(await run([tariffFile, cdrFile], false)).toMatch(/^Tariff \S+\n {2}\S/)
    const swedish = await run(['--tariff', tariffFile, '--cdr', cdrFile, '--lang', 'sv'], false)
    expect(swedish).toContain('utan moms    0.50 EUR (0.5)')
    await expect(run(['--tariff', tariffFile, '--cdr', cdrFile, '--lang', 'de'])).rejects.toThrow(/--lang is sv or en/)
  })

  test('gives the customer’s price by a plan, and says when it gives none', async () => {
    const cdr = await inFile(
      'cdr.json',
      JSON.stringify({ ...readJson(cases, 'spec-t12b-min-price/cdr.json'), currency: 'SEK' }),
    )
    const tariff = await inFile(
      'tariff.json',
      JSON.stringify({ ...readJson(cases, 'spec-t12b-min-price/tariff.json'), currency: 'SEK' }),
    )
    const energy = { method: 'pass_through', markupPercent: '10', markupPerKwh: '0.2' }
    const plan = await inFile('plan.json', JSON.stringify({ energy, startFee: '1' }))
    const files = ['--tariff', tariff, '--cdr', cdr, '--plan', plan]
    // 0.50 by the operator's minimum, 0.05 on it, 1.5 kWh at 0.20, and 1.00 to begin with.
    expect(JSON.parse(await run(files)).retail).toMatchObject({
      currency: 'SEK',
      exclVat: '1.86',
      vat: '0.47',
      inclVat: '2.33',
    })
    expect(await run(files, false)).toMatch(/The customer pays by the plan\n[\s\S]*with VAT 2\.33 SEK/)
    const foreign = ['--tariff', tariffFile, '--cdr', cdrFile, '--plan', plan]
    expect(JSON.parse(await run(foreign)).retail).toEqual({ refused: 'exchange_rate_missing' })
    const wrong = await inFile('wrong.json', JSON.stringify({ energy: { method: 'fixed', bands: [] } }))
    await expect(run(['--tariff', tariffFile, '--cdr', cdrFile, '--plan', wrong])).rejects.toThrow(/wrong\.json: /)
  })

  test('takes a tariff from an envelope and prices a CDR with its own tariffs', async () => {
    const tariff = readJson(cases, 'spec-t08-energy/tariff.json')
    const cdr = readJson(cases, 'spec-t08-energy/cdr.json')
    const envelope = { data: tariff, status_code: 1000, timestamp: '2026-03-10T09:00:00Z' }
    expect(priceOne({ cdr, tariff: envelope }).exclVat).toBe('5')
    expect(priceOne({ cdr: { data: { ...cdr, tariffs: [tariff] }, status_code: 1000 } }).exclVat).toBe('5')
  })

  test('prices 2.1.1: other names, texts for numbers, no tax', () => {
    const cdr = {
      id: 'C1',
      start_date_time: '2026-03-10T09:00:00Z',
      stop_date_time: '2026-03-10T11:30:00Z',
      auth_id: 'SE-LDN-C00000042-X',
      currency: 'EUR',
      location: { id: 'P17', country: 'SE' },
      charging_periods: [
        {
          start_date_time: '2026-03-10T09:00:00Z',
          dimensions: [
            { type: 'TIME', volume: 2.5 },
            { type: 'FLAT', volume: 1 },
          ],
        },
      ],
      tariffs: [
        {
          id: '7',
          currency: 'EUR',
          elements: [{ price_components: [{ type: 'TIME', price: '2.00', step_size: 300 }] }],
        },
      ],
      total_cost: 5,
    }
    const result = priceOne({ cdr })
    expect(result).toMatchObject({ exclVat: '5', inclVat: null, rounded: { exclVat: '5.00', inclVat: null } })
    expect(result.findings.map(({ code }) => code)).not.toContain('TIME_ZONE_ASSUMED')
  })

  test('keeps tax_included and both sides of a limit of 2.3.0', () => {
    const cdr = readJson(cases, 'spec-t06a-max-price/cdr.json')
    const tariff = {
      ...readJson(cases, 'tax-included-with-rate/tariff.json'),
      max_price: { before_taxes: 9, after_taxes: 11 },
    }
    expect(priceOne({ cdr, tariff })).toMatchObject({ exclVat: '9', inclVat: '11' })
  })

  test('says when it assumed a time zone or another tariff than the one named', () => {
    const cdr = readJson(cases, 'spec-t08-energy/cdr.json')
    const named = {
      ...cdr,
      cdr_location: { country: 'ESP' },
      charging_periods: [{ ...cdr.charging_periods[0], tariff_id: 'OTHER' }],
    }
    const { exclVat, findings } = priceOne({ cdr: named, tariff: readJson(cases, 'spec-t08-energy/tariff.json') })
    expect(exclVat).toBe('5')
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['TARIFF_ID_DIFFERS', 'TIME_ZONE_ASSUMED']))
  })

  test.each([
    [['--cdr', 'missing.json'], /missing\.json cannot be read/],
    [[], /usage: price/],
    [['--ocpi', '9', '--cdr', 'x'], /--ocpi is one of/],
    [['--time-zone', 'Mars/Base', '--tariff', tariffFile, '--cdr', cdrFile], /not a time zone: Mars\/Base/],
    [['--batch', 'missing.jsonl'], /missing\.jsonl cannot be read/],
  ])('refuses %j', async (args, message) => {
    await expect(run(args)).rejects.toThrow(message)
  })
})

describe('a batch', () => {
  test('answers line by line, in order, and goes on after a bad one', async () => {
    const item = (name: string) =>
      JSON.stringify({
        cdr: readJson(cases, `${name}/cdr.json`),
        tariff: readJson(cases, `${name}/tariff.json`),
        timeZone: 'Europe/Stockholm',
      })
    const lines = [
      item('spec-t08-energy'),
      '{ nonsense',
      item('dst-spring-night'),
      '{"tariff":{}}',
      item('spec-t13-time-parking'),
      '{"cdr":{}}',
    ]
    const file = await inFile('batch.jsonl', `${lines.join('\n')}\n`)
    const results = (await run(['--batch', file]))
      .trimEnd()
      .split('\n')
      .map((line): PriceResult & { error?: string } => JSON.parse(line))
    expect(results.map(({ exclVat }) => exclVat)).toEqual(['5', undefined, '13', undefined, '11.25', undefined])
    expect(results.map(({ error }) => error !== undefined)).toEqual([false, true, false, true, false, true])
  })

  test('streams many lines', async () => {
    const item = JSON.stringify({
      cdr: readJson(cases, 'spec-t08-energy/cdr.json'),
      tariff: readJson(cases, 'spec-t08-energy/tariff.json'),
    })
    const file = await inFile('many.jsonl', `${item}\n`.repeat(2000))
    expect((await run(['--batch', file])).trimEnd().split('\n')).toHaveLength(2000)
  })
})

// The specification's examples lie beside the repository; where they do not, these tests are reported as skipped.
describe.skipIf(!existsSync(examples)).each(['2.2.1-d2', '2.3.0-ed2-core'])('the examples of OCPI %s', (edition) => {
  const folder = new URL(`${edition}/`, examples)
  const tariffNames = existsSync(folder) ? readdirSync(folder).filter((name) => /^tariff.*\.json$/.test(name)) : []

  test('the CDR costs what it says', () => {
    const result = priceOne({ cdr: readJson(folder, 'cdr_example.json') })
    expect(result).toMatchObject({ exclVat: '4', inclVat: '4.4', rounded: { exclVat: '4.00', inclVat: '4.40' } })
  })

  test.each(tariffNames)('%s prices the CDR', (name) => {
    const result = priceOne({ cdr: readJson(folder, 'cdr_example.json'), tariff: readJson(folder, name) })
    expect(result.currency).toBe('EUR')
    expect(result.lines.every(({ dimension }) => ['FLAT', 'TIME'].includes(dimension))).toBe(true)
  })

  test('a finished session has Wh for kWh and parks', () => {
    const session = readJson(folder, 'session_example_2_short_finished.json')
    const result = priceOne({ cdr: session, tariff: readJson(folder, 'tariff_10_025kwh_parking_start.json') })
    expect(result.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['ENERGY_IN_WH', 'TIME_ZONE_ASSUMED', 'TARIFF_ID_DIFFERS']),
    )
    expect(result.lines.map(({ quantity }) => quantity)).toEqual(['1', '0.12', '41', '0.7186111111'])
    // 0.50 + 41.12 × 0.25 + 45 min × 2.00
    expect(result.exclVat).toBe('12.28')
  })

  test('a session that has just begun has its fee', () => {
    const session = readJson(folder, 'session_example_1_simple_start.json')
    const result = priceOne({ cdr: session, tariff: readJson(folder, 'tariff_9_025kwh_start.json') })
    expect(result.exclVat).toBe('0.5')
    expect(result.findings.map(({ code }) => code)).toContain('NO_PERIODS')
  })
})
