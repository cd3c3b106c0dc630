import { getTranslations } from 'next-intl/server'
import type { SearchParams } from 'nuqs/server'
import { filterChips, listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { ShareBars } from '@/components/charts/share-bars'
import { StaffHead } from '@/components/layout/staff-head'
import { DateField } from '@/components/ui/text-field'
import { Facts } from '@/components/ui/facts'
import { FilterMenu, ListBar } from '@/components/ui/list-bar'
import { Section } from '@/components/ui/section'
import { EmptyState } from '@/components/ui/states'
import { Tabs } from '@/components/ui/tabs'
import { requireStaff } from '@/lib/auth/session'
import { formatDateRange } from '@/lib/kernel/format/datetime'
import { formatCount, formatMoney, formatPercent } from '@/lib/kernel/format/money'
import { findMarginLabel, sumMargins, type MarginSums } from '@/lib/rating/margins/queries'
import { ExportMenu } from '../export/export-menu'
import { ChargeTable } from './charge-table'
import { GroupTable } from './group-table'
import { groupLabel, shareOf } from './group-label'
import { filterOf, loadMargin, MARGIN_PATH, MARGIN_VIEWS, periodOf } from './margin-state'

export async function generateMetadata() {
  return { title: (await getTranslations('lookahead'))('margin.title') }
}

/** Where the money goes: from what customers pay to what is left, by whatever one wants to compare. */
export default async function MarginPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('cdr:read')
  const [t, locale, state] = await Promise.all([getTranslations('lookahead'), formatLocale(), loadMargin(searchParams)])
  const period = periodOf(state, ctx.clock.now())
  const filter = filterOf(period, state.of, state.key)
  const [sums, name] = await Promise.all([
    sumMargins(ctx, filter),
    state.of && state.key !== null ? findMarginLabel(ctx, state.of, state.key) : null,
  ])
  const here = {
    by: state.by === 'partner' ? undefined : state.by,
    from: state.from ?? undefined,
    to: state.to ?? undefined,
    of: state.of,
    key: state.key,
  }
  const money = (minor: bigint) => formatMoney(minor, 'SEK', locale)
  const chips = filterChips(
    MARGIN_PATH,
    here,
    {
      of:
        state.of && name !== null
          ? { label: t(`margin.by.${state.of}`), value: groupLabel(state.of, state.key ?? '', name, t, locale) }
          : null,
    },
    (label) => t('removeFilter', { name: label }),
  ).map((chip) => ({ ...chip, removeHref: listHref(MARGIN_PATH, here, { of: null, key: null }) }))
  return (
    <>
      <StaffHead
        title={t('margin.title')}
        note={formatDateRange(period.from, period.to, locale)}
        end={
          <ExportMenu
            list={state.by === 'charge' || state.by === 'loss' ? 'margin-charges' : 'margins'}
            state={{ ...here, by: state.by }}
          />
        }
      />
      <p className="staff-line">
        {sums.charges === 0
          ? t('margin.nothing')
          : t('margin.summary', {
              count: sums.charges,
              gross: money(sums.grossMinor),
              margin: money(sums.marginMinor),
              percent: formatPercent(shareOf(sums.marginMinor, sums), locale),
            })}
      </p>
      <ListBar
        action={MARGIN_PATH}
        chips={chips}
        addFilter={
          <FilterMenu
            text={t('margin.period')}
            action={MARGIN_PATH}
            keep={{ by: here.by, of: state.of ?? undefined, key: state.key ?? undefined }}
            applyText={t('apply')}
          >
            <DateField size="row" name="from" label={t('from')} defaultValue={period.from} />
            <DateField size="row" name="to" label={t('to')} defaultValue={period.to} />
          </FilterMenu>
        }
      />
      {sums.charges === 0 && sums.unknown === 0 ? (
        <EmptyState title={t('margin.empty')}>{t('margin.emptyText')}</EmptyState>
      ) : (
        <>
          <div className="staff-pad">
            <Section title={t('margin.waterfall')}>
              <Waterfall
                sums={sums}
                label={t('margin.waterfall')}
                text={(key) => t(`margin.parts.${key}`)}
                money={money}
              />
            </Section>
            <Facts
              strip
              className="mt-3 px-0"
              facts={[
                {
                  label: t('margin.losses'),
                  value: formatCount(sums.losses, locale),
                  href: listHref(MARGIN_PATH, here, { by: 'loss' }),
                  explain: t('margin.lossesHint'),
                },
                { label: t('margin.lossSum'), value: money(sums.lossMinor) },
                {
                  label: t('margin.unknown'),
                  value: formatCount(sums.unknown, locale),
                  explain: t('margin.unknownHint'),
                },
              ]}
            />
          </div>
          <Tabs
            label={t('margin.group')}
            tabs={MARGIN_VIEWS.map((view) => ({
              href: listHref(MARGIN_PATH, here, { by: view === 'partner' ? null : view }),
              text: t(`margin.by.${view}`),
              current: view === state.by,
            }))}
          />
          {state.by === 'charge' || state.by === 'loss' ? (
            <ChargeTable ctx={ctx} filter={filter} losses={state.by === 'loss'} here={here} after={state.after} />
          ) : (
            <GroupTable ctx={ctx} filter={filter} by={state.by} here={here} total={sums} />
          )}
        </>
      )}
    </>
  )
}

type PartKey = 'gross' | 'vat' | 'fees' | 'energy' | 'margin'

/** Each bar begins where the one before has left off. */
function Waterfall({
  sums,
  label,
  text,
  money,
}: {
  sums: MarginSums
  label: string
  text: (key: PartKey) => string
  money: (minor: bigint) => string
}) {
  const { grossMinor, vatMinor, feesMinor, energyMinor, marginMinor } = sums
  // Where energy costs more than is left, the margin reaches below nothing: the scale then begins there.
  const least = marginMinor < 0n ? marginMinor : 0n
  const whole = Number(grossMinor - least) || 1
  const at = (minor: bigint) => Number(minor - least) / whole
  const taken = (key: PartKey, from: bigint, minor: bigint) => ({
    key,
    label: text(key),
    text: money(-minor),
    from: at(from - minor),
    length: Number(minor) / whole,
    tone: 'part' as const,
  })
  return (
    <ShareBars
      label={label}
      bars={[
        {
          key: 'gross',
          label: text('gross'),
          text: money(grossMinor),
          from: at(0n),
          length: Number(grossMinor) / whole,
          tone: 'sum',
        },
        taken('vat', grossMinor, vatMinor),
        taken('fees', grossMinor - vatMinor, feesMinor),
        taken('energy', grossMinor - vatMinor - feesMinor, energyMinor),
        {
          key: 'margin',
          label: text('margin'),
          text: money(marginMinor),
          from: at(least),
          length: Math.abs(Number(marginMinor)) / whole,
          tone: marginMinor < 0n ? 'loss' : 'sum',
        },
      ]}
    />
  )
}
