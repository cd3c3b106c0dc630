'use server'
import { revalidatePath } from 'next/cache'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { runAction } from '@/app/run-action'
import type { FormState } from '@/components/forms/form-state'
import { requireCustomer } from '@/lib/auth/session'
import { isId, type CdrId, type DisputeId } from '@/lib/kernel/ids'
import { reportCharge } from '@/lib/rating/disputes/report-charge'
import { withdrawReport } from '@/lib/rating/disputes/withdraw-report'
import { ReportChargeInput } from '@/lib/rating/schema'

const CdrIdField = z.custom<CdrId>((id) => typeof id === 'string' && isId('cdr', id))
const DisputeIdField = z.custom<DisputeId>((id) => typeof id === 'string' && isId('dispute', id))

export async function reportChargeAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
  const t = await getTranslations('reports')
  return runAction(
    form,
    ReportChargeInput.and(z.object({ cdrId: CdrIdField })),
    async ({ cdrId, ...report }) => {
      await reportCharge(ctx, cdrId, report)
      revalidatePath('/charging', 'layout')
      return t('report.sent')
    },
    { precondition_failed: t('report.gone'), not_found: t('report.gone') },
  )
}

export async function withdrawReportAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await requireCustomer()
  const t = await getTranslations('reports')
  return runAction(
    form,
    z.object({ disputeId: DisputeIdField }),
    async ({ disputeId }) => {
      await withdrawReport(ctx, disputeId)
      revalidatePath('/charging', 'layout')
    },
    { precondition_failed: t('case.failed'), not_found: t('case.failed') },
  )
}
