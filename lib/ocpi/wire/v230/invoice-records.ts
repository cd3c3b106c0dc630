// OCPI 2.3.0 InvoiceReconciliation: the record of an invoice. Only this version has the module.
import type { ObjectKey } from '@/lib/roaming/core/common'
import type { InvoiceRecord } from '@/lib/roaming/core/invoice-record'
import { WireError, WireObject, type Read, type WireJson } from '../reader'
import { toDateTime } from '../writer'

/** The specification says 36; a credit CDR's id may have 39. */
const CDR_ID_LENGTH = 39

function readCdrId(item: unknown, place: ConstructorParameters<typeof WireError>[0]): string {
  if (typeof item === 'number') return String(item)
  // Some send the CDR object or its key in place of the id.
  const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : item
  if (typeof id !== 'string' || id.trim() === '') throw new WireError(place, 'must be a CDR id')
  if (id.length > 255) throw new WireError(place, `is longer than ${CDR_ID_LENGTH} characters`)
  return id
}

/** Reads a record. With `key`, the owner's key in the address, the body must agree where it speaks of it. */
export function fromWire(json: unknown, key?: ObjectKey): Read<InvoiceRecord> {
  const object = new WireObject(json, '', [])
  const part = (name: string, max: number, inPath: string | undefined): string => {
    if (inPath !== undefined && !object.has(name)) {
      object.note(name, 'missing', 'is required')
      return inPath
    }
    const value = object.id(name, max)
    if (inPath !== undefined && value.toUpperCase() !== inPath.toUpperCase()) {
      object.fail(name, 'is not the one in the address')
    }
    return value
  }
  if (!Array.isArray(object.fields['cdrs'])) object.fail('cdrs', 'is required and must be a list')
  const cdrIds = object.list('cdrs', readCdrId)
  if (cdrIds.length === 0) object.note('cdrs', 'missing', 'must not be empty')
  if (cdrIds.some((id) => id.length > CDR_ID_LENGTH)) object.note('cdrs', 'too_long', 'has an id that is too long')
  const value: InvoiceRecord = {
    countryCode: part('country_code', 2, key?.countryCode),
    partyId: part('party_id', 3, key?.partyId),
    id: part('id', 36, key?.id),
    invoiceId: object.id('invoice_id', 255),
    cdrIds,
    lastUpdated: object.instant('last_updated'),
  }
  return { value, findings: object.findings }
}

export function toWire(record: InvoiceRecord): WireJson {
  return {
    country_code: record.countryCode,
    party_id: record.partyId,
    id: record.id,
    invoice_id: record.invoiceId,
    cdrs: record.cdrIds,
    last_updated: toDateTime(record.lastUpdated),
  }
}
