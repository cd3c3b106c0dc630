// InvoiceReconciliation of 2.3.0: which CDRs stand on which invoice. The operator issues records of its own
// and takes those of an eMSP that bills itself.
import { toDateTime } from './clock'
import { ControlError, fieldsOf, given, optionalText, type Fields } from './control-input'
import { nextId, type Cpo } from './cpo'
import { distortWritten } from './distort-objects'
import { add, fraction, toNumber, ZERO } from './fraction'
import { isParty, speakerFor } from './hub'
import { pageLimit } from './hub-routing'
import { invalid, notFound, ok, type OcpiAnswer, type OcpiRequest } from './ocpi-answers'
import { page } from './paging'
import { callModule, type Answer } from './partner-client'
import type { Json } from './distort-objects'
import type { Cdr, InvoiceRecord, Owner } from './wire'

const MODULE = 'invoicereconciliation'

type Path = Pick<InvoiceRecord, 'country_code' | 'party_id' | 'id'>

const keyOf = ({ country_code: country, party_id: party, id }: Path) => `${country}|${party}|${id}`.toUpperCase()

/** The CDRs that a request names, or all that stand on no invoice yet. */
function chosenCdrs(cpo: Cpo, fields: Fields, owner: Owner): string[] {
  if (Array.isArray(fields.cdrIds)) return fields.cdrIds.map(String)
  const [from, to] = [optionalText(fields, 'from') ?? '', optionalText(fields, 'to') ?? '9']
  const billed = new Set([...cpo.invoices.values()].flatMap(({ cdrs }) => cdrs))
  const open = [...cpo.cdrs.values()].filter(
    (cdr) => isParty(cdr, owner) && !billed.has(cdr.id) && cdr.end_date_time >= from && cdr.end_date_time < to,
  )
  return open.map(({ id }) => id)
}

/** What the invoice itself would say, credits taken off. */
function totalsOf(cpo: Cpo, ids: readonly string[]): object {
  const cdrs = ids.map((id) => cpo.cdrs.get(id)).filter((cdr): cdr is Cdr => cdr !== undefined)
  const sum = (pick: (cdr: Cdr) => number) => toNumber(cdrs.map((cdr) => fraction(pick(cdr))).reduce(add, ZERO), 2)
  return {
    currency: cdrs[0]?.currency,
    exclVat: sum(({ total_cost: cost }) => cost.excl_vat),
    inclVat: sum(({ total_cost: cost }) => cost.incl_vat ?? cost.excl_vat),
  }
}

function send(cpo: Cpo, record: InvoiceRecord, method: 'POST' | 'PUT' | 'DELETE'): Promise<Answer> {
  const from = speakerFor(cpo, record, MODULE)
  if (!from) throw new ControlError(`${record.party_id} is not connected to the hub`, 409)
  const path = method === 'POST' ? [] : [record.country_code, record.party_id, record.id]
  const body = method === 'DELETE' ? {} : { body: distortWritten(cpo, MODULE, { ...record }) }
  return callModule(cpo, { module: MODULE, role: 'RECEIVER', path }, { method, from, ...body })
}

/** POST /control/invoices */
export async function issueInvoice(cpo: Cpo, body: unknown): Promise<object> {
  const fields = fieldsOf(body)
  const partyId = optionalText(fields, 'partyId')
  const owner = cpo.parties.find((party) => !partyId || party.party_id === partyId.toUpperCase())
  if (!owner) throw new ControlError('no such party', 404)
  const cdrs = chosenCdrs(cpo, fields, owner)
  if (cdrs.length === 0) throw new ControlError('there is no CDR to invoice', 409)
  const id = nextId(cpo, 'I', owner)
  const record: InvoiceRecord = {
    country_code: owner.country_code,
    party_id: owner.party_id,
    id,
    invoice_id: optionalText(fields, 'invoiceId') ?? id.replace('-I', '-2026-'),
    cdrs,
    last_updated: toDateTime(cpo.clock.now()),
  }
  cpo.invoices.set(keyOf(record), record)
  cpo.changed()
  return { record, invoice: totalsOf(cpo, cdrs), answer: await send(cpo, record, 'POST') }
}

