import { getTranslations } from 'next-intl/server'
import { Pairs } from '@/components/ui/facts'
import { Lead } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { getPublicSeller } from '@/lib/billing/queries/public-seller'

export async function generateMetadata() {
  return { title: (await getTranslations('public'))('about.title') }
}

export default async function AboutPage() {
  const [t, seller] = await Promise.all([getTranslations('public'), getPublicSeller()])
  return (
    <>
      <Lead>{t.rich('about.lead', { name: seller.name, b: (text) => <b>{text}</b> })}</Lead>
      <div className="narrow">
        <Section title={t('about.sellerTitle')}>
          <Pairs
            wide
            lines
            pairs={[
              { label: t('about.company'), value: seller.name },
              { label: t('about.organisation'), value: seller.organisationNumber },
              { label: t('about.vatNumber'), value: seller.vatNumber },
              { label: t('about.address'), value: `${seller.street}, ${seller.postalCode} ${seller.city}` },
              { label: t('about.phone'), value: seller.phone },
              { label: t('about.email'), value: <a href={`mailto:${seller.email}`}>{seller.email}</a> },
            ]}
          />
        </Section>
        <Section title={t('about.complaintTitle')}>
          <p>{t('about.complaintText')}</p>
        </Section>
      </div>
    </>
  )
}
