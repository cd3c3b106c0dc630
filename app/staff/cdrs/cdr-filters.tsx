import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Select } from '@/components/ui/choice-fields'
import { FilterMenu } from '@/components/ui/list-bar'
import { DateField } from '@/components/ui/text-field'
import type { Partner } from '@/lib/partners/queries'
import { FINDING_CODES, FINDINGS } from '@/lib/rating/core/finding'
import { findingTitle } from '@/lib/rating/core/finding-sentences'
import { AMOUNTS, DUES, type CdrState } from './cdr-state'

/** What is offered as a filter; an address may name any rule. */
const REASONS = FINDING_CODES.filter((code) => FINDINGS[code].severity !== 'info')

type Props = { path: string; state: CdrState; partners: readonly Partner[]; undecided: boolean }

export async function CdrFilters({ path, state, partners, undecided }: Props) {
  const [t, ti, locale] = await Promise.all([getTranslations('cdrs'), getTranslations('inbox'), formatLocale()])
  const reasons = REASONS.map((code) => ({ value: code, label: findingTitle(code, locale) }))
  return (
    <FilterMenu
      text={t('addFilter')}
      action={path}
      keep={{ show: state.show, q: state.q, sort: state.sort }}
      applyText={t('apply')}
    >
      <Select
        size="row"
        name="reason"
        label={t('why')}
        placeholder="–"
        defaultValue={state.reason}
        options={reasons.toSorted((a, b) => a.label.localeCompare(b.label, locale))}
      />
      <Select
        size="row"
        name="least"
        label={t('differenceKr')}
        placeholder="–"
        defaultValue={state.least}
        options={AMOUNTS.map((value) => ({ value, label: ti('atLeast', { amount: value }) }))}
      />
      {undecided ? (
        <Select
          size="row"
          name="due"
          label={t('due')}
          placeholder="–"
          defaultValue={state.due}
          options={DUES.map((value) => ({ value, label: ti(value === 'overdue' ? 'dueOverdue' : 'dueToday') }))}
        />
      ) : null}
      <Select
        size="row"
        name="partner"
        label={t('partner')}
        placeholder="–"
        defaultValue={state.partner}
        options={partners.map((entry) => ({ value: entry.id, label: entry.name }))}
      />
      <DateField size="row" name="from" label={t('from')} defaultValue={state.from} />
      <DateField size="row" name="to" label={t('to')} defaultValue={state.to} />
    </FilterMenu>
  )
}
