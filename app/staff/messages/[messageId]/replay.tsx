import { getTranslations } from 'next-intl/server'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { replayOf } from '@/lib/partners/core/replay'
import type { ExchangeDetail } from '@/lib/partners/exchanges/queries'
import { replayAction } from '../actions'

/** The way to make it again, where that is safe, with what it will do; and where it is not, why. */
export async function Replay({ ctx, message, kept }: { ctx: StaffCtx; message: ExchangeDetail; kept: string }) {
  const t = await getTranslations('inspector')
  const kind = replayOf(message)
  const may = ctx.permissions.has('message:replay')
  return (
    <Section title={t('again')} className="mt-6">
      <p className="pb-3">{t(`replay.${kind ?? 'never'}.text`)}</p>
      {kind !== null && may ? (
        <ConfirmDialog
          dense
          trigger={t(`replay.${kind}.button`)}
          title={t(`replay.${kind}.title`)}
          consequence={t(`replay.${kind}.effect`)}
          confirmText={t(`replay.${kind}.button`)}
          pendingText={t('working')}
          cancelText={t('cancel')}
          failedText={t('replayFailed')}
          action={replayAction}
          values={{ messageId: String(message.id), kept }}
        />
      ) : null}
    </Section>
  )
}
