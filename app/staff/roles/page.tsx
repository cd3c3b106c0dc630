import { getTranslations } from 'next-intl/server'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { PERMISSIONS, roleAllows, STAFF_ROLES, type Permission } from '@/lib/auth/permissions'
import { requireStaff } from '@/lib/auth/session'

export async function generateMetadata() {
  return { title: (await getTranslations('users'))('rolesTitle') }
}

/** The permission matrix as it stands in code: what is shown here is what the gates ask. */
export default async function RolesPage() {
  await requireStaff('location:read')
  const t = await getTranslations('users')
  const columns: Column<Permission>[] = [
    {
      key: 'permission',
      header: t('permission'),
      cell: (permission) => t(`permissions.${permission}`),
    },
    ...STAFF_ROLES.map((role) => ({
      key: role,
      header: t(`roles.${role}`),
      cell: (permission: Permission) =>
        roleAllows(role, permission) ? (
          <b>{t('may')}</b>
        ) : (
          <span className="dim" aria-label={t('mayNot')}>
            –
          </span>
        ),
    })),
    { key: 'code', header: '', priority: 3, tone: 'dim', cell: (permission) => permission },
  ]
  return (
    <>
      <StaffHead title={t('rolesTitle')} />
      <p className="staff-line">{t('rolesSummary')}</p>
      <DataTable label={t('rolesLabel')} columns={columns} rows={PERMISSIONS} rowKey={(permission) => permission} />
    </>
  )
}
