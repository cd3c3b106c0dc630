import { useTranslations } from 'next-intl'
import { Section } from '@/components/ui/section'

export type SignedSummary = { method: string; values: readonly { nature: string }[]; url: string | null }

/** What the meter signed, to be taken away unchanged and verified with a program of the reader's choice. */
export function SignedValues({ signed, href }: { signed: SignedSummary | null; href: string }) {
  const t = useTranslations('signed')
  if (!signed) return null
  return (
    <Section title={t('title')} className="mt-6">
      <p className="note">{t('text', { method: signed.method })}</p>
      <ul>
        {signed.values.map(({ nature }, index) => (
          <li key={index}>
            <a href={`${href}?value=${index}`} download>
              {t('value', { number: index + 1, nature })}
            </a>
          </li>
        ))}
      </ul>
      <p>
        <a href={href} download>
          {t('all')}
        </a>
      </p>
    </Section>
  )
}
