import { getTranslations } from 'next-intl/server'
import { listHref } from '@/app/list-href'
import { ListBar } from '@/components/ui/list-bar'
import { Pairs } from '@/components/ui/facts'
import { Pager } from '@/components/ui/pager'
import { SidePanel } from '@/components/ui/side-panel'
import { StateMark } from '@/components/ui/state-mark'
import { Tabs } from '@/components/ui/tabs'
import type { StaffCtx } from '@/lib/auth/context'
import { listExchanges, type ExchangeRow, type Partner } from '@/lib/partners/queries'
import { exchangeFailed, MessageTable } from './message-table'

type State = {
  module: string | null
  direction: 'in' | 'out' | null
  failed: boolean | null
  before: number | null
  message: number | null
}

/** Every exchange with the partner; one of them opened beside the list. */
export async function Messages({ ctx, partner, state }: { ctx: StaffCtx; partner: Partner; state: State }) {
  const t = await getTranslations('partners')
  const { module, direction, failed, before, message } = state
  const filter = { module: module ?? undefined, direction: direction ?? undefined, failed: failed ?? undefined }
  const [{ rows, next }, single] = await Promise.all([
    listExchanges(ctx, partner.id, { ...filter, before: before ?? undefined }),
    message === null ? null : listExchanges(ctx, partner.id, { before: message + 1 }, 1),
  ])
  const path = `/staff/partners/${partner.id}`
  const kept = { tab: 'messages', module, direction, failed: failed ? 'true' : null }
  const here = { ...kept, before }
  const open = single?.rows.find((row) => row.id === message) ?? null
  const index = rows.findIndex((row) => row.id === message)
  const step = (row: ExchangeRow | undefined, text: string) =>
    row ? { href: listHref(path, here, { message: row.id }), text } : null
  const views = [
    { key: 'all', change: { direction: null, failed: null }, current: !direction && !failed },
    { key: 'in', change: { direction: 'in', failed: null }, current: direction === 'in' },
    { key: 'out', change: { direction: 'out', failed: null }, current: direction === 'out' },
    { key: 'failed', change: { direction: null, failed: 'true' }, current: Boolean(failed) },
  ]
  return (
    <div className={open ? 'staff-main with-panel' : undefined}>
      <div>
        <div className="pt-3">
          <ListBar
            action={path}
            search={{
              name: 'module',
              label: t('searchModule'),
              placeholder: t('module'),
              defaultValue: module ?? undefined,
            }}
            keep={{ tab: 'messages', direction: direction ?? undefined, failed: failed ? 'true' : undefined }}
          >
            <Tabs
              kind="segments"
              label={t('messageViews')}
              tabs={views.map((view) => ({
                href: listHref(path, kept, view.change),
                text: t(`messageView.${view.key}`),
                current: view.current,
              }))}
            />
          </ListBar>
        </div>
        <MessageTable rows={rows} href={(row) => listHref(path, here, { message: row.id })} selected={message} />
        <Pager
          label={t('tab.messages')}
          previous={before ? { href: listHref(path, kept), text: t('newest') } : null}
          next={next === null ? null : { href: listHref(path, kept, { before: next }), text: t('older') }}
        />
      </div>
      {open ? (
        <SidePanel
          label={t('message')}
          kicker={`${t(`directions.${open.direction}`)}, ${open.module ?? ''}`}
          title={`${open.method} ${open.path}`}
          state={
            <StateMark state={exchangeFailed(open) ? 'fail' : 'ours'}>
              {open.ocpiStatus ?? open.httpStatus ?? t('noAnswer')}
            </StateMark>
          }
          previous={step(rows[index - 1], t('previous'))}
          next={step(rows[index + 1], t('next'))}
          close={{ href: listHref(path, here), text: t('close') }}
        >
          <Pairs
            pairs={[
              { label: 'HTTP', value: open.httpStatus ?? '–' },
              { label: 'OCPI', value: open.ocpiStatus ?? '–' },
              { label: 'X-Request-ID', value: open.requestId ?? '–' },
              { label: 'X-Correlation-ID', value: open.correlationId ?? '–' },
              ...(open.error ? [{ label: t('error'), value: open.error }] : []),
            ]}
          />
          <h3>{t('request')}</h3>
          <Body text={open.requestBody} none={t('noBody')} />
          <h3>{t('response')}</h3>
          <Body text={open.responseBody} none={t('noBody')} />
          <p className="note">{t('redacted')}</p>
        </SidePanel>
      ) : null}
    </div>
  )
}

function Body({ text, none }: { text: string | null; none: string }) {
  if (!text) return <p className="dim">{none}</p>
  let shown = text
  try {
    shown = JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    // Bodies may be cut off or be no JSON at all; then they are shown as they came.
  }
  return <pre className="code-block">{shown}</pre>
}
