import { getTranslations } from 'next-intl/server'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import type { CustomerId } from '@/lib/kernel/ids'
import { isMember } from '@/lib/rating/price-plans/queries'
import { membershipAction } from './actions'
import { ChoiceForm } from './choice-form'

/** Whether the customer is a member, on which discounts of price plans depend. */
export async function MembershipSection({ ctx, customerId }: { ctx: StaffCtx; customerId: CustomerId }) {
  const [t, member] = await Promise.all([getTranslations('prices'), isMember(ctx, customerId)])
  return (
    <Section title={t('memberTitle')}>
      <p>{t('memberText', { member: member ? 'yes' : 'no' })}</p>
      {ctx.permissions.has('price-plan:write') ? (
        <ChoiceForm
          action={membershipAction}
          name="member"
          label={t('memberChoice')}
          options={[
            { value: 'yes', label: t('memberYes') },
            { value: 'no', label: t('memberNo') },
          ]}
          value={member ? 'yes' : 'no'}
          hidden={{ customerId }}
          texts={{ save: t('save'), saving: t('saving'), failed: t('failed') }}
        />
      ) : null}
    </Section>
  )
}
