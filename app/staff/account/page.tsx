import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { changePasswordAction } from '@/app/password-action'
import { PasswordForm } from '@/components/forms/password-form'
import { StaffHead } from '@/components/layout/staff-head'
import { Section } from '@/components/ui/section'
import { findSignedIn, requireSignedIn } from '@/lib/auth/session'

export async function generateMetadata() {
  return { title: (await getTranslations('account'))('title') }
}

/** What every member of staff may change about themselves, whatever their role. */
export default async function StaffAccountPage() {
  const ctx = await requireSignedIn()
  if (ctx.actor !== 'staff') redirect('/home')
  const [t, user] = await Promise.all([getTranslations('account'), findSignedIn()])
  const texts = {
    current: t('current'),
    next: t('next'),
    nextHint: t('nextHint'),
    change: t('change'),
    changing: t('changing'),
    failed: t('failed'),
  }
  return (
    <>
      <StaffHead title={t('title')} note={user?.email} />
      <div className="staff-pad">
        <Section title={t('passwordTitle')}>
          <p className="note pb-4">{t('passwordNote')}</p>
          <PasswordForm size="row" action={changePasswordAction} texts={texts} />
        </Section>
      </div>
    </>
  )
}
