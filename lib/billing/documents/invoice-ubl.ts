// Peppol BIS Billing 3.0 (EN 16931 in UBL 2.1): the issued invoice, or credit note, for the customer's accounting
// system. Amounts are excluding VAT per line; VAT once per rate on their sum; whole kronor by PayableRoundingAmount.
import { create } from 'xmlbuilder2'
import { decimal, type DecimalString } from '@/lib/kernel/decimal'
import { PreconditionError } from '@/lib/kernel/errors'
import { minorToDecimalString } from '@/lib/kernel/money'
import { localDate } from '@/lib/kernel/time'
import { documentLabels, type DocumentLabels } from '../core/document-labels'
import { noteTexts } from '../core/document-notes'
import type { DocumentLine, InvoiceDocument } from '../core/invoice-document'
import type { SnapshotCustomer, SnapshotSeller } from '../core/invoice-snapshot'

const COMMON = 'urn:oasis:names:specification:ubl:schema:xsd:Common'
const CUSTOMIZATION = 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0'
const PROFILE = 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0'
/** Electronic address schemes: Swedish organisation number, and e-mail for those who have none. */
const SCHEME = { organisation: '0007', email: 'EM' } as const
/** UNCL 4461, what BIS asks of a Bankgiro payment. */
const CREDIT_TRANSFER = '30'
/** UNCL 1001: the object that the line is about. */
const INVOICED_OBJECT = '130'
/** PEPPOL-EN16931-R120: how far quantity times price may lie from the line's net. */
const SLACK = decimal('0.02')

type Xml = { [name: string]: string | Xml | (string | Xml)[] | undefined }
type Words = { readonly labels: DocumentLabels; readonly currency: string }

/** The document as XML. Refuses drafts. `buyerEmail` addresses a customer without organisation number. */
export function renderInvoiceUbl(document: InvoiceDocument, buyerEmail: string): string {
  if (document.number === null || document.invoiceDate === null)
    throw new PreconditionError('a draft has no electronic document')
  const credit = document.kind === 'credit_note'
  // A credit note states what it takes back as positive amounts.
  const sign = credit ? -1n : 1n
  const words: Words = { labels: documentLabels(document.locale), currency: document.currency }
  const root = credit ? 'CreditNote' : 'Invoice'
  const xml: Xml = {
    [root]: {
      '@xmlns': `urn:oasis:names:specification:ubl:schema:xsd:${root}-2`,
      '@xmlns:cac': `${COMMON}AggregateComponents-2`,
      '@xmlns:cbc': `${COMMON}BasicComponents-2`,
      'cbc:CustomizationID': CUSTOMIZATION,
      'cbc:ProfileID': PROFILE,
      'cbc:ID': document.number,
      'cbc:IssueDate': document.invoiceDate,
      ...(credit
        ? { 'cbc:CreditNoteTypeCode': '381' }
        : { 'cbc:DueDate': document.dueDate ?? undefined, 'cbc:InvoiceTypeCode': '380' }),
      'cbc:Note': document.reason || undefined,
      'cbc:DocumentCurrencyCode': document.currency,
      'cbc:BuyerReference': String(document.customer.number),
      'cac:InvoicePeriod': { 'cbc:StartDate': document.periodFrom, 'cbc:EndDate': document.periodTo },
      'cac:BillingReference': document.original
        ? {
            'cac:InvoiceDocumentReference': {
              'cbc:ID': document.original.number,
              'cbc:IssueDate': document.original.invoiceDate,
            },
          }
        : undefined,
      'cac:AccountingSupplierParty': { 'cac:Party': sellerParty(document.seller, words) },
      'cac:AccountingCustomerParty': { 'cac:Party': buyerParty(document.customer, buyerEmail) },
      'cac:PaymentMeans': document.payment ? paymentMeans(document.payment) : undefined,
      'cac:PaymentTerms': credit ? { 'cbc:Note': words.labels.creditUse } : undefined,
      'cac:TaxTotal': taxTotal(document, sign),
      'cac:LegalMonetaryTotal': monetaryTotal(document, sign),
      [`cac:${root}Line`]: lines(document, sign, words),
    },
  }
  return create({ version: '1.0', encoding: 'UTF-8' }, pruned(xml)).end({ prettyPrint: true })
}

