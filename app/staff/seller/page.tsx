import { getTranslations } from 'next-intl/server'
import { StaffHead } from '@/components/layout/staff-head'
import { CopyButton } from '@/components/ui/copy-button'
import { Pairs } from '@/components/ui/facts'
import { Section } from '@/components/ui/section'
import { requireStaff } from '@/lib/auth/session'
import { getSeller } from '@/lib/billing/queries/seller'
import { versionsUrl } from '@/lib/ocpi/http/urls'
import { OUR_PARTY } from '@/lib/partners/core/our-party'

export async function generateMetadata() {
  return { title: (await getTranslations('seller'))('title') }
}

/** Who we are: to customers, on invoices, and to operators. */
export default async function SellerPage() {
  const ctx = await requireStaff('invoice:read')
  const [t, seller] = await Promise.all([getTranslations('seller'), getSeller(ctx)])
  return (
    <>
      <StaffHead title={t('title')} />
      <p className="staff-line">{t('summary')}</p>
      <div className="staff-grid even">
        <div>
          <Section title={t('company')}>
            <Pairs
              wide
              pairs={[
                { label: t('name'), value: seller.name },
                { label: t('tradeName'), value: seller.tradeName },
                { label: t('organisationNumber'), value: seller.organisationNumber },
                { label: t('vatNumber'), value: seller.vatNumber },
                { label: t('seat'), value: seller.seat },
                { label: t('address'), value: `${seller.street}, ${seller.postalCode} ${seller.city}` },
                { label: t('phone'), value: seller.phone },
                { label: t('email'), value: seller.email },
              ]}
            />
          </Section>
        </div>
        <div>
          <Section title={t('payment')}>
            <Pairs
              wide
              pairs={[
                { label: 'Bankgiro', value: seller.bankgiro },
                { label: 'Swish', value: seller.swish ?? '–' },
                { label: t('paymentDays'), value: t('days', { days: seller.paymentDays }) },
              ]}
            />
          </Section>
          <Section title={t('operators')} className="mt-6">
            <Pairs
              wide
              pairs={[
                { label: t('party'), value: `${OUR_PARTY.countryCode}*${OUR_PARTY.partyId}` },
                { label: t('partyName'), value: OUR_PARTY.name },
                {
                  label: t('versionsUrl'),
                  value: <CopyButton show value={versionsUrl()} text={t('copy')} copiedText={t('copied')} />,
                },
              ]}
            />
          </Section>
        </div>
      </div>
    </>
  )
}
