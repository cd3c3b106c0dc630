import { getLocale, getTranslations } from 'next-intl/server'
import { fileNameOf, jsonFile, reportToJson } from '@/app/lab/report-json'
import { findSharedReport } from '@/lib/partners/conformance/queries'

/** The same report as the page at the same link, as a file. */
export async function GET(_request: Request, { params }: { params: Promise<{ secret: string }> }): Promise<Response> {
  const [{ secret }, t, locale] = await Promise.all([params, getTranslations('lab'), getLocale()])
  const report = await findSharedReport(secret)
  if (!report) return new Response(null, { status: 404, headers: { 'x-robots-tag': 'noindex, nofollow' } })
  return jsonFile(
    reportToJson(report, (rule) => t(`rules.${rule}` as 'rules.answers'), locale),
    fileNameOf(report),
  )
}
