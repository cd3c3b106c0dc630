import { getTranslations } from 'next-intl/server'
import { StaffHead } from '@/components/layout/staff-head'
import { Section } from '@/components/ui/section'
import { requireStaff } from '@/lib/auth/session'
import { addPartnerAction, connectPartnerAction } from '../actions'
import { AddPartnerForm, ConnectPartnerForm } from '../partner-forms'

export async function generateMetadata() {
  return { title: (await getTranslations('partners'))('new') }
}

export default async function NewPartnerPage() {
  await requireStaff('partner:write')
  const [t, tp, tl] = await Promise.all([
    getTranslations('partners'),
    getTranslations('parties'),
    getTranslations('lab'),
  ])
  return (
    <>
      <StaffHead
        crumb={{ label: t('title'), steps: [{ href: '/staff/partners', text: t('title') }] }}
        title={t('new')}
      />
      <p className="staff-line">{t('newText')}</p>
      <div className="staff-grid even">
        <Section title={t('addTitle')}>
          <p className="pb-2">{t('addText')}</p>
          <AddPartnerForm
            action={addPartnerAction}
            texts={{
              name: t('name'),
              countryCode: t('countryCode'),
              partyId: t('partyId'),
              partyIdHint: t('partyIdHint'),
              another: tp('another'),
              anotherHint: tp('anotherHint'),
              add: t('add'),
              saving: t('saving'),
              failed: t('failed'),
              tokenTitle: t('tokenTitle'),
              tokenOnce: t('tokenOnce'),
              token: t('tokenA'),
              versionsUrl: t('ourVersionsUrl'),
              copy: t('copy'),
              copied: t('copied'),
              toPartner: t('toPartner'),
              toGuide: tl('wizard.continue'),
            }}
          />
        </Section>
        <Section title={t('connectTitle')}>
          <p className="pb-2">{t('connectText')}</p>
          <ConnectPartnerForm
            action={connectPartnerAction}
            texts={{
              versionsUrl: t('theirVersionsUrl'),
              versionsUrlHint: t('theirVersionsUrlHint'),
              token: t('theirToken'),
              tokenHint: t('theirTokenHint'),
              connect: t('connect'),
              connecting: t('connecting'),
              failed: t('failed'),
            }}
          />
        </Section>
      </div>
    </>
  )
}
