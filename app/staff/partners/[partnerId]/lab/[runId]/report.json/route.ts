import { getLocale, getTranslations } from 'next-intl/server'
import { fileNameOf, jsonFile, reportToJson } from '@/app/lab/report-json'
import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { getReport } from '@/lib/partners/conformance/queries'

type Params = { params: Promise<{ partnerId: string; runId: string }> }

/** The report of a run as a file, for staff. */
export async function GET(_request: Request, { params }: Params): Promise<Response> {
  const ctx = await requireStaff('partner:read')
  const [{ partnerId, runId }, t, locale] = await Promise.all([params, getTranslations('lab'), getLocale()])
  if (!isId('partner', partnerId) || !isId('conformanceRun', runId)) return new Response(null, { status: 404 })
  try {
    const report = await getReport(ctx, partnerId, runId)
    return jsonFile(
      reportToJson(report, (rule) => t(`rules.${rule}` as 'rules.answers'), locale),
      fileNameOf(report),
    )
  } catch (error) {
    if (error instanceof NotFoundError) return new Response(null, { status: 404 })
    throw error
  }
}
