import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { formatLocale } from '@/app/locale'
import { QuoteChanges, QuoteLines } from '@/app/quote-receipt'
import { StaffHead } from '@/components/layout/staff-head'
import { Facts, Pairs, type Pair } from '@/components/ui/facts'
import { Finding } from '@/components/ui/lead'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { Section } from '@/components/ui/section'
import { Notice } from '@/components/ui/states'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { formatEnergy, formatPower } from '@/lib/kernel/format/energy'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatMoney } from '@/lib/kernel/format/money'
import { isId } from '@/lib/kernel/ids'
import { getStaffQuote, type StaffQuote } from '@/lib/rating/quotes/queries/get-staff-quote'
import { QuoteMark, type PromiseWords } from '../quote-columns'

const PATH = '/staff/quotes'
const CURRENCY = 'SEK'

type Params = { params: Promise<{ quoteId: string }> }

export async function generateMetadata() {
  return { title: (await getTranslations('promises'))('one') }
}

async function find(ctx: StaffCtx, id: string): Promise<StaffQuote> {
  if (!isId('quote', id)) notFound()
  try {
    return await getStaffQuote(ctx, id)
  } catch (error) {
    if (error instanceof NotFoundError) notFound()
    throw error
  }
}

/** One quote: what was shown, by which versions, and whether it rules over the bill. */
export default async function QuotePage({ params }: Params) {
  const ctx = await requireStaff('cdr:read')
  const [{ quoteId }, t, locale] = await Promise.all([params, getTranslations('promises'), formatLocale()])
  const quote = await find(ctx, quoteId)
  const { outcome, price, timeZone } = quote
  const money = (minor: bigint | null) => (minor === null ? t('unknown') : formatMoney(minor, CURRENCY, locale))
  return (
    <>
      <StaffHead
        crumb={{ label: t('label'), steps: [{ href: PATH, text: t('label') }] }}
        title={`${t(`kinds.${quote.kind}`)}, ${quote.place.name}`}
        state={<QuoteMark state={quote.state} t={t} />}
        note={`${quote.customer.name}, ${formatInstant(quote.shownAt, timeZone, 'dateTime', locale)}`}
      />
      <Facts
        strip
        facts={[
          { label: t(quote.reservation ? 'unused' : 'quoted'), value: money(price?.grossMinor ?? null) },
          ...(outcome
            ? [
                { label: t('promisedShort'), value: money(outcome.promisedMinor), explain: t('promised') },
                { label: t('usualShort'), value: money(outcome.usualMinor), explain: t('usual') },
                { label: t('recoverShort'), value: money(outcome.recoverMinor), explain: t('recover') },
              ]
            : []),
        ]}
      />
      <Finding>{verdict(quote, t, locale)}</Finding>
      <div className="staff-grid">
        <Section title={t('components')}>
          <Components quote={quote} t={t} locale={locale} />
        </Section>
        <div>
          <Section title={t('facts')}>
            <Pairs wide lines pairs={factsOf(quote, t, locale)} />
          </Section>
          <Section title={t('cameOfIt')} className="mt-6">
            <Pairs wide lines pairs={trailOf(quote, t)} />
          </Section>
        </div>
      </div>
    </>
  )
}

function verdict({ state, outcome, price }: StaffQuote, t: PromiseWords, locale: FormatLocale) {
  const money = (minor: bigint) => formatMoney(minor, CURRENCY, locale)
  const b = (chunks: ReactNode) => <b>{chunks}</b>
  if (!outcome) return price ? t(`verdict.${state}`) : t('verdict.unknown')
  const { ruled, promisedMinor, usualMinor, recoverMinor } = outcome
  if (!ruled || promisedMinor === null) return t('verdict.billed')
  if (usualMinor === null) return t('verdict.ruledAlone')
  return t.rich('verdict.ruledBy', {
    difference: money(usualMinor - promisedMinor),
    recover: money(recoverMinor),
    from: recoverMinor > 0n ? 'operator' : 'us',
    b,
  })
}

type Shown = { quote: StaffQuote; t: PromiseWords; locale: FormatLocale }

