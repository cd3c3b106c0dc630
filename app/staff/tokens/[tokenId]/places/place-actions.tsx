import { getTranslations } from 'next-intl/server'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Checkbox } from '@/components/ui/choice-fields'
import { ReasonField } from '@/components/ui/reason-field'
import type { TokenId } from '@/lib/kernel/ids'
import type { NamedPlace } from '@/lib/roaming/tokens/name-places'
import { allowTokenPlaceAction, liftTokenPlacesAction, removeTokenPlaceAction } from '../../actions'

async function texts() {
  const t = await getTranslations('tokenPlaces')
  return { t, common: { pendingText: t('saving'), cancelText: t('cancel'), failedText: t('failed'), dense: true } }
}

async function Reason({ id }: { id: string }) {
  const { t } = await texts()
  return <ReasonField id={id} label={t('reason')} />
}

type AddProps = { tokenId: TokenId; place: NamedPlace; name: string; first: boolean }

/** Lets the token charge at a place, or at some of its EVSEs. */
export async function AddPlace({ tokenId, place, name, first }: AddProps) {
  const { t, common } = await texts()
  return (
    <ConfirmDialog
      {...common}
      trigger={t('add')}
      title={t('addTitle', { place: name })}
      consequence={first ? t('addFirst') : t('addMore')}
      confirmText={t('add')}
      action={allowTokenPlaceAction}
      values={{ tokenId, location: place.location }}
    >
      {place.evses.length > 0 ? (
        <fieldset className="grid gap-1">
          <legend className="note">{t('addWhich')}</legend>
          {place.evses.map(({ uid, label }) => (
            <Checkbox key={uid} name="evse" value={uid} label={label} />
          ))}
        </fieldset>
      ) : null}
      <Reason id={`add-${place.location}`} />
    </ConfirmDialog>
  )
}

type RemoveProps = { tokenId: TokenId; location: string; name: string; last: boolean }

export async function RemovePlace({ tokenId, location, name, last }: RemoveProps) {
  const { t, common } = await texts()
  return (
    <ConfirmDialog
      {...common}
      destroys
      trigger={t('remove')}
      title={t('removeTitle', { place: name })}
      consequence={last ? t('removeLast') : t('removeText')}
      confirmText={t('remove')}
      action={removeTokenPlaceAction}
      values={{ tokenId, location }}
    >
      <Reason id={`remove-${location}`} />
    </ConfirmDialog>
  )
}

export async function LiftPlaces({ tokenId }: { tokenId: TokenId }) {
  const { t, common } = await texts()
  return (
    <ConfirmDialog
      {...common}
      trigger={t('lift')}
      title={t('liftTitle')}
      consequence={t('liftText')}
      confirmText={t('lift')}
      action={liftTokenPlacesAction}
      values={{ tokenId }}
    >
      <Reason id="lift" />
    </ConfirmDialog>
  )
}
