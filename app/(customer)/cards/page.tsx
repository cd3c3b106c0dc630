import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { ButtonLink } from '@/components/ui/button'
import { Lead } from '@/components/ui/lead'
import { StateMark, type State } from '@/components/ui/state-mark'
import { EmptyState } from '@/components/ui/states'
import type { CustomerCtx } from '@/lib/auth/context'
import { requireCustomer } from '@/lib/auth/session'
import { getPublicSeller } from '@/lib/billing/queries/public-seller'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { namePlaces } from '@/lib/roaming/tokens/name-places'
import { listMyCards, type TokenRow } from '@/lib/roaming/tokens/queries'
import { setCardStateAction } from './actions'

const MARKS: Readonly<Record<TokenRow['state'], State>> = { active: 'ours', blocked: 'held', lost: 'fail' }
const CHANGES: Readonly<Record<TokenRow['state'], readonly Change[]>> = {
  active: ['block', 'lost'],
  blocked: ['open', 'lost'],
  lost: ['open'],
}
const STATES = { block: 'blocked', lost: 'lost', open: 'active' } as const
type Change = keyof typeof STATES
/** Of the key of an operator, as `SE*KUL`; a place's is longer. */
const OPERATOR_LENGTH = 6

export async function generateMetadata() {
  return { title: (await getTranslations('cards'))('title') }
}

export default async function CardsPage() {
  const ctx = await requireCustomer()
  const [t, cards, seller] = await Promise.all([getTranslations('cards'), listMyCards(ctx), getPublicSeller()])
  if (cards.length === 0)
    return (
      <EmptyState title={t('emptyTitle')} actions={<ButtonLink href="/start">{t('emptyAction')}</ButtonLink>}>
        {t('emptyText', { email: seller.email })}
      </EmptyState>
    )
  const open = cards.filter((card) => card.state === 'active').length
  const rows = await Promise.all(cards.map(async (card) => ({ card, where: await whereOf(ctx, card) })))
  return (
    <div className="narrow">
      <Breadcrumb label={t('back')} steps={[{ href: '/account', text: t('back') }]} />
      <Lead>{t.rich('lead', { open, b: (text: ReactNode) => <b>{text}</b> })}</Lead>
      <ul className="rows mt-6" aria-label={t('label')}>
        {rows.map(({ card, where }) => (
          <li key={card.id} className="py-4">
            <Card card={card} email={seller.email} where={where} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Where alone a card is valid, in words; null: everywhere. */
async function whereOf(ctx: CustomerCtx, { allowedPlaces }: TokenRow): Promise<string | null> {
  if (allowedPlaces === null) return null
  const [t, named] = await Promise.all([getTranslations('tokenPlaces'), namePlaces(ctx, allowedPlaces)])
  // One that its operator does not list any more cannot be charged at.
  const places = named.filter(({ name, location }) => name !== null || location.length === OPERATOR_LENGTH)
  if (places.length === 0) return t('nowhere')
  const texts = places.map(({ name, city, operatorName, evses }) => {
    if (name === null) return t('atAll', { operator: operatorName })
    const labels = evses.map(({ label }) => label).join(', ')
    return t(labels === '' ? 'atPlace' : 'atEvses', { place: name, city: city ?? '', evses: labels })
  })
  return t('onlyAt', { places: texts.join('; ') })
}

async function Card({ card, email, where }: { card: TokenRow; email: string; where: string | null }) {
  const [t, locale] = await Promise.all([getTranslations('cards'), formatLocale()])
  const byUs = card.blockedBy === 'staff' && card.state !== 'active'
  const date = formatInstant(card.lastUpdated, BILLING_ZONE, 'date', locale)
  return (
    <>
      <div className="flex justify-between gap-4">
        <h2 className="row-title">{card.label ?? t('unnamed')}</h2>
        <StateMark state={MARKS[card.state]}>
          {t(byUs && card.state === 'blocked' ? 'states.blockedByUs' : `states.${card.state}`)}
        </StateMark>
      </div>
      <p className="note">
        {t('number', { number: card.visualNumber ?? card.uid })}. {t('since', { date })}.
      </p>
      {where ? <p className="pt-1">{where}</p> : null}
      {byUs ? (
        <p className="pt-2">{t('blockedByUsText', { email })}</p>
      ) : (
        <div className="actions pt-3">
          {CHANGES[card.state].map((change) => (
            <ConfirmDialog
              key={change}
              trigger={t(change)}
              destroys={change === 'lost'}
              title={t(`${change}Title`)}
              consequence={t(`${change}Text`)}
              confirmText={t(change)}
              pendingText={t('saving')}
              cancelText={t('cancel')}
              failedText={t('failed')}
              action={setCardStateAction}
              values={{ cardId: card.id, state: STATES[change] }}
            />
          ))}
        </div>
      )}
    </>
  )
}
