import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable } from '@/components/ui/data-table'
import { Pairs } from '@/components/ui/facts'
import { ListBar } from '@/components/ui/list-bar'
import { Section } from '@/components/ui/section'
import { requireStaff } from '@/lib/auth/session'
import type { StaffCtx } from '@/lib/auth/context'
import { getCustomer, suggestCustomers } from '@/lib/customers/queries'
import { NotFoundError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { issueTokenAction } from '../actions'
import { IssueTokenForm } from './issue-token-form'

const PATH = '/staff/tokens/new'
const WHITELISTS = ['ALLOWED', 'ALWAYS', 'ALLOWED_OFFLINE', 'NEVER'] as const
const load = createLoader({ q: parseAsString, customer: parseAsString })

export async function generateMetadata() {
  return { title: (await getTranslations('tokens'))('new') }
}

export default async function NewTokenPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('token:write')
  const [t, { q, customer }] = await Promise.all([getTranslations('tokens'), load(searchParams)])
  return (
    <>
      <StaffHead crumb={{ label: t('title'), steps: [{ href: '/staff/tokens', text: t('title') }] }} title={t('new')} />
      {customer ? <Issue ctx={ctx} customerId={customer} /> : <Choose ctx={ctx} search={q ?? ''} />}
    </>
  )
}

async function Choose({ ctx, search }: { ctx: StaffCtx; search: string }) {
  const [t, customers] = await Promise.all([getTranslations('tokens'), suggestCustomers(ctx, search)])
  return (
    <>
      <p className="staff-line">{t('chooseCustomer')}</p>
      <ListBar
        action={PATH}
        search={{ label: t('searchCustomer'), placeholder: t('searchCustomer'), defaultValue: search || undefined }}
      />
      <DataTable
        label={t('customer')}
        rows={customers}
        rowKey={(row) => row.id}
        rowHref={(row) => `${PATH}?customer=${row.id}`}
        columns={[
          { key: 'name', header: t('customer'), cell: (row) => row.name },
          { key: 'number', header: t('customerNumber'), cell: (row) => row.number },
        ]}
        empty={<p className="staff-pad dim">{t('noCustomers')}</p>}
      />
    </>
  )
}

async function Issue({ ctx, customerId }: { ctx: StaffCtx; customerId: string }) {
  const t = await getTranslations('tokens')
  if (!isId('customer', customerId)) notFound()
  const customer = await getCustomer(ctx, customerId).catch((error: unknown) => {
    if (error instanceof NotFoundError) notFound()
    throw error
  })
  return (
    <div className="staff-grid even">
      <Section title={t('newCard')}>
        <IssueTokenForm
          action={issueTokenAction}
          customerId={customer.id}
          whitelists={WHITELISTS.map((value) => ({ value, label: t(`whitelists.${value}`) }))}
          texts={{
            uid: 'UID',
            uidHint: t('uidHint'),
            visualNumber: t('visualNumber'),
            visualHint: t('visualHint'),
            label: t('label'),
            whitelist: t('whitelist'),
            optional: t('optional'),
            issue: t('issue'),
            saving: t('saving'),
            failed: t('failed'),
          }}
        />
      </Section>
      <Section title={t('customer')}>
        <Pairs
          pairs={[
            { label: t('customer'), value: <Link href={`/staff/customers/${customer.id}`}>{customer.name}</Link> },
            { label: t('customerNumber'), value: customer.number },
            { label: t('city'), value: customer.city },
          ]}
        />
        <p className="note pt-2">
          <Link href={PATH}>{t('otherCustomer')}</Link>
        </p>
      </Section>
    </div>
  )
}
