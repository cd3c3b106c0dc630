import { getTranslations } from 'next-intl/server'
import { ButtonLink } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/states'

/** The same words for what does not exist and for what belongs to somebody else. */
export async function PageNotFound() {
  const t = await getTranslations('common')
  return (
    <ErrorState title={t('notFound')} actions={<ButtonLink href="/after-sign-in">{t('toStart')}</ButtonLink>}>
      {t('notFoundText')}
    </ErrorState>
  )
}
