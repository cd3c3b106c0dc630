import { useTranslations } from 'next-intl'
import Link from 'next/link'
import type { MyDispute } from '@/lib/rating/disputes/queries/my-disputes'

/** Where the amount was given back, once it was. */
export function CreditNoteLink({ dispute: { creditNote } }: { dispute: MyDispute }) {
  const t = useTranslations('reports')
  if (!creditNote) return null
  return <Link href={`/invoices/${creditNote.id}`}>{t('case.creditNote', { number: creditNote.number })}</Link>
}
