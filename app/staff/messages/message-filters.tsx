import { getTranslations } from 'next-intl/server'
import { Select } from '@/components/ui/choice-fields'
import { FilterMenu } from '@/components/ui/list-bar'
import { TextField } from '@/components/ui/text-field'
import { OUTCOMES } from '@/lib/partners/exchanges/queries'
import type { Partner } from '@/lib/partners/queries'
import { MESSAGES_PATH, type MessageState } from './message-state'

const MODULES = [
  'locations',
  'tariffs',
  'sessions',
  'cdrs',
  'tokens',
  'commands',
  'chargingprofiles',
  'hubclientinfo',
  'invoicereconciliation',
  'credentials',
  'version',
  'versions',
]
const METHODS = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE']

/** Every filter of the inspector in one small form, which sends them into the address. */
export async function MessageFilters({ state, partners }: { state: MessageState; partners: readonly Partner[] }) {
  const t = await getTranslations('inspector')
  const choose = (values: readonly string[]) => values.map((value) => ({ value, label: value }))
  return (
    <FilterMenu
      text={t('addFilter')}
      action={MESSAGES_PATH}
      keep={{ q: state.q ?? undefined, direction: state.direction ?? undefined }}
      applyText={t('apply')}
    >
      <Select
        size="row"
        name="partner"
        label={t('partner')}
        placeholder="–"
        defaultValue={state.partner ?? undefined}
        options={partners.map((entry) => ({ value: entry.id, label: entry.name }))}
      />
      <Select
        size="row"
        name="module"
        label={t('module')}
        placeholder="–"
        defaultValue={state.module ?? undefined}
        options={choose(MODULES)}
      />
      <Select
        size="row"
        name="method"
        label={t('method')}
        placeholder="–"
        defaultValue={state.method ?? undefined}
        options={choose(METHODS)}
      />
      <Select
        size="row"
        name="outcome"
        label={t('outcome')}
        placeholder="–"
        defaultValue={state.outcome ?? undefined}
        options={OUTCOMES.map((value) => ({ value, label: t(`outcomes.${value}`) }))}
      />
      <TextField
        size="row"
        name="ocpi"
        label={t('ocpiCode')}
        inputMode="numeric"
        pattern="\d{4}"
        defaultValue={state.ocpi ?? undefined}
      />
      <TextField
        size="row"
        name="object"
        label={t('object')}
        placeholder="sessions/ABC123"
        defaultValue={state.object ?? undefined}
      />
      <TextField
        size="row"
        name="from"
        type="datetime-local"
        className="w-full min-w-0"
        label={t('from')}
        defaultValue={state.from ?? undefined}
      />
      <TextField
        size="row"
        name="to"
        type="datetime-local"
        className="w-full min-w-0"
        label={t('to')}
        defaultValue={state.to ?? undefined}
      />
    </FilterMenu>
  )
}
