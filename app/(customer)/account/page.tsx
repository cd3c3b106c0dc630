import { getTranslations } from 'next-intl/server'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { chooseTheme, THEME_COOKIE } from '@/app/i18n/theme'
import { formatLocale } from '@/app/locale'
import { changePasswordAction } from '@/app/password-action'
import { PriceLines } from '@/app/(public)/price-lines'
import { PasswordForm } from '@/components/forms/password-form'
import { Preferences } from '@/components/layout/preferences'
import { SignOut } from '@/components/layout/sign-out'
import { Columns } from '@/components/ui/columns'
import { Pairs } from '@/components/ui/facts'
import { Lead } from '@/components/ui/lead'
import { Rows } from '@/components/ui/rows'
import { Section } from '@/components/ui/section'
import type { CustomerCtx } from '@/lib/auth/context'
import { requireCustomer } from '@/lib/auth/session'
import { getPublicSeller } from '@/lib/billing/queries/public-seller'
import { getMyCustomer, type Customer } from '@/lib/customers/queries'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import { formatPercent } from '@/lib/kernel/format/money'
import { minorToDecimalString } from '@/lib/kernel/money'
import { getMyChargeLimits } from '@/lib/rating/guard/queries'
import { getMyPrices } from '@/lib/rating/price-plans/queries'
import type { PublicPrices } from '@/lib/rating/core/public-prices'
import { setChargeLimitsAction } from './actions'
import { LimitsForm } from './limits-form'

export async function generateMetadata() {
  return { title: (await getTranslations('account'))('title') }
}

export default async function AccountPage() {
  const ctx = await requireCustomer()
  const [t, customer, prices] = await Promise.all([getTranslations('account'), getMyCustomer(ctx), getMyPrices(ctx)])
  const texts = {
    current: t('current'),
    next: t('next'),
    nextHint: t('nextHint'),
    change: t('change'),
    changing: t('changing'),
    failed: t('failed'),
  }
  const side = (
    <>
      <Settings />
      <Section title={t('passwordTitle')}>
        <p className="note pb-4">{t('passwordNote')}</p>
        <PasswordForm action={changePasswordAction} texts={texts} />
      </Section>
    </>
  )
  return (
    <Columns side={side}>
      <Lead>{t.rich('lead', { number: String(customer.number), b: (text: ReactNode) => <b>{text}</b> })}</Lead>
      <div className="pt-6">
        <Rows
          entries={[
            { key: 'cards', href: '/cards', title: t('cards'), detail: t('cardsText'), amount: '→' },
            { key: 'invoices', href: '/invoices', title: t('invoices'), detail: t('invoicesText'), amount: '→' },
          ]}
        />
      </div>
      <MyPrice prices={prices} />
      <Limits ctx={ctx} />
      <Details customer={customer} />
    </Columns>
  )
}

async function MyPrice({ prices }: { prices: PublicPrices | null }) {
  const [t, spot, locale] = await Promise.all([getTranslations('account'), getTranslations('spot'), formatLocale()])
  if (!prices)
    return (
      <Section title={t('planTitle')}>
        <p>{t('noPlan')}</p>
      </Section>
    )
  const facts = {
    plan: prices.planName,
    percent: formatPercent(prices.vatPercent, locale),
    date: formatCalendarDate(prices.validFrom, 'date', locale),
  }
  return (
    <Section title={t('planTitle')}>
      <p className="dim pb-2">
        {prices.spot ? spot('plan', facts) : t(prices.passThrough ? 'planPassThrough' : 'planFixed', facts)}
      </p>
      <PriceLines prices={prices} />
    </Section>
  )
}

async function Limits({ ctx }: { ctx: CustomerCtx }) {
  const [t, locale, limits] = await Promise.all([getTranslations('guard'), formatLocale(), getMyChargeLimits(ctx)])
  const texts = {
    perCharge: t('perCharge'),
    perChargeHint: t('perChargeHint'),
    monthly: t('monthly'),
    monthlyHint: t('monthlyHint'),
    save: t('save'),
    saving: t('saving'),
    saved: t('saved'),
    failed: t('failed'),
  }
  // Without spaces or commas between thousands: it is to be typed over.
  const amount = (minor: bigint | null) => {
    const text = minor === null ? '' : minorToDecimalString(minor, 'SEK')
    return locale.startsWith('sv') ? text.replace('.', ',') : text
  }
  return (
    <Section title={t('limitsTitle')}>
      <p className="note pb-4">{t('limitsText')}</p>
      <LimitsForm
        action={setChargeLimitsAction}
        texts={texts}
        perCharge={amount(limits.perChargeMinor)}
        monthly={amount(limits.monthlyMinor)}
      />
    </Section>
  )
}

async function Details({ customer }: { customer: Customer }) {
  const [t, seller] = await Promise.all([getTranslations('account'), getPublicSeller()])
  const { organisationNumber } = customer
  return (
    <Section title={t('detailsTitle')}>
      <Pairs
        wide
        lines
        pairs={[
          { label: t('name'), value: customer.name },
          ...(organisationNumber ? [{ label: t('organisation'), value: organisationNumber }] : []),
          { label: t('email'), value: customer.email },
          { label: t('address'), value: addressLines(customer) },
        ]}
      />
      <p className="rows-note">{t('detailsNote', { email: seller.email })}</p>
    </Section>
  )
}

async function Settings() {
  const [t, common, locale, jar] = await Promise.all([
    getTranslations('account'),
    getTranslations('common'),
    formatLocale(),
    cookies(),
  ])
  const texts = {
    language: common('language'),
    theme: common('theme'),
    light: common('light'),
    dark: common('dark'),
    system: common('system'),
  }
  return (
    <Section title={t('settingsTitle')}>
      <Preferences locale={locale} theme={chooseTheme(jar.get(THEME_COOKIE)?.value)} texts={texts} />
      <div className="pt-4">
        <SignOut text={t('signOutTitle')} />
      </div>
    </Section>
  )
}

function addressLines({ street, postalCode, city }: Customer): ReactNode {
  return (
    <>
      {street}
      <br />
      <span className="whitespace-nowrap">
        {postalCode} {city}
      </span>
    </>
  )
}
