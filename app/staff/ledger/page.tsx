import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { wholeNumber } from '@/app/whole-number'
import { listHref } from '@/app/list-href'
import { formatLocale } from '@/app/locale'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { ListBar } from '@/components/ui/list-bar'
import { Pager } from '@/components/ui/pager'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { EmptyState, Notice } from '@/components/ui/states'
import { requireStaff } from '@/lib/auth/session'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import { formatAmount, formatCount } from '@/lib/kernel/format/money'
import { checkLedger } from '@/lib/ledger/check-ledger'
import { listBalances, listJournal, type AccountBalance, type JournalRow } from '@/lib/ledger/queries'
import { ExportMenu } from '../export/export-menu'

const PATH = '/staff/ledger'
const load = createLoader({ account: wholeNumber(6), after: parseAsString })

export async function generateMetadata() {
  return { title: (await getTranslations('ledger'))('title') }
}

/** The journal as it was posted, the balances that follow from it, and the check that it holds together. */
export default async function LedgerPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireStaff('ledger:read')
  const [t, locale, { account, after }] = await Promise.all([
    getTranslations('ledger'),
    formatLocale(),
    load(searchParams),
  ])
  const [check, balances, journal] = await Promise.all([
    checkLedger(ctx),
    listBalances(ctx),
    listJournal(ctx, { account: account ?? undefined, after: after ?? undefined }),
  ])
  const amount = (minor: bigint) => formatAmount(minor, 'SEK', locale)
  const broken = check.invariants.filter((invariant) => !invariant.ok)
  const balanceColumns: Column<AccountBalance>[] = [
    { key: 'account', header: t('account'), cell: (row) => row.account },
    { key: 'name', header: t('name'), cell: (row) => (locale === 'sv' ? row.nameSv : row.nameEn) },
    { key: 'debit', header: t('debitKr'), align: 'right', cell: (row) => amount(row.debitMinor) },
    { key: 'credit', header: t('creditKr'), align: 'right', cell: (row) => amount(row.creditMinor) },
    { key: 'balance', header: t('balanceKr'), align: 'right', tone: 'strong', cell: (row) => amount(row.balanceMinor) },
  ]
  const journalColumns: Column<JournalRow>[] = [
    { key: 'sequence', header: t('sequence'), cell: (row) => row.sequence },
    { key: 'date', header: t('date'), cell: (row) => formatCalendarDate(row.entryDate, 'shortYear', locale) },
    { key: 'what', header: t('what'), cell: (row) => row.description, wrap: true },
    {
      key: 'postings',
      header: t('postingsKr'),
      align: 'right',
      cell: (row) =>
        row.postings.map((posting, index) => (
          <span key={index} className="num block">
            <span className="dim">{posting.account}</span> {amount(posting.amountMinor)}
          </span>
        )),
    },
    {
      key: 'invoice',
      header: t('invoice'),
      cell: (row) => {
        const id = row.postings.find((posting) => posting.invoiceId)?.invoiceId
        return id ? <Link href={`/staff/invoices/${id}`}>{t('show')}</Link> : ''
      },
    },
  ]
  return (
    <>
      <StaffHead
        title={t('title')}
        state={
          broken.length === 0 ? (
            <StateMark state="ours">{t('holds')}</StateMark>
          ) : (
            <StateMark state="fail">{t('broken')}</StateMark>
          )
        }
      />
      <p className="staff-line">
        {t.rich('summary', {
          entries: formatCount(check.entries, locale),
          postings: formatCount(check.postings, locale),
          b: (chunks) => <b>{chunks}</b>,
        })}
      </p>
      {broken.length > 0 ? (
        <div className="staff-pad">
          <Notice tone="fail" role="alert" title={t('broken')}>
            {broken.map((invariant) => (
              <p key={invariant.name}>
                {invariant.name}: {invariant.detail}
              </p>
            ))}
          </Notice>
        </div>
      ) : null}
      <div className="staff-pad">
        <Section title={t('balances')}>
          <DataTable
            fit="flush"
            label={t('balances')}
            columns={balanceColumns}
            rows={balances}
            rowKey={(row) => String(row.account)}
            rowHref={(row) => listHref(PATH, { account: row.account })}
            selectedKey={account === null ? null : String(account)}
          />
        </Section>
      </div>
      <ListBar action={PATH}>
        <ExportMenu list="journal" state={{ account }} />
      </ListBar>
      <DataTable
        label={t('journal')}
        columns={journalColumns}
        rows={journal.rows}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('none')} />}
      />
      <Pager
        label={t('journal')}
        previous={after ? { href: listHref(PATH, { account }), text: t('newest') } : null}
        next={journal.next ? { href: listHref(PATH, { account, after: journal.next }), text: t('older') } : null}
      />
    </>
  )
}
