import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ActionButton } from '@/components/forms/action-button'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Lead } from '@/components/ui/lead'
import { Rows } from '@/components/ui/rows'
import { Section } from '@/components/ui/section'
import { requireCustomer } from '@/lib/auth/session'
import { formatDecimal } from '@/lib/kernel/format/money'
import { findMyCar } from '@/lib/rating/cars/queries'
import { CAR_PRESETS, type CarPreset } from '@/lib/rating/core/charge-wish'
import { forgetCarAction, keepCarAction, usePresetAction } from './actions'
import { backFrom } from './back-from'
import { CarForm } from './car-form'

type Props = { searchParams: Promise<{ back?: string | string[] }> }

const PRESETS = Object.keys(CAR_PRESETS) as CarPreset[] // the keys of the object itself

export async function generateMetadata() {
  return { title: (await getTranslations('quotes'))('carTitle') }
}

/** The car that estimates are made for: a kind of car by one press, or its own figures. */
export default async function CarPage({ searchParams }: Props) {
  const ctx = await requireCustomer()
  const [t, charging, locale, car, { back: asked }] = await Promise.all([
    getTranslations('quotes'),
    getTranslations('charging'),
    formatLocale(),
    findMyCar(ctx),
    searchParams,
  ])
  const back = backFrom(asked)
  const number = (value: string) => formatDecimal(value, [0, 1], locale)
  const steps = [{ href: back ?? '/start', text: back ? t('title') : charging('start.title') }]
  return (
    <div className="narrow">
      <Breadcrumb label={charging('start.back')} steps={steps} />
      <Lead note={t('carNote')}>{t.rich('carLead', { b: (text) => <b>{text}</b> })}</Lead>
      <Section title={t('preset')}>
        <Rows
          label={t('preset')}
          entries={PRESETS.map((preset) => {
            const { batteryKwh, acKw, dcKw } = CAR_PRESETS[preset]
            return {
              key: preset,
              title: t(`presets.${preset}`),
              detail: t('presetHint', { battery: number(batteryKwh), ac: number(acKw), dc: number(dcKw) }),
              amount: (
                <ActionButton action={usePresetAction} values={{ preset, back: back ?? '' }}>
                  {t('use')} <span className="sr-only">{t(`presets.${preset}`)}</span>
                </ActionButton>
              ),
            }
          })}
        />
      </Section>
      <Section title={t('exact')}>
        <CarForm
          action={keepCarAction}
          back={back ?? ''}
          car={car ?? { name: '', batteryKwh: '', acKw: '', dcKw: '' }}
          texts={{
            name: t('carName'),
            battery: t('battery'),
            ac: t('ac'),
            dc: t('dc'),
            dcHint: t('dcHint'),
            keep: t('keep'),
            keeping: t('keeping'),
            failed: t('carFailed'),
          }}
        />
        {car ? (
          <ActionButton
            action={forgetCarAction}
            values={{ back: back ?? '' }}
            pendingText={t('forgetting')}
            className="pt-4"
          >
            {t('forget')}
          </ActionButton>
        ) : null}
      </Section>
    </div>
  )
}
