import type { DocumentLabels, DocumentLocale } from '../core/document-labels'
import type { InvoiceDocument } from '../core/invoice-document'
import type { PdfCanvas } from './pdf-canvas'

/** What every part of the document draws with. */
export type Sheet = { canvas: PdfCanvas; document: InvoiceDocument; labels: DocumentLabels; locale: DocumentLocale }
