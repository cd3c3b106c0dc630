import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { Lead } from '@/components/ui/lead'
import { findSignedIn } from '@/lib/auth/session'
import { SignInForm } from './sign-in-form'

export async function generateMetadata() {
  return { title: (await getTranslations('public'))('signIn.title') }
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const [t, user, { next }] = await Promise.all([getTranslations('public'), findSignedIn(), searchParams])
  if (user) redirect('/after-sign-in')
  const texts = {
    email: t('signIn.email'),
    password: t('signIn.password'),
    submit: t('signIn.submit'),
    submitting: t('signIn.submitting'),
    wrong: t('signIn.wrong'),
    tooMany: t('signIn.tooMany'),
    offline: t('signIn.offline'),
  }
  return (
    <div className="sign-in">
      <Lead note={t('signIn.note')}>
        <b>{t('signIn.title')}</b>
      </Lead>
      <SignInForm texts={texts} next={typeof next === 'string' ? next : ''} />
      <noscript>{t('signIn.noscript')}</noscript>
    </div>
  )
}
