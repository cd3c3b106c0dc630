import { getTranslations } from 'next-intl/server'
import { Lead } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { getPublicSeller } from '@/lib/billing/queries/public-seller'

const PARTS = ['level', 'gaps', 'tested', 'report', 'supervision'] as const

export async function generateMetadata() {
  return { title: (await getTranslations('public'))('accessibility.title') }
}

export default async function AccessibilityPage() {
  const [t, seller] = await Promise.all([getTranslations('public'), getPublicSeller()])
  return (
    <>
      <Lead>{t.rich('accessibility.lead', { b: (text) => <b>{text}</b> })}</Lead>
      <div className="narrow">
        {PARTS.map((part) => (
          <Section key={part} title={t(`accessibility.${part}.title`)}>
            <p>
              {t.rich(`accessibility.${part}.text`, {
                name: seller.name,
                phone: seller.phone,
                mail: () => <a href={`mailto:${seller.email}`}>{seller.email}</a>,
              })}
            </p>
          </Section>
        ))}
      </div>
    </>
  )
}