/** Leaves out what is not stated: an empty element is no element of BIS. */
function pruned(xml: Xml): Xml {
  return Object.fromEntries(
    Object.entries(xml).flatMap(([name, value]): [string, string | Xml | (string | Xml)[]][] => {
      if (value === undefined) return []
      if (typeof value === 'string') return [[name, value]]
      if (Array.isArray(value))
        return [[name, value.map((entry) => (typeof entry === 'string' ? entry : pruned(entry)))]]
      return [[name, pruned(value)]]
    }),
  )
}

const digits = (text: string) => text.replaceAll(/\D/g, '')

function amount(minor: bigint, currency: string): Xml {
  return { '@currencyID': currency, '#': minorToDecimalString(minor, currency) }
}

function address({ street, city, postalCode, country }: SnapshotSeller | SnapshotCustomer): Xml {
  return {
    'cbc:StreetName': street || undefined,
    'cbc:CityName': city || undefined,
    'cbc:PostalZone': postalCode || undefined,
    'cac:Country': { 'cbc:IdentificationCode': country },
  }
}

function sellerParty(seller: SnapshotSeller, { labels }: Words): Xml {
  const organisation = digits(seller.organisationNumber)
  return {
    'cbc:EndpointID': { '@schemeID': SCHEME.organisation, '#': organisation },
    'cac:PartyName': { 'cbc:Name': seller.tradeName },
    'cac:PostalAddress': address(seller),
    'cac:PartyTaxScheme': [
      { 'cbc:CompanyID': seller.vatNumber, 'cac:TaxScheme': { 'cbc:ID': 'VAT' } },
      // SE-R-005: in these words, whatever the language of the document.
      { 'cbc:CompanyID': 'Godkänd för F-skatt', 'cac:TaxScheme': { 'cbc:ID': 'TAX' } },
    ],
    'cac:PartyLegalEntity': {
      'cbc:RegistrationName': seller.name,
      'cbc:CompanyID': { '@schemeID': SCHEME.organisation, '#': organisation },
      'cbc:CompanyLegalForm': `${labels.seat}: ${seller.seat}`,
    },
    'cac:Contact': { 'cbc:Telephone': seller.phone || undefined, 'cbc:ElectronicMail': seller.email || undefined },
  }
}

function buyerParty(customer: SnapshotCustomer, email: string): Xml {
  const organisation = customer.organisationNumber === null ? '' : digits(customer.organisationNumber)
  return {
    'cbc:EndpointID': organisation
      ? { '@schemeID': SCHEME.organisation, '#': organisation }
      : { '@schemeID': SCHEME.email, '#': email },
    'cac:PostalAddress': address(customer),
    'cac:PartyLegalEntity': {
      'cbc:RegistrationName': customer.name,
      'cbc:CompanyID': organisation ? { '@schemeID': SCHEME.organisation, '#': organisation } : undefined,
    },
  }
}

function paymentMeans({ ocr, bankgiro }: { ocr: string; bankgiro: string }): Xml {
  return {
    'cbc:PaymentMeansCode': CREDIT_TRANSFER,
    'cbc:PaymentID': ocr,
    'cac:PayeeFinancialAccount': {
      'cbc:ID': digits(bankgiro),
      'cac:FinancialInstitutionBranch': { 'cbc:ID': 'SE:BANKGIRO' },
    },
  }
}

function taxCategory(percent: DecimalString): Xml {
  return { 'cbc:ID': 'S', 'cbc:Percent': decimal(percent).toFixed(), 'cac:TaxScheme': { 'cbc:ID': 'VAT' } }
}

/** BR-CO-17: one subtotal per rate; our supplies of one rate are one category to EN 16931. */
function taxTotal({ vat, vatMinor, currency }: InvoiceDocument, sign: bigint): Xml {
  const rates = [...new Set(vat.map(({ vatPercent }) => vatPercent))]
  return {
    'cbc:TaxAmount': amount(vatMinor * sign, currency),
    'cac:TaxSubtotal': rates.map((percent): Xml => {
      const rows = vat.filter(({ vatPercent }) => vatPercent === percent)
      const net = rows.reduce((sum, row) => sum + row.netMinor, 0n)
      const tax = rows.reduce((sum, row) => sum + row.vatMinor, 0n)
      return {
        'cbc:TaxableAmount': amount(net * sign, currency),
        'cbc:TaxAmount': amount(tax * sign, currency),
        'cac:TaxCategory': taxCategory(percent),
      }
    }),
  }
}