function ownInvoice(cpo: Cpo, id: string): InvoiceRecord {
  const record = [...cpo.invoices.values()].find((candidate) => candidate.id.toUpperCase() === id.toUpperCase())
  if (!record) throw new ControlError('no such invoice', 404)
  return record
}

/** PUT /control/invoices/{id}: another list, or another number. */
export async function changeInvoice(cpo: Cpo, id: string, body: unknown): Promise<object> {
  const fields = fieldsOf(body)
  const cdrs = Array.isArray(fields.cdrIds) ? fields.cdrIds.map(String) : undefined
  const changes = given({ invoice_id: optionalText(fields, 'invoiceId'), cdrs })
  const record = { ...ownInvoice(cpo, id), ...changes, last_updated: toDateTime(cpo.clock.now()) }
  cpo.invoices.set(keyOf(record), record)
  cpo.changed()
  return { record, invoice: totalsOf(cpo, record.cdrs), answer: await send(cpo, record, 'PUT') }
}

/** DELETE /control/invoices/{id}: the record was a mistake. */
export async function dropInvoice(cpo: Cpo, id: string): Promise<object> {
  const record = ownInvoice(cpo, id)
  cpo.invoices.delete(keyOf(record))
  cpo.changed()
  return { dropped: record.id, answer: await send(cpo, record, 'DELETE') }
}

/** GET /control/invoices */
export function listInvoices(cpo: Cpo): object {
  return { issued: [...cpo.invoices.values()], received: [...cpo.receivedInvoices.values()] }
}

function addressOf({ path }: OcpiRequest): Path {
  const [, country, party, id] = path
  if (!country || !party || !id) throw notFound('object')
  return { country_code: country, party_id: party, id }
}

/** GET of the list as a Sender, of one record as a Receiver. */
export function getInvoice(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  if (!request.path[1]) {
    const { version, query, party } = request
    const all = [...cpo.invoices.values()].filter((record) => !party || isParty(record, party))
    const write = (record: InvoiceRecord) => distortWritten(cpo, MODULE, { ...record })
    return page(cpo, { version, module: MODULE, all, query, most: pageLimit(cpo, MODULE), write })
  }
  const record = cpo.receivedInvoices.get(keyOf(addressOf(request)))
  if (!record) throw notFound('invoice record')
  return ok(record)
}

function readRecord(value: unknown): InvoiceRecord {
  const fields = (value ?? {}) as Json // Checked field by field.
  for (const field of ['country_code', 'party_id', 'id', 'invoice_id', 'last_updated'] as const) {
    if (typeof fields[field] !== 'string') throw invalid(`${field} is missing`)
  }
  const { cdrs } = fields
  if (!Array.isArray(cdrs) || cdrs.length === 0 || cdrs.some((id) => typeof id !== 'string')) {
    throw invalid('cdrs must be a list of ids with at least one')
  }
  return fields as InvoiceRecord
}

function keep(cpo: Cpo, record: InvoiceRecord): OcpiAnswer {
  const unknown = record.cdrs.find((id) => !cpo.cdrs.has(id))
  if (unknown !== undefined) throw invalid(`CDR ${unknown} is not ours`)
  const created = !cpo.receivedInvoices.has(keyOf(record))
  cpo.receivedInvoices.set(keyOf(record), record)
  cpo.changed()
  return { ...ok(), http: created ? 201 : 200 }
}

/** POST of a record by an eMSP that bills itself. */
export function postInvoice(cpo: Cpo, { path, body }: OcpiRequest): OcpiAnswer {
  if (path[1]) throw notFound('object')
  return keep(cpo, readRecord(body))
}

export function putInvoice(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  const record = readRecord(request.body)
  if (keyOf(record) !== keyOf(addressOf(request))) throw invalid('the URL names another record than the body')
  return keep(cpo, record)
}

export function deleteInvoice(cpo: Cpo, request: OcpiRequest): OcpiAnswer {
  if (!cpo.receivedInvoices.delete(keyOf(addressOf(request)))) throw notFound('invoice record')
  cpo.changed()
  return ok()
}
