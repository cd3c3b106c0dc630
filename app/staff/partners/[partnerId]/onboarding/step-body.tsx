import { getTranslations } from 'next-intl/server'
import { CopyButton } from '@/components/ui/copy-button'
import { ButtonLink } from '@/components/ui/button'
import { Pairs } from '@/components/ui/facts'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE, type Instant } from '@/lib/kernel/time'
import { versionsUrl } from '@/lib/ocpi/http/urls'
import type { OnboardingStep } from '@/lib/partners/core/onboarding'
import { CONTACT_SUBJECTS } from '@/lib/partners/core/partner'
import { listAgreements } from '@/lib/partners/agreements/queries'
import { listPartnerModules } from '@/lib/partners/queries'
import { reissueTokenAction } from '../../actions'
import { ReissueTokenForm } from '../../partner-forms'
import { startRunAction } from '../lab-actions'
import { termPairs } from '../../terms-in-words'
import { RunForm } from '../lab-forms'
import { ModuleTable } from '../module-table'
import { chooseCardAction, retryAction, saveContactsAction } from './actions'
import { Checklist } from './checklist'
import { FirstSession } from './first-session'
import { ContactsForm, RetryForm, TestCardForm } from './onboarding-forms'
import type { StepProps } from './step-props'

/** What one sees and does in a step. */
export function StepBody({ step, ...props }: StepProps & { step: OnboardingStep }) {
  if (step === 'party') return <Party {...props} />
  if (step === 'versions' || step === 'credentials') return <Handshake {...props} step={step} />
  if (step === 'modules') return <Modules {...props} />
  if (step === 'conformance') return <Conformance {...props} />
  if (step === 'agreement') return <AgreementStep {...props} />
  if (step === 'checklist') return <Checklist {...props} />
  return <FirstSession {...props} />
}

async function Party({ partner, onboarding }: StepProps) {
  const t = await getTranslations('lab')
  const party = onboarding.facts.partyKnown ? `${partner.countryCode}*${partner.partyId}` : t('wizard.unknownParty')
  return (
    <Pairs
      wide
      pairs={[
        { label: t('wizard.partyName'), value: partner.name },
        { label: t('wizard.party'), value: party },
        { label: t('wizard.direction'), value: t(`wizard.${onboarding.direction}`) },
      ]}
    />
  )
}

async function Handshake({ ctx, partner, onboarding, step, locale }: StepProps & { step: 'versions' | 'credentials' }) {
  const [t, tp] = await Promise.all([getTranslations('lab'), getTranslations('partners')])
  const at = (moment: Instant) => formatInstant(moment, BILLING_ZONE, 'shortTime', locale)
  const { direction, facts } = onboarding
  const registered = partner.registeredAt !== null && partner.state === 'registered'
  const waits = !registered && ctx.permissions.has('partner:write')
  return (
    <>
      <Pairs
        wide
        pairs={[
          { label: t('wizard.theirUrl'), value: partner.versionsUrl ?? '–' },
          { label: t('wizard.chosen'), value: partner.version ? `OCPI ${partner.version}` : t('wizard.notChosen') },
        ]}
      />
      {step === 'credentials' || !facts.versionKnown ? (
        <p className="pt-3 pb-2">
          {registered && partner.registeredAt !== null
            ? t('wizard.registered', { at: at(partner.registeredAt) })
            : t('wizard.notRegistered')}
        </p>
      ) : null}
      {waits && direction === 'invited' ? (
        <>
          <p className="pb-2">{t('wizard.give')}</p>
          <p>{t('wizard.ourUrl')}</p>
          <CopyButton show value={versionsUrl()} text={tp('copy')} copiedText={tp('copied')} />
          <div className="pt-3">
            <ReissueTokenForm
              action={reissueTokenAction}
              partnerId={partner.id}
              texts={{
                reissue: tp('reissue'),
                saving: tp('saving'),
                failed: tp('failed'),
                tokenTitle: tp('tokenTitle'),
                tokenOnce: tp('tokenOnce'),
                token: tp('tokenA'),
                versionsUrl: tp('ourVersionsUrl'),
                copy: tp('copy'),
                copied: tp('copied'),
                toPartner: tp('toPartner'),
              }}
            />
          </div>
        </>
      ) : null}
      {waits && direction === 'given' ? (
        <RetryForm
          action={retryAction}
          partnerId={partner.id}
          versionsUrl={partner.versionsUrl ?? ''}
          texts={{
            versionsUrl: t('wizard.theirUrl'),
            token: t('wizard.theirToken'),
            tokenHint: t('wizard.theirTokenHint'),
            tryAgain: t('wizard.tryAgain'),
            calling: t('wizard.calling'),
            failed: t('failed'),
          }}
        />
      ) : null}
    </>
  )
}

