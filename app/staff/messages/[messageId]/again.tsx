import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { formatLocale } from '@/app/locale'
import { DataTable, type Column } from '@/components/ui/data-table'
import { JsonView } from '@/components/ui/json-view'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import type { StaffCtx } from '@/lib/auth/context'
import { formatDecimal } from '@/lib/kernel/format/money'
import { differences, type Difference } from '@/lib/ocpi/http/json-difference'
import { tryMessage } from '@/lib/ocpi/http/try-message'
import { exchangeFailed } from '@/lib/partners/core/explain-exchange'
import { getExchange, type ExchangeDetail } from '@/lib/partners/exchanges/queries'
import type { Partner } from '@/lib/partners/queries'
import { MESSAGES_PATH } from '../message-state'

type Props = { ctx: StaffCtx; message: ExchangeDetail; partner: Partner | null; again: string }

/** What came of making it again, above the first time. */
export async function Again({ ctx, message, partner, again }: Props) {
  if (!ctx.permissions.has('message:replay') || partner === null) return null
  if (again === 'read') return <Tried ctx={ctx} message={message} partner={partner} />
  const id = Number(again)
  if (!Number.isInteger(id) || id <= message.id) return null
  const second = await getExchange(ctx, id).catch(() => null)
  if (!second || second.partnerId !== message.partnerId) return null
  return <Answered first={message} second={second} />
}

async function Tried({ ctx, message, partner }: { ctx: StaffCtx; message: ExchangeDetail; partner: Partner }) {
  const t = await getTranslations('inspector')
  const { version, method, path, requestBody: body } = message
  const trial = await tryMessage(ctx, partner, { version, method, path, body })
  return (
    <Section title={t('tried')} className="full min-w-0">
      <p className="pb-2">{t(`trial.${trial?.outcome ?? 'impossible'}`)}</p>
      {trial && trial.changes.length > 0 ? (
        <Changes changes={trial.changes} before={t('weHave')} after={t('itSays')} />
      ) : null}
      <p className="note pt-2">{t('nothingWritten')}</p>
    </Section>
  )
}

async function Answered({ first, second }: { first: ExchangeDetail; second: ExchangeDetail }) {
  const [t, locale] = await Promise.all([getTranslations('inspector'), formatLocale()])
  const changes = differences(dataOf(first.responseBody), dataOf(second.responseBody))
  const code = second.ocpiStatus ?? second.httpStatus ?? t('noAnswer')
  return (
    <Section
      title={t('madeAgain')}
      link={{ href: `${MESSAGES_PATH}/${second.id}`, text: t('openIt') }}
      className="full min-w-0"
    >
      <p className="pb-2">
        {exchangeFailed(second) ? (
          <StateMark state="fail">{code}</StateMark>
        ) : (
          <StateMark state="ours">{code}</StateMark>
        )}{' '}
        {t(changes.length === 0 ? 'sameAnswer' : 'otherAnswer', {
          ms: formatDecimal(second.durationMs, 0, locale),
          count: changes.length,
        })}{' '}
        {second.error ?? ''}
      </p>
      {changes.length > 0 ? <Changes changes={changes} before={t('then')} after={t('now')} /> : null}
      {second.responseBody ? (
        <details className="disclosure pt-2">
          <summary>{t('response')}</summary>
          <div>
            <JsonView text={second.responseBody} label={t('madeAgain')} />
          </div>
        </details>
      ) : (
        <Link href={`${MESSAGES_PATH}/${second.id}`}>{t('openIt')}</Link>
      )}
    </Section>
  )
}

/** The answer without its envelope, whose time differs always. */
function dataOf(body: string | null): unknown {
  try {
    const { timestamp: _, ...rest } = JSON.parse(body ?? '{}') as Record<string, unknown> // an envelope, or nothing alike
    return rest
  } catch {
    return body
  }
}

const SHOWN = 60
const brief = (value: unknown): string => {
  const text = value === null ? '–' : JSON.stringify(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

async function Changes({ changes, before, after }: { changes: readonly Difference[]; before: string; after: string }) {
  const t = await getTranslations('inspector')
  const columns: Column<Difference>[] = [
    { key: 'path', header: t('place'), cell: ({ path }) => <code>{path}</code> },
    { key: 'before', header: before, wrap: true, cell: (change) => <code>{brief(change.before)}</code> },
    { key: 'after', header: after, wrap: true, cell: (change) => <code>{brief(change.after)}</code> },
  ]
  return <DataTable fit="flush" label={t('changes')} columns={columns} rows={changes} rowKey={({ path }) => path} />
}
