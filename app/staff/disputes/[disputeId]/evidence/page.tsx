import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { EvidenceBody } from '@/app/dispute/evidence-body'
import { StaffHead } from '@/components/layout/staff-head'
import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { getEvidence } from '@/lib/rating/disputes/queries/find-evidence'

export async function generateMetadata() {
  return { title: (await getTranslations('disputes'))('bundle') }
}

/** What the operator sees by its link. */
export default async function EvidencePage({ params }: { params: Promise<{ disputeId: string }> }) {
  const ctx = await requireStaff('dispute:read')
  const [{ disputeId }, t] = await Promise.all([params, getTranslations('disputes')])
  if (!isId('dispute', disputeId)) notFound()
  const evidence = await getEvidence(ctx, disputeId).catch((error: unknown) => {
    if (error instanceof NotFoundError) notFound()
    throw error
  })
  const number = String(evidence.number)
  return (
    <>
      <StaffHead
        crumb={{
          label: t('inbox'),
          steps: [
            { href: '/staff/disputes', text: t('inbox') },
            { href: `/staff/disputes/${disputeId}`, text: t('title', { number }) },
          ],
        }}
        title={t('evidence.title', { number })}
      />
      <div className="staff-pad">
        <EvidenceBody evidence={evidence} />
      </div>
    </>
  )
}