async function Modules({ ctx, partner }: StepProps) {
  const modules = await listPartnerModules(ctx, partner.id)
  return <ModuleTable partner={partner} modules={modules} now={ctx.clock.now()} />
}

async function Conformance({ ctx, partner, onboarding }: StepProps) {
  const t = await getTranslations('lab')
  const { latestRun, facts, testCard } = onboarding
  const run = facts.run
  const { errors, warnings } = { errors: run?.errors ?? 0, warnings: latestRun?.warnings ?? 0 }
  return (
    <>
      <p className="pb-3">
        {!run
          ? t('none')
          : run.state === 'done'
            ? `${t('severity.error')}: ${errors}. ${t('severity.warning')}: ${warnings}.`
            : t(`runState.${run.state}`)}
      </p>
      <div className="actions pb-4">
        {ctx.permissions.has('partner:write') && run?.state !== 'running' && run?.state !== 'waiting' ? (
          <RunForm
            action={startRunAction}
            values={{ partnerId: partner.id }}
            look={run ? 'plain' : 'go'}
            texts={{ start: run ? t('startAgain') : t('start'), starting: t('starting'), failed: t('failed') }}
          />
        ) : null}
        <ButtonLink size="row" href={`/staff/partners/${partner.id}?tab=lab`}>
          {t('wizard.toLab')}
        </ButtonLink>
      </div>
      <h3>{t('wizard.testCard')}</h3>
      <p className="pb-2">{t('wizard.testCardText')}</p>
      {testCard ? (
        <p className="pb-2">
          <b>
            {t('wizard.cardChosen', { uid: testCard.visualNumber ?? testCard.uid, customer: testCard.customerName })}
          </b>
        </p>
      ) : null}
      {ctx.permissions.has('partner:write') ? (
        <TestCardForm
          action={chooseCardAction}
          partnerId={partner.id}
          texts={{
            cardUid: t('wizard.cardUid'),
            chooseCard: t('wizard.chooseCard'),
            saving: t('wizard.saving'),
            failed: t('failed'),
          }}
        />
      ) : null}
    </>
  )
}

async function AgreementStep({ ctx, partner, onboarding, locale }: StepProps) {
  const [t, ta, { current }] = await Promise.all([
    getTranslations('lab'),
    getTranslations('agreements'),
    listAgreements(ctx, partner.id),
  ])
  const contact = (subject: string) => onboarding.contacts.find((entry) => entry.subject === subject)
  return (
    <>
      {current ? (
        <div className="pb-3">
          <Pairs wide pairs={termPairs(current.terms, ta, locale)} />
        </div>
      ) : (
        <p className="pb-2">{ta('noneText')}</p>
      )}
      <p className="pb-4">
        <ButtonLink size="row" href={`/staff/partners/${partner.id}?tab=agreement`}>
          {t('wizard.toAgreement')}
        </ButtonLink>
      </p>
      <h3>{t('wizard.contacts')}</h3>
      {ctx.permissions.has('partner:write') ? (
        <ContactsForm
          action={saveContactsAction}
          partnerId={partner.id}
          subjects={CONTACT_SUBJECTS.map((subject) => ({
            subject,
            legend: t(`wizard.contact.${subject}`),
            name: contact(subject)?.name ?? '',
            email: contact(subject)?.email ?? '',
          }))}
          texts={{
            name: t('wizard.contactName'),
            email: t('wizard.contactEmail'),
            save: t('wizard.saveContacts'),
            saving: t('wizard.saving'),
            failed: t('failed'),
          }}
        />
      ) : (
        <Pairs
          wide
          pairs={onboarding.contacts.map((entry) => ({
            label: t(`wizard.contact.${entry.subject}`),
            value: `${entry.name} ${entry.email}`,
          }))}
        />
      )}
      <div className="pt-4">
        <Checklist ctx={ctx} partner={partner} onboarding={onboarding} locale={locale} only="agreement" />
      </div>
    </>
  )
}
