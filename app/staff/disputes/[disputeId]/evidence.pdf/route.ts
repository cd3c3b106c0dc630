import { evidencePdf, noEvidence } from '@/app/dispute/evidence-file'
import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { getEvidence } from '@/lib/rating/disputes/queries/find-evidence'

export async function GET(
  _request: Request,
  { params }: { params: Promise<{ disputeId: string }> },
): Promise<Response> {
  const ctx = await requireStaff('dispute:read')
  const { disputeId } = await params
  if (!isId('dispute', disputeId)) return noEvidence()
  try {
    return await evidencePdf(await getEvidence(ctx, disputeId))
  } catch (error) {
    if (error instanceof NotFoundError) return noEvidence()
    throw error
  }
}
