import { evidencePdf, noEvidence } from '@/app/dispute/evidence-file'
import { findSharedEvidence } from '@/lib/rating/disputes/queries/find-evidence'

/** The same evidence as the page at the same link, as a file. */
export async function GET(_request: Request, { params }: { params: Promise<{ secret: string }> }): Promise<Response> {
  const evidence = await findSharedEvidence((await params).secret)
  return evidence ? evidencePdf(evidence) : noEvidence()
}
