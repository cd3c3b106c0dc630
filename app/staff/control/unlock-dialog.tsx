import { getTranslations } from 'next-intl/server'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { TextField } from '@/components/ui/text-field'
import { unlockAction } from './actions'

type Props = { evseId: string; evseName: string; connectorId: string; path: string }

/** Asks for the reason before a station is told to let go of a cable. */
export async function UnlockDialog({ evseId, evseName, connectorId, path }: Props) {
  const t = await getTranslations('control')
  return (
    <ConfirmDialog
      dense
      trigger={t('unlock.open')}
      title={t('unlock.title', { evse: evseName, connector: connectorId })}
      consequence={t('unlock.effect')}
      confirmText={t('unlock.confirm')}
      pendingText={t('unlock.pending')}
      cancelText={t('unlock.cancel')}
      failedText={t('unlock.failed')}
      action={unlockAction}
      values={{ evseId, connectorId, path }}
    >
      <TextField
        size="row"
        name="reason"
        id={`reason-${evseId}-${connectorId}`}
        label={t('unlock.reason')}
        maxLength={200}
        required
      />
    </ConfirmDialog>
  )
}
