import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { Section } from '@/components/ui/section'
import { EmptyState, Notice } from '@/components/ui/states'
import { DateField, TextField } from '@/components/ui/text-field'
import { requireStaff } from '@/lib/auth/session'
import type { FormatLocale } from '@/lib/kernel/format/locale'
import { formatDecimal } from '@/lib/kernel/format/money'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { listTriableRules, type TriableRules } from '@/lib/rating/back-tests/list-triable-rules'
import { CAR_PRESETS } from '@/lib/rating/core/charge-wish'
import { listConnectors, type ConnectorChoice } from '@/lib/rating/simulations/list-connectors'
import { simulateCharge } from '@/lib/rating/simulations/simulate-charge'
import { applyWish, WISH_FIELDS, wishProblems } from '../back-tests/rules-wish'
import { SimulationResult, type Words } from './simulation-result'
import {
  chargeOf,
  connectorOf,
  fieldProblems,
  GROUPS,
  idleMinutesOf,
  loadSimulation,
  PRESETS,
  SIMULATE_PATH,
  startOf,
  wishOf,
  type SimulationState,
} from './simulation-state'

const UNITS = {
  markupPercent: '%',
  markupPerKwh: 'kr/kWh',
  fixedPercent: '%',
  startFee: 'kr',
  idlePerMinute: 'kr/min',
} as const

export async function generateMetadata() {
  return { title: (await getTranslations('lookahead'))('simulate.title') }
}

/** One charge that has not happened, at any connector, with any car and at any time, under any plan. */
export default async function SimulatePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('price-plan:read')
  const [t, locale, state] = await Promise.all([
    getTranslations('lookahead'),
    formatLocale(),
    loadSimulation(searchParams),
  ])
  const wanted = connectorOf(state.at)
  const [rules, found, chosen] = await Promise.all([
    listTriableRules(ctx),
    listConnectors(ctx, { search: state.q ?? undefined }),
    wanted ? listConnectors(ctx, { evseId: wanted.evseId }) : [],
  ])
  const choices = [...chosen, ...found.filter((choice) => choice.evseId !== wanted?.evseId)]
  const connector = choices.find((choice) => valueOf(choice) === state.at) ?? found[0] ?? null
  const base = rules.find((entry) => entry.id === state.base) ?? rules.find((entry) => entry.version !== null) ?? null
  const start = startOf(state, connector?.timeZone ?? BILLING_ZONE, ctx.clock.now())
  const problems = problemsOf(t, state, { connector, base, found })
  const charge = Object.keys(problems).length === 0 ? chargeOf(state) : null
  const simulation =
    connector && base && charge
      ? await simulateCharge(ctx, {
          evseId: connector.evseId,
          connectorId: connector.connectorId,
          rules: applyWish(base.rules, wishOf(state)),
          startedAt: start.at,
          car: charge.car,
          energyKwh: charge.energyKwh,
          idleMinutes: idleMinutesOf(state),
          groups: state.group === 'none' ? [] : [state.group],
        })
      : null
  return (
    <>
      <StaffHead title={t('simulate.title')} />
      <p className="staff-line">{t('simulate.summary')}</p>
      <div className="staff-pad">
        <SimulationForm
          t={t}
          locale={locale}
          state={state}
          choices={choices}
          rules={rules}
          values={{ at: connector ? valueOf(connector) : '', base: base?.id ?? '', day: start.day, time: start.time }}
          errors={problems}
        />
        {simulation && connector && charge ? (
          <Section title={t('simulate.result')} className="mt-6">
            <SimulationResult t={t} locale={locale} simulation={simulation} connector={connector} charge={charge} />
          </Section>
        ) : charge ? (
          <EmptyState title={t('simulate.nothing')}>{t('simulate.nothingText')}</EmptyState>
        ) : (
          <div className="narrow mt-4">
            <Notice tone="held" title={t('simulate.mend')} role="alert">
              {t('simulate.mendText')}
            </Notice>
          </div>
        )}
      </div>
    </>
  )
}

type Chosen = {
  connector: ConnectorChoice | null
  base: TriableRules | null
  found: readonly ConnectorChoice[]
}

/** Why nothing is worked out, at the field where it is mended; a link that was passed on may name what is gone. */
function problemsOf(t: Words, state: SimulationState, { connector, base, found }: Chosen): Record<string, string> {
  const isGone = state.at !== null && state.at !== '' && (!connector || valueOf(connector) !== state.at)
  const needsDc = connector?.powerType.startsWith('DC') === true && Number(CAR_PRESETS[state.car].dcKw) === 0
  const problems = {
    ...fieldProblems(state),
    ...(state.q && found.length === 0 && { q: 'noPlace' as const }),
    ...(isGone && { at: 'connectorGone' as const }),
    ...(state.base && base?.id !== state.base && { base: 'baseGone' as const }),
    ...(needsDc && { car: 'noDc' as const }),
  }
  const wish = base ? wishProblems(base.rules, wishOf(state)) : {}
  return {
    ...Object.fromEntries(Object.entries(problems).map(([field, word]) => [field, t(`simulate.problems.${word}`)])),
    ...Object.fromEntries(Object.entries(wish).map(([field, word]) => [field, t(`backTest.wishProblems.${word}`)])),
  }
}

