import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { StateMark } from '@/components/ui/state-mark'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { exchangeFailed } from '@/lib/partners/core/explain-exchange'
import { findNeighbours, getExchange, type ExchangeDetail } from '@/lib/partners/exchanges/queries'
import { getPartner } from '@/lib/partners/queries'
import { findCdrText } from '@/lib/roaming/cdrs/queries'
import { keptState, loadMessages, MESSAGES_PATH as PATH, toFilter } from '../message-state'
import { shortPath } from '../message-table'
import { Again } from './again'
import { Conversation } from './conversation'
import { Explained } from './explained'
import { keptCdr, readExchange } from './read-exchange'
import { MessageFacts } from './message-facts'
import { MessageSide } from './message-side'
import { Replay } from './replay'

type Params = { params: Promise<{ messageId: string }>; searchParams: Promise<SearchParams> }
const loadAgain = createLoader({ again: parseAsString })

export async function generateMetadata() {
  return { title: (await getTranslations('inspector'))('oneMessage') }
}

async function find(ctx: StaffCtx, text: string): Promise<ExchangeDetail> {
  if (!/^\d{1,15}$/.test(text)) notFound()
  return getExchange(ctx, Number(text)).catch((error: unknown) => {
    if (error instanceof NotFoundError) notFound()
    throw error
  })
}

export default async function MessagePage({ params, searchParams }: Params) {
  const ctx = await requireStaff('partner:read')
  const [{ messageId }, state, { again }, t, locale] = await Promise.all([
    params,
    loadMessages(searchParams),
    loadAgain(searchParams),
    getTranslations('inspector'),
    formatLocale(),
  ])
  const logged = await find(ctx, messageId)
  const cdrId = keptCdr(logged)
  const [partner, neighbours, evidence] = await Promise.all([
    logged.partnerId === null ? null : getPartner(ctx, logged.partnerId),
    findNeighbours(ctx, toFilter(state), logged.id),
    cdrId === null || !ctx.permissions.has('cdr:read') ? null : findCdrText(ctx, cdrId),
  ])
  // The body of a stored CDR lies with the CDR: it is shown where it was sent.
  const message: ExchangeDetail = evidence === null ? logged : { ...logged, requestBody: evidence }
  const kept = keptState(state)
  const href = (id: number) => listHref(`${PATH}/${id}`, kept)
  const { request, response } = readExchange(message, partner)
  const at = `${formatInstant(message.at, BILLING_ZONE, 'short', locale)} ${formatInstant(message.at, BILLING_ZONE, 'timeSeconds', locale)}`
  const failed = exchangeFailed(message)
  return (
    <>
      <StaffHead
        crumb={{ label: t('title'), steps: [{ href: listHref(PATH, kept), text: t('title') }] }}
        title={
          <span className="break-anywhere">
            {message.method} {shortPath(message.path).split('?')[0]}
          </span>
        }
        state={
          <StateMark state={failed ? 'fail' : 'neutral'}>
            {message.ocpiStatus ?? message.httpStatus ?? t('noAnswer')}
          </StateMark>
        }
        note={`${message.partnerName ?? t('nobodyKnown')}, ${t(`directions.${message.direction}`).toLowerCase()}, ${at}`}
        end={<Steps neighbours={neighbours} href={href} close={listHref(PATH, kept)} />}
      />
      <Explained message={message} />
      <div className="staff-grid even">
        {again ? <Again ctx={ctx} message={message} partner={partner} again={again} /> : null}
        <MessageSide
          title={t('request')}
          who={t(message.direction === 'in' ? 'fromPartner' : 'fromUs')}
          headers={message.requestHeaders}
          body={message.requestBody}
          notes={request}
          evidence={evidence === null ? null : cdrId}
        />
        <MessageSide
          title={t('response')}
          who={t(message.direction === 'in' ? 'fromUs' : 'fromPartner')}
          headers={message.responseHeaders}
          body={message.responseBody}
          notes={response}
        />
        <Conversation ctx={ctx} message={message} href={href} />
        <div>
          <MessageFacts ctx={ctx} message={message} partner={partner} />
          <Replay ctx={ctx} message={message} kept={listHref('', kept).slice(1)} />
        </div>
      </div>
    </>
  )
}

/** j, k and Escape, as beside every list; newer is up. */
async function Steps({
  neighbours,
  href,
  close,
}: {
  neighbours: { newer: number | null; older: number | null }
  href: (id: number) => string
  close: string
}) {
  const t = await getTranslations('inspector')
  const steps = [
    { key: 'k', sign: '↑', id: neighbours.newer, text: t('newer') },
    { key: 'j', sign: '↓', id: neighbours.older, text: t('olderOne') },
  ]
  return (
    <span className="panel-nav">
      {steps.map(({ key, sign, id, text }) =>
        id === null ? null : (
          <Link key={key} href={href(id)} className="icon-btn" aria-label={text} data-shortcut={key} prefetch={false}>
            {sign}
          </Link>
        ),
      )}
      <Link href={close} className="icon-btn" aria-label={t('backToList')} data-shortcut="Escape" prefetch={false}>
        ×
      </Link>
    </span>
  )
}
