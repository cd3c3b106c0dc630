import { checkOcr, makeOcr } from '@/lib/billing/core/ocr'
import { runBilling } from '@/lib/billing/run-billing'
import { InvalidError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { isMonth } from '@/lib/kernel/time'
import { checkLedger } from '@/lib/ledger/check-ledger'
import { getCdrReport } from '@/lib/rating/cdrs/queries/get-cdr-report'
import { readWords, takeFlag, type Command } from './command'

export const cdrShow: Command = {
  usage: 'cdr show COUNTRY PARTY ID',
  database: true,
  async run(ctx, args) {
    const [countryCode, partyId, id, ...rest] = readWords(args, []).positionals
    if (!countryCode || !partyId || !id || rest.length > 0) throw new InvalidError('wanted: cdr show COUNTRY PARTY ID')
    return { value: await getCdrReport(ctx, { countryCode, partyId, id }) }
  },
}

export const billingRun: Command = {
  usage: 'billing run --period 2026-10 [--customer ID] [--finalize]',
  database: true,
  async run(ctx, args) {
    const { given: finalize, rest } = takeFlag(args, '--finalize')
    const { values } = readWords(rest, ['period', 'customer'], ['period'])
    const period = values['period'] ?? ''
    if (!isMonth(period)) throw new InvalidError('--period is a month such as 2026-10')
    const customerId = values['customer']
    if (customerId !== undefined && !isId('customer', customerId))
      throw new InvalidError(`not a customer id: ${customerId}`)
    return { value: await runBilling(ctx, { period, customerId, finalize }) }
  },
}

export const ledgerCheck: Command = {
  usage: 'ledger check',
  database: true,
  async run(ctx, args) {
    readWords(args, [])
    const value = await checkLedger(ctx)
    return { value, exitCode: value.invariants.every((invariant) => invariant.ok) ? 0 : 1 }
  },
}

export const ocrCheck: Command = {
  usage: 'ocr check REFERENCE…',
  database: false,
  async run(_ctx, args) {
    return { value: args.map((reference) => ({ reference, ...checkOcr(reference) })) }
  },
}

export const ocrMake: Command = {
  usage: 'ocr make BASE…',
  database: false,
  async run(_ctx, args) {
    return { value: args.map((base) => ({ base, reference: makeOcr(base) })) }
  },
}