function valueOf({ evseId, connectorId }: ConnectorChoice): string {
  return `${evseId}.${connectorId}`
}

type FormProps = {
  t: Words
  locale: FormatLocale
  state: SimulationState
  choices: readonly ConnectorChoice[]
  rules: readonly TriableRules[]
  values: { at: string; base: string; day: string; time: string }
  errors: Readonly<Record<string, string>>
}

/** Sends with GET: what is asked is the address, and can be passed on. */
function SimulationForm({ t, locale, state, choices, rules, values, errors }: FormProps) {
  const figure = (value: string) => formatDecimal(value, [0, 1], locale)
  return (
    <form action={SIMULATE_PATH} className="form">
      <div className="form-row">
        <TextField
          size="row"
          type="search"
          name="q"
          label={t('simulate.search')}
          defaultValue={state.q ?? ''}
          error={errors['q']}
          key={state.q}
        />
        <Select
          size="row"
          name="at"
          key={values.at}
          label={t('simulate.connector')}
          error={errors['at']}
          defaultValue={values.at}
          options={choices.map((choice) => ({
            value: valueOf(choice),
            label: `${choice.placeName}, ${choice.city}: ${choice.evse} ${choice.connectorId}, ${choice.powerType.startsWith('DC') ? 'DC' : 'AC'}${choice.powerKw === null ? '' : ` ${figure(String(choice.powerKw))} kW`}`,
          }))}
        />
      </div>
      <div className="form-row">
        <DateField size="row" name="day" label={t('simulate.day')} defaultValue={values.day} error={errors['day']} />
        <TextField
          size="row"
          type="time"
          name="time"
          label={t('simulate.time')}
          defaultValue={values.time}
          error={errors['time']}
        />
        <Select
          size="row"
          name="car"
          label={t('simulate.car')}
          error={errors['car']}
          defaultValue={state.car}
          options={PRESETS.map((preset) => {
            const { batteryKwh, acKw, dcKw } = CAR_PRESETS[preset]
            return {
              value: preset,
              label: t('simulate.carOf', {
                name: t(`simulate.cars.${preset}`),
                battery: figure(batteryKwh),
                ac: figure(acKw),
                dc: figure(dcKw),
              }),
            }
          })}
        />
      </div>
      <div className="form-row">
        <TextField
          size="row"
          name="fromPercent"
          unit="%"
          inputMode="numeric"
          label={t('simulate.arrival')}
          error={errors['fromPercent']}
          defaultValue={state.fromPercent}
        />
        <TextField
          size="row"
          name="toPercent"
          unit="%"
          inputMode="numeric"
          label={t('simulate.target')}
          error={errors['toPercent']}
          defaultValue={state.toPercent}
        />
        <TextField
          size="row"
          name="idle"
          unit="min"
          inputMode="numeric"
          label={t('simulate.idle')}
          error={errors['idle']}
          defaultValue={state.idle}
        />
      </div>
      <div className="form-row">
        <Select
          size="row"
          name="base"
          label={t('backTest.form.base')}
          error={errors['base']}
          defaultValue={values.base}
          options={rules.map((entry) => ({
            value: entry.id,
            label:
              entry.version === null
                ? t('backTest.draftOf', { plan: entry.name })
                : t('backTest.versionOf', { plan: entry.name, version: entry.version, from: entry.validFrom }),
          }))}
        />
        <Select
          size="row"
          name="group"
          label={t('simulate.group')}
          defaultValue={state.group}
          options={GROUPS.map((value) => ({ value, label: t(`simulate.groups.${value}`) }))}
        />
      </div>
      <details className="mt-2" open={WISH_FIELDS.some((name) => state[name])}>
        <summary>{t('backTest.form.changes')}</summary>
        <p className="note">{t('backTest.form.changesHint')}</p>
        <div className="form-row">
          {WISH_FIELDS.map((name) => (
            <TextField
              key={name}
              size="row"
              name={name}
              unit={UNITS[name]}
              inputMode="decimal"
              label={t(`backTest.form.${name}`)}
              error={errors[name]}
              defaultValue={state[name] ?? ''}
            />
          ))}
        </div>
      </details>
      <Button type="submit" look="go" size="row">
        {t('simulate.submit')}
      </Button>
    </form>
  )
}
