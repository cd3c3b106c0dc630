import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { placeText } from '@/components/charging/charge-rows'
import { SubmitButton } from '@/components/forms/submit-button'
import { Notice } from '@/components/ui/states'
import type { MyDispute } from '@/lib/rating/disputes/queries/my-disputes'
import { billText, statusText } from '../charging/case-texts'
import { CreditNoteLink } from '../charging/credit-note-link'
import { readOutcomeAction } from './actions'

/** How cases ended, each until the customer has read it. */
export async function CaseNews({ outcomes }: { outcomes: readonly MyDispute[] }) {
  const t = await getTranslations('reports')
  const texts = await Promise.all(outcomes.map(async (dispute) => [await statusText(dispute), await billText(dispute)]))
  return outcomes.map((dispute, index) => (
    <div key={`${dispute.id} ${dispute.cdrId}`} className="pt-6">
      <Notice tone="ours" title={t('news.title', { number: String(dispute.number), place: placeText(dispute) })}>
        {texts[index]?.join(' ')} <CreditNoteLink dispute={dispute} />{' '}
        <Link href={`/charging/${dispute.cdrId}#case`}>{t('news.show')}</Link>
        <form action={readOutcomeAction} className="pt-2">
          <input type="hidden" name="cdrId" value={dispute.cdrId} />
          <SubmitButton look="plain" size="row" pendingText={t('news.reading')}>
            {t('news.read')}
          </SubmitButton>
        </form>
      </Notice>
    </div>
  ))
}
