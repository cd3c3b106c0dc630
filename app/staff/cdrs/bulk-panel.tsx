import { getTranslations } from 'next-intl/server'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { Finding } from '@/components/ui/lead'
import { ReceiptLine, ReceiptSum } from '@/components/ui/receipt-line'
import { SidePanel } from '@/components/ui/side-panel'
import { Notice } from '@/components/ui/states'
import type { StaffCtx } from '@/lib/auth/context'
import { decimal, sum, toDecimalString } from '@/lib/kernel/decimal'
import { formatMoney } from '@/lib/kernel/format/money'
import type { CdrId } from '@/lib/kernel/ids'
import { roundToMinor } from '@/lib/kernel/money'
import { listCdrIds, sumCdrs, type CdrListRow } from '@/lib/rating/cdrs/queries/list-cdrs'
import { BulkDecisions } from './bulk-decisions'
import { decidedAtOnce, isUndecided, toCdrQuery, type CdrState, type Show } from './cdr-state'
import { placeText } from './place-text'

export type Chosen = { rows: readonly CdrListRow[] } | { state: CdrState; count: number }

/** One decision on all that were ticked, or on all that the filter finds, with the total of what it moves. */
export async function BulkPanel({
  ctx,
  show,
  chosen,
  closeHref,
}: {
  ctx: StaffCtx
  show: Show
  chosen: Chosen
  closeHref: string
}) {
  const [t, ti, locale] = await Promise.all([getTranslations('cdrs'), getTranslations('inbox'), formatLocale()])
  const kronor = (minor: bigint) => formatMoney(minor, 'SEK', locale, 'always')
  const { ids, difference, values } = await resolve(ctx, show, chosen)
  const count = 'rows' in chosen ? chosen.rows.length : chosen.count
  return (
    <SidePanel
      label={t('chosen', { count })}
      kicker="CDR"
      title={'rows' in chosen ? t('chosen', { count }) : ti('allChosen', { count })}
      close={{ href: closeHref, text: t('close') }}
      actions={
        ctx.permissions.has('cdr:review') ? (
          <BulkDecisions ctx={ctx} undecided={isUndecided(show)} ids={ids} values={values} />
        ) : (
          <Notice>{t('readsOnly')}</Notice>
        )
      }
    >
      <Finding>{t('chosenFinding', { amount: kronor(roundToMinor(difference, 'SEK')) })}</Finding>
      {count > ids.length ? (
        <p className="note">{ti(`mostAtOnce.${decidedAtOnce(show).limit.first}`, { count: ids.length })}</p>
      ) : null}
      {'rows' in chosen ? (
        <>
          {chosen.rows.map((row) => (
            <ReceiptLine
              key={row.cdrId}
              label={placeText(row)}
              note={row.partnerName}
              amount={
                row.differenceExcl === null
                  ? '–'
                  : formatMoney(roundToMinor(row.differenceExcl, row.currency), row.currency, locale, 'always')
              }
            />
          ))}
          <ReceiptSum label={t('sum')} amount={kronor(roundToMinor(difference, 'SEK'))} />
        </>
      ) : (
        <p>{ti('allText')}</p>
      )}
    </SidePanel>
  )
}

async function resolve(
  ctx: StaffCtx,
  show: Show,
  chosen: Chosen,
): Promise<{ ids: CdrId[]; difference: string; values: Record<string, string> }> {
  if ('rows' in chosen) {
    const ids = chosen.rows.map((row) => row.cdrId)
    const parts = chosen.rows.map((row) => decimal(row.differenceExcl ?? '0').times(row.kronor ?? '0'))
    return { ids, difference: toDecimalString(sum(parts)), values: { cdrIds: ids.join(' ') } }
  }
  const { filter } = toCdrQuery(chosen.state, ctx.clock.now())
  const { statuses, limit } = decidedAtOnce(show)
  const [ids, totals] = await Promise.all([listCdrIds(ctx, filter, statuses, limit), sumCdrs(ctx, filter)])
  const every = listHref('', chosen.state).replace(/^\?/, '') || 'show=held'
  return { ids, difference: totals.compared.differenceExcl, values: { every } }
}
