import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Pairs } from '@/components/ui/facts'
import { Section } from '@/components/ui/section'
import { Notice } from '@/components/ui/states'
import { ReasonField } from '@/components/ui/reason-field'
import { DateField } from '@/components/ui/text-field'
import type { StaffCtx } from '@/lib/auth/context'
import { formatCalendarDate, formatInstant } from '@/lib/kernel/format/datetime'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import { listAgreements, type AgreementVersion } from '@/lib/partners/agreements/queries'
import type { Partner } from '@/lib/partners/queries'
import { FROM_THE_BEGINNING } from '@/lib/roaming/core/agreement'
import { endAgreementAction } from '../agreement-actions'
import { basisInWords, termPairs } from '../terms-in-words'
import { Connection } from './connection'
import { NextTerms } from './next-terms'

type Props = { ctx: StaffCtx; partner: Partner }

/** What was agreed with the partner: what rules today, every version there was, and the next one; then the connection. */
export async function Agreement({ ctx, partner }: Props) {
  const [t, locale, agreements] = await Promise.all([
    getTranslations('agreements'),
    formatLocale(),
    listAgreements(ctx, partner.id),
  ])
  const { current, versions } = agreements
  const mayWrite = ctx.permissions.has('partner:write')
  const running = versions.find(({ id }) => id === current?.id)
  return (
    <>
      <div className="staff-pad">
        <Section title={t('inForce')}>
          {running ? (
            <>
              <p className="pb-2">{validity(running, t, locale)}</p>
              <Pairs wide pairs={termPairs(running.terms, t, locale)} />
              {mayWrite && running.validTo === null ? (
                <div className="pt-3">
                  <EndDialog partner={partner} version={running} today={localDate(ctx.clock.now(), BILLING_ZONE)} />
                </div>
              ) : null}
            </>
          ) : (
            <Notice tone="held" title={t('none')}>
              {t('noneText')}
            </Notice>
          )}
        </Section>
      </div>
      <DataTable
        label={t('versions')}
        columns={columns(t, locale, (version) =>
          mayWrite && version.state === 'upcoming' ? (
            <EndDialog partner={partner} version={version} today={localDate(ctx.clock.now(), BILLING_ZONE)} />
          ) : null,
        )}
        rows={versions}
        rowKey={(row) => row.id}
        empty={<p className="staff-line">{t('none')}</p>}
      />
      {mayWrite ? <NextTerms ctx={ctx} partner={partner} terms={(running ?? versions[0])?.terms ?? null} /> : null}
      <Connection ctx={ctx} partner={partner} />
    </>
  )
}

type Translate = (key: string, values?: Record<string, string | number>) => string

function validity({ version, validFrom, validTo }: AgreementVersion, t: Translate, locale: FormatLocale): string {
  const date = (day: CalendarDate) => formatCalendarDate(day, 'date', locale)
  const from = validFrom === FROM_THE_BEGINNING ? t('always') : t('since', { date: date(validFrom) })
  return [
    t('versionNumber', { version }),
    from,
    validTo === null ? t('untilFurther') : t('until', { date: date(validTo) }),
  ].join(', ')
}

function columns(
  t: Translate,
  locale: FormatLocale,
  end: (version: AgreementVersion) => React.ReactNode,
): Column<AgreementVersion>[] {
  return [
    { key: 'version', header: t('version'), cell: (row) => row.version },
    { key: 'party', header: t('party'), priority: 2, cell: (row) => row.party ?? t('allParties') },
    {
      key: 'from',
      header: t('validFrom'),
      cell: (row) =>
        row.validFrom === FROM_THE_BEGINNING ? t('start') : formatCalendarDate(row.validFrom, 'shortYear', locale),
    },
    {
      key: 'to',
      header: t('validTo'),
      cell: (row) => (row.validTo === null ? '–' : formatCalendarDate(row.validTo, 'shortYear', locale)),
    },
    { key: 'state', header: t('state'), cell: (row) => t(`states.${row.state}`) },
    { key: 'basis', header: t('basis'), wrap: true, cell: (row) => basisInWords(row.terms, t, locale) },
    {
      key: 'published',
      header: t('publishedAt'),
      priority: 3,
      cell: (row) =>
        `${formatInstant(row.publishedAt, BILLING_ZONE, 'shortTime', locale)}${row.publishedBy ? `, ${row.publishedBy}` : ''}`,
    },
    { key: 'end', header: '', cell: end },
  ]
}

async function EndDialog({
  partner,
  version,
  today,
}: {
  partner: Partner
  version: AgreementVersion
  today: CalendarDate
}) {
  const t = await getTranslations('agreements')
  const upcoming = version.state === 'upcoming'
  return (
    <ConfirmDialog
      dense
      trigger={t(upcoming ? 'withdraw' : 'end')}
      title={t(upcoming ? 'withdrawTitle' : 'endTitle', { version: version.version, partner: partner.name })}
      consequence={t(upcoming ? 'withdrawEffect' : 'endEffect')}
      confirmText={t(upcoming ? 'withdraw' : 'end')}
      pendingText={t('saving')}
      cancelText={t('cancel')}
      failedText={t('failed')}
      action={endAgreementAction}
      values={{
        partnerId: partner.id,
        agreementId: version.id,
        ...(upcoming ? { lastDay: version.validFrom } : {}),
      }}
    >
      {upcoming ? null : (
        <DateField
          size="row"
          name="lastDay"
          id={`last-${version.id}`}
          label={t('lastDay')}
          min={today}
          required
          defaultValue={today}
        />
      )}
      <ReasonField id={`reason-${version.id}`} label={t('reason')} />
    </ConfirmDialog>
  )
}
