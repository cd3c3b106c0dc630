import { getTranslations } from 'next-intl/server'
import { StaffHead } from '@/components/layout/staff-head'
import { requireStaff } from '@/lib/auth/session'
import { addCustomerAction } from '../actions'
import { CustomerForm } from '../customer-form'
import { customerFormTexts } from '../form-texts'

export default async function NewCustomerPage() {
  await requireStaff('customer:write')
  const [t, texts] = await Promise.all([getTranslations('customers'), customerFormTexts()])
  return (
    <>
      <StaffHead
        title={t('new')}
        crumb={{ label: t('title'), steps: [{ href: '/staff/customers', text: t('title') }] }}
      />
      <div className="staff-pad">
        <CustomerForm
          action={addCustomerAction}
          texts={texts}
          kinds={[
            { value: 'private', label: t('kinds.private') },
            { value: 'business', label: t('kinds.business') },
          ]}
        />
      </div>
    </>
  )
}
