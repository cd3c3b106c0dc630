import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Pairs } from '@/components/ui/facts'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { formatAmount, formatDecimal, formatMoney, formatPercent } from '@/lib/kernel/format/money'
import type { Partner } from '@/lib/partners/queries'
import { updateAgreementAction } from '../actions'
import { AgreementForm } from '../partner-forms'

/** What was agreed: how much a CDR may exceed its tariff, and what the connection needs. */
export async function Agreement({ ctx, partner }: { ctx: StaffCtx; partner: Partner }) {
  const [t, locale] = await Promise.all([getTranslations('partners'), formatLocale()])
  const { quirks, toleranceMinor, tolerancePercent } = partner
  const mirror = quirks.mirrorErrorsAsHttp ? 'yes' : 'no'
  const parties = partner.roles.map(
    (role) => `${role.role} ${role.countryCode}*${role.partyId}, ${role.businessDetails.name}`,
  )
  return (
    <div className="staff-grid even">
      <Section title={t('agreement')}>
        {ctx.permissions.has('partner:write') ? (
          <AgreementForm
            action={updateAgreementAction}
            partnerId={partner.id}
            values={{
              name: partner.name,
              toleranceMinor: formatAmount(toleranceMinor, 'SEK', 'sv'),
              tolerancePercent: formatDecimal(tolerancePercent, [0, 2], 'sv'),
              stepMode: quirks.stepMode,
              tokenEncoding: quirks.tokenEncoding,
              mirrorErrorsAsHttp: mirror,
            }}
            options={{
              stepMode: (['combined', 'per_dimension', 'none'] as const).map((value) => ({
                value,
                label: t(`stepModes.${value}`),
              })),
              tokenEncoding: (['base64', 'raw'] as const).map((value) => ({ value, label: t(`encodings.${value}`) })),
              mirrorErrorsAsHttp: (['no', 'yes'] as const).map((value) => ({ value, label: t(`mirror.${value}`) })),
            }}
            texts={{
              name: t('name'),
              toleranceMinor: t('toleranceKronor'),
              tolerancePercent: t('tolerancePercent'),
              toleranceHint: t('toleranceHint'),
              stepMode: t('stepMode'),
              tokenEncoding: t('tokenEncoding'),
              mirrorErrorsAsHttp: t('mirrorErrors'),
              save: t('save'),
              saving: t('saving'),
              failed: t('failed'),
            }}
          />
        ) : (
          <Pairs
            wide
            pairs={[
              { label: t('toleranceKronor'), value: formatMoney(toleranceMinor, 'SEK', locale) },
              { label: t('tolerancePercent'), value: formatPercent(tolerancePercent, locale) },
              { label: t('stepMode'), value: t(`stepModes.${quirks.stepMode}`) },
              { label: t('tokenEncoding'), value: t(`encodings.${quirks.tokenEncoding}`) },
              { label: t('mirrorErrors'), value: t(`mirror.${mirror}`) },
            ]}
          />
        )}
      </Section>
      <Section title={t('theirParty')}>
        <Pairs
          wide
          pairs={[
            { label: t('party'), value: `${partner.countryCode}*${partner.partyId}` },
            { label: t('versionsUrlLabel'), value: partner.versionsUrl ?? '–' },
            { label: t('rolesStated'), value: parties.length === 0 ? '–' : parties.join('; ') },
          ]}
        />
      </Section>
    </div>
  )
}
