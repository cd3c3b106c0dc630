// The evidence of a case, opened by its link alone. Whoever does not have the link learns nothing, not even that it was.
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { EvidenceBody } from '@/app/dispute/evidence-body'
import { PrintButton } from '@/components/ui/print-button'
import { findSharedEvidence } from '@/lib/rating/disputes/queries/find-evidence'

type Params = { params: Promise<{ secret: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return {
    title: (await getTranslations('disputes'))('bundle'),
    robots: { index: false, follow: false, noarchive: true },
    // The address is the key: it must not travel on.
    referrer: 'no-referrer',
  }
}

export default async function SharedEvidencePage({ params }: Params) {
  const { secret } = await params
  const [t, lab, evidence] = await Promise.all([
    getTranslations('disputes'),
    getTranslations('lab'),
    findSharedEvidence(secret),
  ])
  if (!evidence) notFound()
  return (
    <article className="lab-report">
      <h1>{t('evidence.title', { number: String(evidence.number) })}</h1>
      <p className="lab-tools">
        <a href={`/dispute/${secret}/evidence.pdf`}>{t('pdf')}</a>
        <a href={`/dispute/${secret}/evidence.json`} download>
          {t('json')}
        </a>
        <PrintButton text={lab('print')} />
      </p>
      <EvidenceBody evidence={evidence} />
    </article>
  )
}
