// OCPI 2.3.0 InvoiceReconciliation. Receiver: POST to the endpoint, GET, PUT and DELETE of a record; the specification
// is of two minds about who names a record, so POST and PUT both store and both correct (guide IR-3). Sender: the list
// of our own records, of invoices that we issue in the operator's name.
import { deleteInvoiceRecord } from '@/lib/roaming/invoice-records/delete-invoice-record'
import { putInvoiceRecord } from '@/lib/roaming/invoice-records/put-invoice-record'
import { findReceivedInvoiceRecord, listOurInvoiceRecords } from '@/lib/roaming/invoice-records/queries'
import type { ObjectKey } from '@/lib/roaming/core/common'
import { pageReply, readPageQuery } from '../http/pagination'
import { speaksFor } from '../http/partner-auth'
import type { Call, Routes } from '../http/receiver'
import { created, notFound, ok, refused, STATUS, type Reply } from '../http/reply'
import { moduleUrl } from '../http/urls'
import * as wire from '../wire/v230/invoice-records'

export const MODULE = 'invoicereconciliation'
const unknownRecord = () => notFound(STATUS.clientError, 'There is no such invoice reconciliation record')

async function store(call: Call, key: ObjectKey | undefined): Promise<Reply> {
  const { value: record, findings } = wire.fromWire(call.body, key)
  if (!(await speaksFor(call.ctx, call.partner, record))) {
    return refused(STATUS.invalid, `/party_id: ${record.countryCode}*${record.partyId} is no party of this connection`)
  }
  const outcome = await putInvoiceRecord(call.ctx, { record, received: call.rawBody, findings })
  const headers = { location: recordUrl(call, record) }
  return outcome === 'created' ? created(headers) : ok(undefined, headers)
}

function recordUrl({ ctx }: Call, { countryCode, partyId, id }: ObjectKey): string {
  return `${moduleUrl(ctx.version, MODULE)}/${[countryCode, partyId, id].map(encodeURIComponent).join('/')}`
}

function keyOf({ params }: Call): ObjectKey {
  return { countryCode: params['country_code']!, partyId: params['party_id']!, id: params['id']! } // named by the route
}

export const receiveInvoiceRecords: Routes = {
  '': { POST: (call) => store(call, undefined) },
  '{country_code}/{party_id}/{id}': {
    GET: async (call) => {
      const received = await findReceivedInvoiceRecord(call.ctx, keyOf(call))
      return received === null ? unknownRecord() : ok(JSON.parse(received))
    },
    PUT: (call) => store(call, keyOf(call)),
    POST: (call) => store(call, keyOf(call)),
    DELETE: async (call) => ((await deleteInvoiceRecord(call.ctx, keyOf(call))) ? ok() : unknownRecord()),
  },
}

export const serveInvoiceRecords: Routes = {
  '': {
    GET: async ({ ctx, query }) => {
      const page = readPageQuery(query)
      const { records, total } = await listOurInvoiceRecords(ctx, page)
      return pageReply(records.map(wire.toWire), total, page, moduleUrl(ctx.version, MODULE), query)
    },
  },
}
