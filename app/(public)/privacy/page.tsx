import { getTranslations } from 'next-intl/server'
import { Lead } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { getPublicSeller } from '@/lib/billing/queries/public-seller'

const PARTS = ['what', 'why', 'who', 'where', 'long', 'rights', 'cookies'] as const

export async function generateMetadata() {
  return { title: (await getTranslations('public'))('privacy.title') }
}

export default async function PrivacyPage() {
  const [t, seller] = await Promise.all([getTranslations('public'), getPublicSeller()])
  return (
    <>
      <Lead>{t.rich('privacy.lead', { b: (text) => <b>{text}</b> })}</Lead>
      <div className="narrow">
        {PARTS.map((part) => (
          <Section key={part} title={t(`privacy.${part}.title`)}>
            <p>
              {t.rich(`privacy.${part}.text`, {
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
