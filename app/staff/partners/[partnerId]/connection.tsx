import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Pairs } from '@/components/ui/facts'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { QUIRK_TEXTS } from '@/lib/partners/core/quirk-texts'
import { QUIRK_NAMES, QUIRKS } from '@/lib/partners/core/quirks'
import type { Partner } from '@/lib/partners/queries'
import { ROTATION_DAYS } from '@/lib/partners/schema'
import { updateConnectionAction } from '../actions'
import { ConnectionForm, type QuirkField } from '../connection-form'

/** What the connection needs, and who is at its other end. */
export async function Connection({ ctx, partner }: { ctx: StaffCtx; partner: Partner }) {
  const [t, ta, tq, locale] = await Promise.all([
    getTranslations('partners'),
    getTranslations('agreements'),
    getTranslations('connections'),
    formatLocale(),
  ])
  const rotation = partner.rotateEveryDays === null ? 'off' : String(partner.rotateEveryDays)
  const rotations = ROTATION_DAYS.map((value) => ({ value, label: tq(`rotations.${value}`) }))
  const quirks = quirkFields(partner, locale, { ocpi: tq('asOcpi'), ours: tq('asUsual') })
  const parties = partner.roles.map(
    (role) => `${role.role} ${role.countryCode}*${role.partyId}, ${role.businessDetails.name}`,
  )
  return (
    <div className="staff-grid even">
      <Section title={ta('connection')}>
        {ctx.permissions.has('partner:write') ? (
          <ConnectionForm
            action={updateConnectionAction}
            partnerId={partner.id}
            values={{
              name: partner.name,
              rotateEveryDays: rotation,
            }}
            rotations={rotations}
            quirks={quirks}
            texts={{
              name: t('name'),
              rotateEveryDays: tq('rotateEvery'),
              rotateHint: tq('rotateHint'),
              quirks: tq('quirks'),
              quirksText: tq('quirksText'),
              save: t('save'),
              saving: t('saving'),
              failed: t('failed'),
            }}
          />
        ) : (
          <Pairs
            wide
            pairs={[
              { label: tq('rotateEvery'), value: rotations.find(({ value }) => value === rotation)?.label ?? '–' },
              ...quirks.map(({ label, options, value }) => ({
                label,
                value: options.find((option) => option.value === value)?.label ?? value,
              })),
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

function quirkFields({ quirks }: Partner, locale: 'sv' | 'en', usual: { ocpi: string; ours: string }): QuirkField[] {
  return QUIRK_NAMES.map((name) => {
    const { label, about, values } = QUIRK_TEXTS[name][locale]
    const words: Readonly<Record<string, string>> = values
    const mark = 'isOurs' in QUIRKS[name] ? usual.ours : usual.ocpi
    const options = QUIRKS[name].values.map((value) => ({
      value,
      label: value === QUIRKS[name].default ? `${words[value]} ${mark}` : (words[value] ?? value),
    }))
    return { name, label, about, value: quirks[name], options }
  })
}