/** As the customer read them, in the order of AFIR. */
function Components({ quote, t, locale }: Shown) {
  const { price, adHoc, reservation, changes, timeZone } = quote
  if (!price)
    return (
      <Notice tone="held" title={t('unknownTitle')}>
        {t('unknownText')}
      </Notice>
    )
  const money = (minor: bigint) => formatMoney(minor, CURRENCY, locale)
  return (
    <>
      <QuoteLines lines={price.lines} included={quote.ownIncluded} />
      <ReceiptSum
        label={
          reservation
            ? t('unusedFor', { minutes: reservation.minutes })
            : t('for', { kwh: formatEnergy(quote.behaviour.energyKwh, locale, [0, 1]) })
        }
        amount={money(price.grossMinor)}
      />
      <ReceiptLine kind="sub" label={t('vat')} amount={money(price.vatMinor)} />
      {reservation && reservation.usedMinor !== null ? (
        <ReceiptLine kind="sub" label={t('used')} amount={money(reservation.usedMinor)} />
      ) : null}
      {adHoc ? (
        <ReceiptLine kind="sub" label={t('adHoc')} amount={formatMoney(adHoc.grossMinor, adHoc.currency, locale)} />
      ) : null}
      {reservation ? null : <QuoteChanges changes={changes} timeZone={timeZone} />}
    </>
  )
}

function factsOf(quote: StaffQuote, t: PromiseWords, locale: FormatLocale): Pair[] {
  const { customer, partner, place, tariff, plan, timeZone, behaviour, reservation } = quote
  const when = (at: StaffQuote['shownAt']) => formatInstant(at, timeZone, 'dateTime', locale)
  const power = quote.maxPowerKw === null ? '' : `, ${formatPower(String(quote.maxPowerKw), locale)}`
  return [
    { label: t('id'), value: <code>{quote.id}</code> },
    { label: t('customer'), value: <Link href={`/staff/customers/${customer.id}`}>{customer.name}</Link> },
    { label: t('partner'), value: <Link href={`/staff/partners/${partner.id}`}>{partner.name}</Link> },
    {
      label: t('place'),
      value: (
        <>
          <Link href={`/staff/locations/${place.id}`}>{place.name}</Link>, {place.socketName}, {quote.powerType}
          {power}
        </>
      ),
    },
    {
      label: t('asked'),
      value: reservation
        ? t('minutes', { minutes: reservation.minutes })
        : `${formatEnergy(behaviour.energyKwh, locale, [0, 1])}, ${formatPower(behaviour.powerKw, locale)}`,
    },
    { label: t('shown'), value: when(quote.shownAt) },
    { label: t('locked'), value: when(quote.lockedAt) },
    { label: t('validUntil'), value: when(quote.validUntil) },
    {
      label: t('tariff'),
      value: tariff ? (
        <Link href={`/staff/tariffs/${tariff.id}`}>
          {tariff.name} v{tariff.version}
        </Link>
      ) : (
        t('unknown')
      ),
    },
    {
      label: t('plan'),
      value: plan ? (
        <Link href={`/staff/price-plans/${plan.id}`}>
          {plan.name} v{plan.version}
        </Link>
      ) : (
        t('unknown')
      ),
    },
    { label: t('engine'), value: quote.engineVersion },
  ]
}

function trailOf({ command, session, cdr, outcome }: StaffQuote, t: PromiseWords): Pair[] {
  return [
    { label: t('command'), value: command ? `${command.kind}, ${t(`commandStates.${command.state}`)}` : t('none') },
    {
      label: t('session'),
      value: session ? (
        <Link href={`/staff/sessions?show=all&session=${session.id}`}>{session.ocpiId}</Link>
      ) : (
        t('none')
      ),
    },
    { label: 'CDR', value: cdr ? <Link href={`/staff/cdrs/${cdr.id}`}>{cdr.ocpiId}</Link> : t('none') },
    { label: t('ruled'), value: outcome ? t(outcome.ruled ? 'rules' : 'usualRules') : t('notYet') },
  ]
}
