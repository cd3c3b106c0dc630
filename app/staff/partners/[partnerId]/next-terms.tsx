import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatAmount, formatDecimal } from '@/lib/kernel/format/money'
import { addDays, BILLING_ZONE, localDate } from '@/lib/kernel/time'
import type { Partner } from '@/lib/partners/queries'
import { listParties } from '@/lib/partners/queries/parties'
import { EMSP_ROLES, standardTerms, type AgreementTerms } from '@/lib/roaming/core/agreement'
import { publishAgreementAction } from '../agreement-actions'
import { TermsForm } from '../terms-form'

const TEXTS = [
  'validFrom',
  'validTo',
  'validToHint',
  'party',
  'basis',
  'discountPercent',
  'acPerKwh',
  'dcPerKwh',
  'currency',
  'currencyHint',
  'tolerance',
  'toleranceMinor',
  'toleranceMinorHint',
  'tolerancePercent',
  'energyTolerancePercent',
  'energyTolerancePercentHint',
  'timeToleranceMinutes',
  'free',
  'freeBelowKwh',
  'freeBelowKwhHint',
  'freeBelowMinutes',
  'days',
  'cdrDeadlineDays',
  'cdrDeadlineDaysHint',
  'disputeDays',
  'disputeDaysHint',
  'paymentDays',
  'emspRole',
  'emspRoleHint',
  'reverseCharge',
  'reverseChargeHint',
  'note',
  'publish',
  'publishing',
  'failed',
] as const

/** The next version as a form, filled with what rules now. */
export async function NextTerms({
  ctx,
  partner,
  terms,
}: {
  ctx: StaffCtx
  partner: Partner
  terms: AgreementTerms | null
}) {
  const [t, locale] = await Promise.all([getTranslations('agreements'), formatLocale()])
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const parties = partner.parties > 1 ? (await listParties(ctx, partner.id, {}, { limit: 500 })).rows : []
  return (
    <div className="staff-pad">
      <Section title={t('next')}>
        <p className="dim pb-2">{t('nextText')}</p>
        <TermsForm
          action={publishAgreementAction}
          partnerId={partner.id}
          earliest={today}
          values={{ ...valuesOf(terms ?? standardTerms(partner.countryCode), locale), validFrom: addDays(today, 1) }}
          texts={Object.fromEntries(TEXTS.map((key) => [key, t(key)]))}
          bases={(['list', 'discount', 'fixed'] as const).map((value) => ({ value, label: t(`bases.${value}`) }))}
          roles={EMSP_ROLES.map((value) => ({ value, label: t(`roles.${value}`) }))}
          yesNo={[
            { value: 'no', label: t('reverseNo') },
            { value: 'yes', label: t('reverseYes') },
          ]}
          parties={
            parties.length === 0
              ? []
              : [
                  { value: '', label: t('allParties') },
                  ...parties.map(({ key, name }) => ({ value: key, label: name ? `${key}, ${name}` : key })),
                ]
          }
        />
      </Section>
    </div>
  )
}

/** Figures as the reader writes them; the form takes comma and point. */
function valuesOf(terms: AgreementTerms, locale: FormatLocale): Record<string, string> {
  const { priceBasis } = terms
  const figure = (value: string, digits: number) => formatDecimal(value, [0, digits], locale)
  return {
    basis: priceBasis.kind,
    discountPercent: priceBasis.kind === 'discount' ? figure(priceBasis.percent, 2) : '',
    acPerKwh: priceBasis.kind === 'fixed' ? figure(priceBasis.acPerKwh, 4) : '',
    dcPerKwh: priceBasis.kind === 'fixed' ? figure(priceBasis.dcPerKwh, 4) : '',
    currency: terms.currency ?? '',
    toleranceMinor: formatAmount(terms.toleranceMinor, 'SEK', locale),
    tolerancePercent: figure(terms.tolerancePercent, 2),
    energyTolerancePercent: figure(terms.energyTolerancePercent, 2),
    timeToleranceMinutes: String(terms.timeToleranceMinutes),
    freeBelowKwh: figure(terms.freeBelowKwh, 2),
    freeBelowMinutes: String(terms.freeBelowMinutes),
    emspRole: terms.emspRole,
    reverseCharge: terms.reverseCharge ? 'yes' : 'no',
    disputeDays: String(terms.disputeDays),
    cdrDeadlineDays: String(terms.cdrDeadlineDays),
    paymentDays: String(terms.paymentDays),
    note: terms.note,
  }
}
