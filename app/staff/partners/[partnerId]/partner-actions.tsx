import { getTranslations } from 'next-intl/server'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Select } from '@/components/ui/choice-fields'
import { ReasonField } from '@/components/ui/reason-field'
import { isRegistered } from '@/lib/partners/core/partner'
import type { Partner } from '@/lib/partners/queries'
import { VERSIONS } from '@/lib/ocpi/versions'
import { changeVersionAction, pauseAction, pullAction, rotateAction, suspendAction, unregisterAction } from '../actions'

const MODULES = ['cdrs', 'sessions', 'tariffs', 'locations'] as const

/** What can be done with a connection, each told before it is done. */
export async function PartnerActions({ partner }: { partner: Partner }) {
  const [t, v] = await Promise.all([getTranslations('partners'), getTranslations('versions')])
  if (!isRegistered(partner.state)) return null
  const texts = { cancelText: t('cancel'), failedText: t('failed'), pendingText: t('saving'), dense: true }
  const values = { partnerId: partner.id }
  const name = { name: partner.name }
  const isSuspended = partner.state === 'suspended'
  const suspend = (
    <ConfirmDialog
      {...texts}
      trigger={isSuspended ? t('reopen') : t('suspend')}
      title={isSuspended ? t('reopenTitle', name) : t('suspendTitle', name)}
      consequence={isSuspended ? t('reopenEffect') : t('suspendEffect')}
      confirmText={isSuspended ? t('reopen') : t('suspend')}
      action={suspendAction}
      values={{ ...values, suspended: isSuspended ? 'no' : 'yes' }}
    >
      <ReasonField label={t('reason')} id="reason-suspend" />
    </ConfirmDialog>
  )
  const end = (
    <ConfirmDialog
      {...texts}
      destroys
      trigger={t('unregister')}
      title={t('unregisterTitle', name)}
      consequence={t('unregisterEffect')}
      confirmText={t('unregister')}
      action={unregisterAction}
      values={values}
    />
  )
  if (isSuspended)
    return (
      <>
        {suspend}
        {end}
      </>
    )
  return (
    <>
      <ConfirmDialog
        {...texts}
        trigger={t('pull')}
        title={t('pullTitle', name)}
        consequence={t('pullEffect')}
        confirmText={t('pull')}
        action={pullAction}
        values={values}
      >
        <Select
          size="row"
          name="module"
          label={t('module')}
          options={MODULES.map((value) => ({ value, label: value }))}
        />
        <Select
          size="row"
          name="full"
          label={t('howMuch')}
          options={[
            { value: 'no', label: t('pullChanged') },
            { value: 'yes', label: t('pullAll') },
          ]}
        />
      </ConfirmDialog>
      <ConfirmDialog
        {...texts}
        trigger={partner.paused ? t('resume') : t('pause')}
        title={partner.paused ? t('resumeTitle', name) : t('pauseTitle', name)}
        consequence={partner.paused ? t('resumeEffect') : t('pauseEffect')}
        confirmText={partner.paused ? t('resume') : t('pause')}
        action={pauseAction}
        values={{ ...values, paused: partner.paused ? 'no' : 'yes' }}
      />
      <ConfirmDialog
        {...texts}
        trigger={t('rotate')}
        title={t('rotateTitle', name)}
        consequence={t('rotateEffect')}
        confirmText={t('rotate')}
        pendingText={t('connecting')}
        action={rotateAction}
        values={values}
      />
      <ConfirmDialog
        {...texts}
        trigger={v('change')}
        title={v('changeTitle', name)}
        consequence={v('changeEffect', { version: partner.version ?? '' })}
        confirmText={v('change')}
        pendingText={t('connecting')}
        action={changeVersionAction}
        values={values}
      >
        <Select
          size="row"
          name="version"
          label={v('version')}
          options={VERSIONS.toReversed()
            .filter((version) => version !== partner.version)
            .map((version) => ({ value: version, label: `OCPI ${version}` }))}
        />
      </ConfirmDialog>
      {suspend}
      {end}
    </>
  )
}
