import { getTranslations } from 'next-intl/server'
import { CopyButton } from '@/components/ui/copy-button'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Lead } from '@/components/ui/lead'
import { Section } from '@/components/ui/section'
import { Steps } from '@/components/ui/timeline'
import { getPublicSeller } from '@/lib/billing/queries/public-seller'
import { versionsUrl } from '@/lib/ocpi/http/urls'
import { MODULES, VERSIONS, type ModuleRow } from '@/lib/ocpi/versions'
import { OperatorScores } from './operator-scores'

const STEPS = ['ask', 'read', 'swap', 'pull', 'first'] as const

export async function generateMetadata() {
  return { title: (await getTranslations('public'))('operators.title') }
}

export default async function OperatorsPage() {
  const [t, seller] = await Promise.all([getTranslations('public'), getPublicSeller()])
  // The table that routes the requests, so that this page cannot promise what is not served.
  const columns: Column<ModuleRow>[] = [
    { key: 'module', header: t('operators.module'), cell: (row) => row.module, tone: 'strong' },
    { key: 'version', header: t('operators.version'), cell: (row) => row.version },
    { key: 'role', header: t('operators.role'), cell: (row) => t(`operators.roles.${row.role}`), wrap: true },
  ]
  return (
    <>
      <Lead note={t('operators.note')}>
        {t.rich('operators.lead', { versions: VERSIONS.join(', '), b: (text) => <b>{text}</b> })}
      </Lead>
      <div className="narrow">
        <Section title={t('operators.addressTitle')}>
          <p className="pb-3">{t('operators.addressText')}</p>
          <CopyButton
            show
            value={versionsUrl()}
            text={t('operators.copy')}
            copiedText={t('operators.copied')}
            look={{ size: 'touch' }}
          />
        </Section>
        <Section title={t('operators.stepsTitle')}>
          <Steps steps={STEPS.map((key) => ({ key, text: t(`operators.steps.${key}`), state: 'done' as const }))} />
          <p className="pt-3">
            {t.rich('operators.contact', { mail: () => <a href={`mailto:${seller.email}`}>{seller.email}</a> })}
          </p>
        </Section>
        <Section title={t('operators.modulesTitle')}>
          <DataTable
            label={t('operators.module')}
            columns={columns}
            rows={MODULES}
            rowKey={(row) => `${row.version}-${row.module}`}
            fit="flush"
          />
        </Section>
        <OperatorScores />
        <Section title={t('operators.rulesTitle')}>
          <dl className="questions">
            {(['once', 'late', 'held', 'credit'] as const).map((rule) => (
              <div key={rule}>
                <dt>{t(`operators.rules.${rule}.title`)}</dt>
                <dd>{t(`operators.rules.${rule}.text`)}</dd>
              </div>
            ))}
          </dl>
        </Section>
      </div>
    </>
  )
}
