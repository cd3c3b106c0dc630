import Link from 'next/link'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { formatLocale } from '@/app/locale'
import { ButtonLink } from '@/components/ui/button'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { getPublicSeller } from '@/lib/billing/queries/public-seller'
import { formatMoney } from '@/lib/kernel/format/money'
import { getPublicPrices } from '@/lib/rating/price-plans/queries'
import { ExampleReceipt } from './example-receipt'
import { PriceLines } from './price-lines'

// The sum that the page works through: 42.50 kWh at 3.36 kr, and a parking fee that the price list does not have.
const ASKED = 18720n
const RIGHT = 14280n

export default async function LandingPage() {
  const [t, locale, prices, seller] = await Promise.all([
    getTranslations('public'),
    formatLocale(),
    getPublicPrices(),
    getPublicSeller(),
  ])
  const money = (minor: bigint) => formatMoney(minor, 'SEK', locale)
  return (
    <>
      <section className="hero">
        <div>
          <h1 className="lead">
            {t('hero.promise')} <span>{t('hero.how')}</span>
          </h1>
          <p className="hero-say">{t('hero.say')}</p>
          <div className="actions">
            <ButtonLink href="/prices" look="go">
              {t('hero.prices')}
            </ButtonLink>
            <ButtonLink href="/sign-in">{t('hero.signIn')}</ButtonLink>
          </div>
        </div>
        {prices ? <ExampleReceipt prices={prices} /> : null}
      </section>

      {prices ? (
        <Band id="prices" title={t('costs.title')} text={t('costs.text')}>
          <PriceLines prices={prices} />
          <p className="note pt-2">
            <Link href="/prices">{t('costs.more')}</Link>
          </p>
        </Band>
      ) : null}

      <Band id="checked" title={t('checked.title')} text={t('checked.text')}>
        <ReceiptLine kind="roomy" label={t('checked.asked')} amount={money(ASKED)} />
        <ReceiptLine kind="roomy" label={t('checked.right')} amount={money(RIGHT)} />
        <ReceiptSum label={t('checked.spared')} amount={money(ASKED - RIGHT)} />
        <p className="note pt-2">{t('checked.note')}</p>
      </Band>

      <Band id="join" title={t('join.title')} text={t('join.text', { name: seller.name })}>
        <ReceiptLine
          kind="roomy"
          label={t('join.phone')}
          amount={<a href={phoneHref(seller.phone)}>{seller.phone}</a>}
        />
        <ReceiptLine
          kind="roomy"
          label={t('join.email')}
          amount={<a href={`mailto:${seller.email}`}>{seller.email}</a>}
        />
      </Band>

      <Band
        id="operators"
        title={t('cpo.title')}
        text={t('cpo.text')}
        link={<Link href="/operators">{t('cpo.more')}</Link>}
      >
        <ol className="points">
          {(['connect', 'see', 'answer'] as const).map((point) => (
            <li key={point}>
              <b>{t(`cpo.${point}.title`)}</b>
              <span>{t(`cpo.${point}.text`)}</span>
            </li>
          ))}
        </ol>
      </Band>
    </>
  )
}

function phoneHref(phone: string): string {
  return `tel:${phone.replaceAll(/[^\d+]/g, '').replace(/^0/, '+46')}`
}

type BandProps = { id: string; title: string; text: string; link?: ReactNode; children: ReactNode }

function Band({ id, title, text, link, children }: BandProps) {
  return (
    <section className="band" aria-labelledby={id}>
      <div className="band-text">
        <h2 id={id}>{title}</h2>
        <p>{text}</p>
        {link ? <p>{link}</p> : null}
      </div>
      <div className="band-lines">{children}</div>
    </section>
  )
}
