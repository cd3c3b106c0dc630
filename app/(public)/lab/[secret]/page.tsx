// A conformance report, opened by its link alone. Whoever does not have the link learns nothing, not even that it was.
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { formatLocale } from '@/app/locale'
import { ReportBody, ReportSentence } from '@/app/lab/report-body'
import { StepList } from '@/app/lab/step-list'
import { PrintButton } from '@/components/ui/print-button'
import { Section } from '@/components/ui/section'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { findSharedReport } from '@/lib/partners/conformance/queries'

type Params = { params: Promise<{ secret: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return {
    title: (await getTranslations('lab'))('report'),
    robots: { index: false, follow: false, noarchive: true },
    // The address is the key: it must not travel on.
    referrer: 'no-referrer',
  }
}

export default async function SharedReportPage({ params }: Params) {
  const { secret } = await params
  const [t, locale, report] = await Promise.all([getTranslations('lab'), formatLocale(), findSharedReport(secret)])
  if (!report) notFound()
  const { run, partner } = report
  const at = formatInstant(run.finishedAt ?? run.requestedAt, BILLING_ZONE, 'shortTime', locale)
  return (
    <article className="lab-report">
      <h1>{t('publicTitle', { name: partner.name })}</h1>
      <p className="note">
        {t('publicNote', { version: run.version, at })} {t('publicParty')}: {partner.countryCode}*{partner.partyId}.
      </p>
      <ReportSentence report={report} />
      <p className="lab-tools">
        <a href={`/lab/${secret}/report.json`} download>
          {t('json')}
        </a>
        <PrintButton text={t('print')} />
      </p>
      <ReportBody report={report} />
      {report.steps.length > 0 ? (
        <Section title={t('steps')} className="mt-6">
          <StepList steps={report.steps.map((step) => ({ ...step, refused: [] }))} locale={locale} />
        </Section>
      ) : null}
      <Section title={t('reading')} className="mt-6">
        <p>{t('readingText')}</p>
      </Section>
    </article>
  )
}
