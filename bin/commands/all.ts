// The command line's table, by its first two words.
import type { Command } from './command'
import { billingRun, cdrShow, ledgerCheck, ocrCheck, ocrMake } from './money'
import { invoiceExport, invoiceList, invoiceShow } from './invoice'
import { pricesFetch, pricesImport, ratesImport } from './prices'
import { partnerAdd, partnerConnect, partnerShow } from './partner'
import { customerAdd, tokenAdd, userAdd } from './people'

export const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['partner add', partnerAdd],
  ['partner connect', partnerConnect],
  ['partner show', partnerShow],
  ['customer add', customerAdd],
  ['token add', tokenAdd],
  ['user add', userAdd],
  ['cdr show', cdrShow],
  ['billing run', billingRun],
  ['invoice list', invoiceList],
  ['invoice show', invoiceShow],
  ['invoice export', invoiceExport],
  ['prices import', pricesImport],
  ['prices fetch', pricesFetch],
  ['rates import', ratesImport],
  ['ledger check', ledgerCheck],
  ['ocr check', ocrCheck],
  ['ocr make', ocrMake],
])
