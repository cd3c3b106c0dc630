import { getLocale, getTranslations } from 'next-intl/server'
import { ConfirmDialog } from '@/components/forms/confirm-dialog'
import { StaffHead } from '@/components/layout/staff-head'
import { DataTable, type Column } from '@/components/ui/data-table'
import { Select } from '@/components/ui/choice-fields'
import { Section } from '@/components/ui/section'
import { StateMark } from '@/components/ui/state-mark'
import { listStaffUsers, type StaffUser } from '@/lib/auth/queries'
import { STAFF_ROLES } from '@/lib/auth/permissions'
import { requireStaff } from '@/lib/auth/session'
import { formatInstant } from '@/lib/kernel/format/datetime'
import { BILLING_ZONE } from '@/lib/kernel/time'
import { addUserAction, changeRoleAction, disableUserAction } from './actions'
import { AddUserForm } from './add-user-form'

export async function generateMetadata() {
  return { title: (await getTranslations('users'))('title') }
}

export default async function UsersPage() {
  const ctx = await requireStaff('user:read')
  const [t, locale, users] = await Promise.all([getTranslations('users'), getLocale(), listStaffUsers(ctx)])
  const mayWrite = ctx.permissions.has('user:write')
  const roles = STAFF_ROLES.map((role) => ({ value: role, label: t(`roles.${role}`) }))
  const columns: Column<StaffUser>[] = [
    { key: 'name', header: t('name'), cell: (user) => user.name },
    { key: 'email', header: t('email'), cell: (user) => user.email },
    { key: 'role', header: t('role'), cell: (user) => t(`roles.${user.role}`) },
    {
      key: 'state',
      header: t('state'),
      cell: (user) => (user.disabledAt === null ? t('active') : <StateMark state="fail">{t('disabled')}</StateMark>),
    },
    {
      key: 'lastSignIn',
      header: t('lastSignIn'),
      priority: 2,
      cell: (user) =>
        user.lastSignInAt === null
          ? t('never')
          : formatInstant(user.lastSignInAt, BILLING_ZONE, 'dateTime', locale as 'sv' | 'en'),
    },
  ]
  if (mayWrite)
    columns.push({
      key: 'actions',
      header: t('actions'),
      cell: (user) => (user.id === ctx.userId ? t('ownAccount') : <UserActions user={user} t={t} roles={roles} />),
    })
  return (
    <>
      <StaffHead title={t('title')} />
      <p className="staff-line">{t.rich('summary', { count: users.length, b: (chunks) => <b>{chunks}</b> })}</p>
      <DataTable label={t('label')} columns={columns} rows={users} rowKey={(user) => user.id} />
      {mayWrite ? (
        <div className="staff-pad">
          <Section title={t('addTitle')}>
            <AddUserForm
              action={addUserAction}
              roles={roles}
              texts={{
                name: t('name'),
                email: t('email'),
                role: t('role'),
                password: t('password'),
                passwordHint: t('passwordHint'),
                add: t('add'),
                saving: t('saving'),
                failed: t('failed'),
              }}
            />
          </Section>
        </div>
      ) : null}
    </>
  )
}

type ActionsProps = {
  user: StaffUser
  t: Awaited<ReturnType<typeof getTranslations<'users'>>>
  roles: { value: string; label: string }[]
}

function UserActions({ user, t, roles }: ActionsProps) {
  const texts = { cancelText: t('cancel'), failedText: t('failed'), pendingText: t('saving') }
  const disabled = user.disabledAt !== null
  return (
    <span className="actions">
      <ConfirmDialog
        dense
        trigger={t('change')}
        title={t('changeTitle', { name: user.name })}
        consequence={t('changeConsequence')}
        confirmText={t('save')}
        action={changeRoleAction}
        values={{ userId: user.id }}
        {...texts}
      >
        <Select
          size="row"
          id={`role-${user.id}`}
          name="role"
          label={t('role')}
          options={roles}
          defaultValue={user.role}
        />
      </ConfirmDialog>
      <ConfirmDialog
        dense
        destroys={!disabled}
        trigger={disabled ? t('enable') : t('disable')}
        title={disabled ? t('changeTitle', { name: user.name }) : t('disableTitle', { name: user.name })}
        consequence={disabled ? t('enableConsequence') : t('disableConsequence')}
        confirmText={disabled ? t('enable') : t('disable')}
        action={disableUserAction}
        values={{ userId: user.id, disabled: disabled ? 'no' : 'yes' }}
        {...texts}
      />
    </span>
  )
}
