import { getTranslations } from 'next-intl/server'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { requireCustomer } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { findMyCompensation } from '@/lib/billing/compensations/queries'
import { isId } from '@/lib/kernel/ids'
import { findMyAccount, getMySession } from '@/lib/rating/charges/queries/find-my-active-session'
import { getMyCharge } from '@/lib/rating/charges/queries/get-my-charge'
import { findMyPromise } from '@/lib/rating/quotes/queries/my-promises'
import { findMyDispute } from '@/lib/rating/disputes/queries/my-disputes'
import { ChargeDetail } from './charge-detail'
import { SessionDetail } from './session-detail'

type Props = { params: Promise<{ chargeId: string }> }

/** An account that was checked, or a session that waits for one: both are the customer's charge. */
const load = cache(async (chargeId: string) => {
  const ctx = await requireCustomer()
  try {
    if (isId('cdr', chargeId)) return { charge: await getMyCharge(ctx, chargeId), session: null }
    if (isId('session', chargeId)) return { charge: null, session: await getMySession(ctx, chargeId) }
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
  }
  return notFound()
})

export async function generateMetadata({ params }: Props) {
  const [t, { charge, session }] = await Promise.all([getTranslations('charging'), load((await params).chargeId)])
  return { title: t('detail.title', { place: charge?.placeName ?? session?.placeName ?? '' }) }
}

export default async function ChargePage({ params }: Props) {
  const ctx = await requireCustomer()
  const { charge, session } = await load((await params).chargeId)
  // Links that were made while the account was awaited lead to it once it is there.
  const account = session && (await findMyAccount(ctx, session.sessionId))
  if (account) redirect(`/charging/${account}`)
  const compensation = charge?.homeCharging ? await findMyCompensation(ctx, charge.cdrId) : null
  if (charge) {
    const [promise, dispute] = await Promise.all([findMyPromise(ctx, charge.cdrId), findMyDispute(ctx, charge.cdrId)])
    return <ChargeDetail charge={charge} compensation={compensation} promise={promise} dispute={dispute} />
  }
  return session ? <SessionDetail session={session} /> : notFound()
}
