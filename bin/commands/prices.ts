import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { InvalidError } from '@/lib/kernel/errors'
import { isBiddingArea } from '@/lib/rating/core/bidding-area'
import { fetchDuePrices } from '@/lib/rating/prices/fetch-due-prices'
import { importExchangeRates } from '@/lib/rating/prices/import-exchange-rates'
import { importSpotPrices } from '@/lib/rating/prices/import-spot-prices'
import { readWords, type Command } from './command'

function readFile(path: string): { text: string; origin: string } {
  try {
    return { text: readFileSync(path, 'utf8'), origin: basename(path) }
  } catch {
    throw new InvalidError(`cannot read ${path}`)
  }
}

export const pricesImport: Command = {
  usage: 'prices import --format entsoe|elpriset --file FILE [--area SE3]',
  database: true,
  async run(ctx, args) {
    const { values } = readWords(args, ['format', 'file', 'area'], ['format', 'file'])
    const { format, area } = values
    if (format !== 'entsoe' && format !== 'elpriset') throw new InvalidError('--format is entsoe or elpriset')
    if (area !== undefined && !isBiddingArea(area)) throw new InvalidError('--area is SE1, SE2, SE3 or SE4')
    const days = await importSpotPrices(ctx, { format, area, ...readFile(values['file'] ?? '') })
    return { value: { days } }
  },
}

export const pricesFetch: Command = {
  usage: 'prices fetch',
  database: true,
  async run(ctx, args) {
    readWords(args, [])
    const value = await fetchDuePrices(ctx)
    return { value, exitCode: value.failures.length > 0 ? 1 : 0 }
  },
}

export const ratesImport: Command = {
  usage: 'rates import --file FILE',
  database: true,
  async run(ctx, args) {
    const { values } = readWords(args, ['file'], ['file'])
    return { value: { days: await importExchangeRates(ctx, readFile(values['file'] ?? '')) } }
  },
}
