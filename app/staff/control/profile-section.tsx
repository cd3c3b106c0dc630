import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Pairs } from '@/components/ui/facts'
import { Section } from '@/components/ui/section'
import { TextField } from '@/components/ui/text-field'
import type { StaffCtx } from '@/lib/auth/context'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatEnergy, formatPower } from '@/lib/kernel/format/energy'
import type { SessionId } from '@/lib/kernel/ids'
import type { Steering } from '@/lib/roaming/profiles/queries'
import { SteerButton } from './steer-button'
import { steerAction } from './actions'

type Props = { ctx: StaffCtx; sessionId: SessionId; placeName: string; steering: Steering }
type Translate = Awaited<ReturnType<typeof getTranslations<'control'>>>
type Locale = Awaited<ReturnType<typeof formatLocale>>

/** The ceiling of a session's power: ours, what the station says it goes by, and the way to change it. */
export async function ProfileSection({ ctx, sessionId, placeName, steering }: Props) {
  const [t, steer, locale] = await Promise.all([
    getTranslations('control'),
    getTranslations('steering'),
    formatLocale(),
  ])
  const power = (kw: number) => formatPower(String(kw), locale)
  const { limitKw, active, wish, timeZone } = steering
  const may = steering.canLimit && ctx.permissions.has('session:steer')
  if (!steering.canLimit && !steering.latest && !active && !wish) return null
  return (
    <Section title={<abbr title={t('profile.explained')}>{t('profile.title')}</abbr>} className="pt-4">
      <Pairs
        pairs={[
          { label: t('profile.limit'), value: limitKw === null ? t('profile.noLimit') : power(limitKw) },
          {
            label: t('profile.active'),
            value: active
              ? t('profile.activeAt', {
                  limit: active.limitKw === null ? t('profile.ampere') : power(active.limitKw),
                  time: formatInstant(active.receivedAt, timeZone, 'time', locale),
                })
              : t('profile.noActive'),
          },
          ...(steering.latest ? [{ label: t('profile.latest'), value: latestText(steering, t, locale) }] : []),
          ...(wish
            ? [
                {
                  label: t('profile.wish'),
                  value: `${steer('wish.current', {
                    type: steer(`wish.types.${wish.profileType}`),
                    time:
                      wish.departureAt === null ? 'none' : formatInstant(wish.departureAt, timeZone, 'time', locale),
                    energy: wish.energyKwh === null ? 'none' : formatEnergy(wish.energyKwh, locale),
                  })} ${wish.answer ?? ''}`,
                },
              ]
            : []),
        ]}
      />
      {may ? (
        <div className="actions pt-2">
          <ConfirmDialog
            dense
            trigger={t('profile.set')}
            title={t('profile.setTitle', { place: placeName })}
            consequence={t('profile.setEffect')}
            confirmText={t('profile.set')}
            pendingText={t('profile.pending')}
            cancelText={t('profile.cancel')}
            failedText={t('profile.failed')}
            action={steerAction}
            values={{ sessionId, kind: 'set' }}
          >
            <TextField
              size="row"
              name="limitKw"
              label={t('profile.kw')}
              hint={rangeText(steering, t, locale)}
              inputMode="decimal"
              unit="kW"
              maxLength={6}
              required
            />
          </ConfirmDialog>
          {limitKw === null ? null : (
            <SteerButton
              action={steerAction}
              values={{ sessionId, kind: 'clear' }}
              pendingText={t('profile.pending')}
              failedText={t('profile.failed')}
            >
              {t('profile.clear')}
            </SteerButton>
          )}
          <SteerButton
            action={steerAction}
            values={{ sessionId, kind: 'read' }}
            pendingText={t('profile.pending')}
            failedText={t('profile.failed')}
          >
            {t('profile.read')}
          </SteerButton>
        </div>
      ) : null}
    </Section>
  )
}

function rangeText({ smallestKw, maxPowerKw }: Steering, t: Translate, locale: Locale): string | undefined {
  if (maxPowerKw === null) return undefined
  const figure = (kw: number) => formatPower(String(kw), locale).replace(/\s*kW$/, '')
  return t('profile.range', { smallest: figure(smallestKw), largest: figure(maxPowerKw) })
}

function latestText({ latest, timeZone }: Steering, t: Translate, locale: Locale): string {
  if (!latest) return '–'
  const limit = latest.limitKw === null ? '' : formatPower(String(latest.limitKw), locale)
  const time = latest.retryAt === null ? '' : formatInstant(latest.retryAt, timeZone, 'time', locale)
  const said = latest.result && latest.result !== 'ACCEPTED' ? ` (${latest.result})` : ''
  return `${t(`profile.kinds.${latest.kind}`, { limit })}: ${t(`profile.states.${latest.state}`, { time })}${said}`
}
