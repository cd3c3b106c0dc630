// The evidence of a case as a file, for staff and for whoever has the link.
import { renderDisputePdf } from '@/lib/billing/documents/dispute-pdf'
import { exportEvidence, exportName } from '@/lib/rating/disputes/export-evidence'
import type { DisputeEvidence } from '@/lib/rating/disputes/queries/find-evidence'

function headersOf(contentType: string, disposition: 'inline' | 'attachment', fileName: string): HeadersInit {
  return {
    'content-type': contentType,
    'content-disposition': `${disposition}; filename="${fileName}"`,
    'cache-control': 'private, no-store',
    'x-robots-tag': 'noindex, nofollow, noarchive',
    'referrer-policy': 'no-referrer',
  }
}

export function evidenceJson(evidence: DisputeEvidence): Response {
  const headers = headersOf('application/json; charset=utf-8', 'attachment', `${exportName(evidence)}.json`)
  return new Response(`${JSON.stringify(exportEvidence(evidence), null, 2)}\n`, { headers })
}

export async function evidencePdf(evidence: DisputeEvidence): Promise<Response> {
  const headers = headersOf('application/pdf', 'inline', `${exportName(evidence)}.pdf`)
  return new Response(new Uint8Array(await renderDisputePdf(evidence)), { headers })
}

/** The same answer for a link that never was, was closed or has run out. */
export function noEvidence(): Response {
  return new Response(null, { status: 404, headers: { 'x-robots-tag': 'noindex, nofollow' } })
}
