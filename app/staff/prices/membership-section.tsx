import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Section } from '@/components/ui/section'
import type { StaffCtx } from '@/lib/auth/context'
import { formatCalendarDate } from '@/lib/kernel/format/datetime'
import type { CustomerId } from '@/lib/kernel/ids'
import { BILLING_ZONE, localDate, type CalendarDate } from '@/lib/kernel/time'
import type { Membership } from '@/lib/rating/price-plans/get-customer-plans'
import { membershipAction } from './actions'
import { ChoiceForm } from './choice-form'

type Props = { ctx: StaffCtx; customerId: CustomerId; memberships: readonly Membership[] }

/** Whether and from when the customer is a member, on which discounts of price plans depend. */
export async function MembershipSection({ ctx, customerId, memberships }: Props) {
  const [t, locale] = await Promise.all([getTranslations('prices'), formatLocale()])
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const current = memberships.find(({ until }) => until === null || until > today)
  const state = !current ? 'none' : current.from > today ? 'later' : 'member'
  const date = (day: CalendarDate | null | undefined) => (day ? formatCalendarDate(day, 'date', locale) : '')
  return (
    <Section title={t('memberTitle')}>
      <p>
        {t('memberText', {
          state,
          from: date(current?.from),
          until: date(current?.until),
          bounded: current?.until ? 'yes' : 'no',
        })}
      </p>
      {ctx.permissions.has('price-plan:write') ? (
        <ChoiceForm
          action={membershipAction}
          name="member"
          label={t('memberChoice')}
          options={[
            { value: 'yes', label: t('memberYes') },
            { value: 'no', label: t('memberNo') },
          ]}
          value={state === 'none' ? 'no' : 'yes'}
          day={{ name: 'from', label: t('memberFrom'), value: today }}
          hidden={{ customerId }}
          texts={{ save: t('save'), saving: t('saving'), failed: t('failed') }}
        />
      ) : null}
    </Section>
  )
}
