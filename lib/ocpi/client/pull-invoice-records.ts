// OCPI 2.3.0 InvoiceReconciliation, Sender: the operator's list of records, read by us. Every record comes in by the same
// verb as one that is pushed.
import type { SystemCtx } from '@/lib/auth/context'
import { AppError, ForbiddenError, InvalidError } from '@/lib/kernel/errors'
import type { PartnerId } from '@/lib/kernel/ids'
import { DAY_MS, instant, toIsoInstant } from '@/lib/kernel/time'
import { foldParty } from '@/lib/partners/core/our-party'
import { endpointUrl, getConnection } from '@/lib/partners/find-connection'
import { logger } from '@/lib/platform/logger'
import { putInvoiceRecord } from '@/lib/roaming/invoice-records/put-invoice-record'
import { isStorable } from '../wire/reader'
import * as wire from '../wire/v230/invoice-records'
import { listPages } from './list-pages'
import { peerOf } from './peer-of'

const MODULE = 'invoicereconciliation'
/** Invoices of a quarter may come a quarter late. */
const BACK_MS = 200 * DAY_MS

/** Reads a partner's records of the last months. One that cannot be read is left out and logged. Safe to run again. */
export async function pullInvoiceRecords(
  ctx: SystemCtx,
  partnerId: PartnerId,
): Promise<{ fetched: number; rejected: number }> {
  const connection = await getConnection(partnerId)
  const url = endpointUrl(connection, MODULE, 'SENDER')
  const count = { fetched: 0, rejected: 0 }
  if (!url) return count
  const isHub = connection.hubParty !== null
  const parties = new Set([
    foldParty(connection.countryCode, connection.partyId),
    ...connection.roles.map((role) => foldParty(role.countryCode, role.partyId)),
  ])
  const query = { date_from: toIsoInstant(instant(ctx.clock.now() - BACK_MS)) }
  for await (const page of listPages(peerOf(connection), MODULE, url, query)) {
    for (const json of page.items) {
      count.fetched += 1
      try {
        if (!isStorable(json)) throw new InvalidError('contains characters that are none')
        const { value: record, findings } = wire.fromWire(json)
        if (!isHub && !parties.has(foldParty(record.countryCode, record.partyId)))
          throw new ForbiddenError('its owner is no party of this connection')
        await putInvoiceRecord({ ...ctx, partnerId }, { record, received: JSON.stringify(json), findings })
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        count.rejected += 1
        logger.warn('pull.rejected', { partnerId, module: MODULE, reason: error.message })
      }
    }
  }
  return count
}
