import { getTranslations } from 'next-intl/server'
import { redirect } from 'next/navigation'
import { ButtonLink } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/states'
import { isStaffRole, PERMISSIONS, ROLE_PERMISSIONS, STAFF_ROLES } from '@/lib/auth/permissions'
import { findSignedIn } from '@/lib/auth/session'

/** Says which permission is missing and which colleagues have it. */
export default async function ForbiddenPage({ searchParams }: { searchParams: Promise<{ permission?: string }> }) {
  const [t, users, user, { permission }] = await Promise.all([
    getTranslations('staff'),
    getTranslations('users'),
    findSignedIn(),
    searchParams,
  ])
  if (!user || !isStaffRole(user.role)) redirect(user ? '/home' : '/sign-in')
  const missing = PERMISSIONS.find((known) => known === permission)
  const roles = missing
    ? STAFF_ROLES.filter((role) => ROLE_PERMISSIONS[role].has(missing)).map((role) => users(`roles.${role}`))
    : []
  return (
    <div className="staff-pad">
      <ErrorState
        title={t('forbidden.title')}
        actions={
          <ButtonLink size="row" href="/staff/roles">
            {t('forbidden.roles')}
          </ButtonLink>
        }
      >
        {missing
          ? t('forbidden.missing', { permission: users(`permissions.${missing}`), roles: roles.join(', ') })
          : t('forbidden.any')}
      </ErrorState>
    </div>
  )
}
