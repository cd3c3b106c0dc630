import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { createLoader, parseAsString, parseAsStringLiteral, type SearchParams } from 'nuqs/server'
import { StaffHead } from '@/components/layout/staff-head'
import { ButtonLink } from '@/components/ui/button'
import { Tabs } from '@/components/ui/tabs'
import type { StaffCtx } from '@/lib/auth/context'
import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { getPartner, type Partner } from '@/lib/partners/queries'
import { PARTY_SHOWS } from '@/lib/partners/queries/parties'
import { PartnerStateMark } from '../partner-state'
import { Agreement } from './agreement'
import { Lab, runOf } from './lab'
import { Overview } from './overview'
import { Parties } from './parties'
import { PartnerActions } from './partner-actions'
import { PartnerLog } from './partner-log'
import { Scorecard } from './scorecard'

const TABS = ['overview', 'lab', 'parties', 'score', 'agreement', 'log'] as const
const load = createLoader({
  tab: parseAsStringLiteral(TABS).withDefault('overview'),
  show: parseAsStringLiteral(PARTY_SHOWS).withDefault('all'),
  q: parseAsString,
  after: parseAsString,
  run: parseAsString,
})
type Params = { params: Promise<{ partnerId: string }>; searchParams: Promise<SearchParams> }

async function find(ctx: StaffCtx, id: string): Promise<Partner> {
  if (!isId('partner', id)) notFound()
  try {
    return await getPartner(ctx, id)
  } catch (error) {
    if (error instanceof NotFoundError) notFound()
    throw error
  }
}

export async function generateMetadata() {
  return { title: (await getTranslations('partners'))('title') }
}

export default async function PartnerPage({ params, searchParams }: Params) {
  const ctx = await requireStaff('partner:read')
  const [{ partnerId }, state, t, tp, tl, ts] = await Promise.all([
    params,
    load(searchParams),
    getTranslations('partners'),
    getTranslations('parties'),
    getTranslations('lab'),
    getTranslations('lookahead'),
  ])
  const partner = await find(ctx, partnerId)
  const path = `/staff/partners/${partner.id}`
  const party = partner.countryCode === '--' ? null : `${partner.countryCode}*${partner.partyId}`
  return (
    <>
      <StaffHead
        crumb={{ label: t('title'), steps: [{ href: '/staff/partners', text: t('title') }] }}
        title={partner.name}
        state={<PartnerStateMark partner={partner} />}
        note={[party, partner.version && `OCPI ${partner.version}`, partner.hubParty && tp('hub')]
          .filter(Boolean)
          .join(', ')}
        end={
          ctx.permissions.has('partner:write') ? (
            <>
              {partner.liveAt === null ? (
                <ButtonLink look="go" size="row" href={`${path}/onboarding`}>
                  {tl('wizard.toGuide')}
                </ButtonLink>
              ) : null}
              <PartnerActions partner={partner} />
            </>
          ) : undefined
        }
      />
      <Tabs
        label={t('tabs')}
        tabs={[
          ...TABS.map((key) => ({
            href: key === 'overview' ? path : `${path}?tab=${key}`,
            text: key === 'parties' ? tp('tab') : key === 'score' ? ts('score.title') : t(`tab.${key}`),
            count: key === 'parties' && partner.parties > 1 ? partner.parties : undefined,
            current: key === state.tab,
          })),
          { href: `/staff/messages?partner=${partner.id}`, text: t('tab.messages') },
        ]}
      />
      {state.tab === 'overview' ? <Overview ctx={ctx} partner={partner} /> : null}
      {state.tab === 'lab' ? <Lab ctx={ctx} partner={partner} run={runOf(state.run)} /> : null}
      {state.tab === 'parties' ? <Parties ctx={ctx} partner={partner} state={state} /> : null}
      {state.tab === 'score' ? <Scorecard ctx={ctx} partnerId={partner.id} /> : null}
      {state.tab === 'agreement' ? <Agreement ctx={ctx} partner={partner} /> : null}
      {state.tab === 'log' ? <PartnerLog ctx={ctx} partner={partner} /> : null}
    </>
  )
}