function monetaryTotal(document: InvoiceDocument, sign: bigint): Xml {
  const { netMinor, grossMinor, roundingMinor, payableMinor, dueMinor, currency } = document
  const of = (minor: bigint) => amount(minor * sign, currency)
  return {
    'cbc:LineExtensionAmount': of(netMinor),
    'cbc:TaxExclusiveAmount': of(netMinor),
    'cbc:TaxInclusiveAmount': of(grossMinor),
    // BT-113: what was here before the invoice; a credit note has none.
    'cbc:PrepaidAmount': payableMinor === dueMinor ? undefined : of(payableMinor - dueMinor),
    'cbc:PayableRoundingAmount': roundingMinor === 0n ? undefined : of(roundingMinor),
    'cbc:PayableAmount': of(dueMinor),
  }
}

type Numbered = {
  line: DocumentLine
  name: string
  description: string
  from: string
  to: string
  object: string | null
  /** BT-127: what is told of the charge, at its first line. */
  note: string | null
}

function lines(document: InvoiceDocument, sign: bigint, words: Words): Xml[] {
  const { labels } = words
  const charged = document.places.flatMap(({ name, operatorName, sessions }) =>
    sessions.flatMap((session) =>
      session.lines.map((line, index): Numbered => ({
        line,
        name: labels.kind[line.kind],
        description: `${name}, ${operatorName}`,
        from: localDate(session.startedAt, session.timeZone),
        to: localDate(session.endedAt, session.timeZone),
        object: session.cdrId,
        note: index === 0 ? noteTexts(session, document.currency, document.locale).join(' ') || null : null,
      })),
    ),
  )
  const fees = document.fees.map(({ line, month }): Numbered => ({
    line,
    name: labels.kind[line.kind],
    description: month,
    from: document.periodFrom,
    to: document.periodTo,
    object: null,
    note: null,
  }))
  return [...charged, ...fees].map((entry, index) => lineXml(entry, index + 1, sign, words))
}

function lineXml(
  { line, name, description, from, to, object, note }: Numbered,
  id: number,
  sign: bigint,
  words: Words,
): Xml {
  const netMinor = line.netMinor * sign
  const { quantity, unit, price } = priced(line, netMinor, sign)
  const quantityName = sign < 0n ? 'cbc:CreditedQuantity' : 'cbc:InvoicedQuantity'
  return {
    'cbc:ID': String(id),
    'cbc:Note': note ?? undefined,
    [quantityName]: { '@unitCode': unit, '#': quantity },
    'cbc:LineExtensionAmount': amount(netMinor, words.currency),
    'cac:InvoicePeriod': { 'cbc:StartDate': from, 'cbc:EndDate': to },
    'cac:DocumentReference':
      object === null ? undefined : { 'cbc:ID': object, 'cbc:DocumentTypeCode': INVOICED_OBJECT },
    'cac:Item': {
      'cbc:Description': description,
      'cbc:Name': name,
      'cac:ClassifiedTaxCategory': taxCategory(line.vatPercent),
    },
    'cac:Price': { 'cbc:PriceAmount': { '@currencyID': words.currency, '#': price } },
  }
}

/**
 * Quantity and price as they were charged. Where they do not make the net to two öre (several prices in one line, a
 * least or highest price), the line is one piece at its net; a price is never negative (BR-27), a quantity may be.
 */
function priced(line: DocumentLine, netMinor: bigint, sign: bigint): { quantity: string; unit: string; price: string } {
  const net = decimal(netMinor).div(100)
  const quantity = decimal(line.quantity).times(sign.toString())
  const price = decimal(line.unitPriceExcl)
  if (!price.isNegative() && quantity.times(price).minus(net).abs().lte(SLACK))
    return { quantity: quantity.toFixed(), unit: line.unit, price: price.toFixed() }
  return { quantity: net.isNegative() ? '-1' : '1', unit: 'EA', price: net.abs().toFixed() }
}
