import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { createLoader, parseAsString, type SearchParams } from 'nuqs/server'
import { StaffHead } from '@/components/layout/staff-head'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/choice-fields'
import { DateField } from '@/components/ui/text-field'
import { requireStaff } from '@/lib/auth/session'
import { getCustomer } from '@/lib/customers/queries'
import { isId } from '@/lib/kernel/ids'
import { addDays, BILLING_ZONE, calendarDate, localDate, type CalendarDate } from '@/lib/kernel/time'
import { getCustomerPlans } from '@/lib/rating/price-plans/get-customer-plans'
import { PlanEffect } from './plan-effect'

const load = createLoader({ plan: parseAsString, from: parseAsString, until: parseAsString })

function readDay(text: string | null): CalendarDate | null {
  try {
    return text ? calendarDate(text) : null
  } catch {
    return null
  }
}

/** Another plan for a customer: chosen, then shown by what it changes, then given. */
export default async function CustomerPlanPage({
  params,
  searchParams,
}: {
  params: Promise<{ customerId: string }>
  searchParams: Promise<SearchParams>
}) {
  const ctx = await requireStaff('price-plan:write')
  const [{ customerId }, asked, t, tc] = await Promise.all([
    params,
    load(searchParams),
    getTranslations('customerPlans'),
    getTranslations('customers'),
  ])
  if (!isId('customer', customerId)) notFound()
  const [customer, { choices }] = await Promise.all([getCustomer(ctx, customerId), getCustomerPlans(ctx, customerId)])
  const today = localDate(ctx.clock.now(), BILLING_ZONE)
  const plan = choices.find(({ id }) => id === asked.plan)
  const [from, until] = [readDay(asked.from) ?? addDays(today, 1), readDay(asked.until)]
  const isPossible = from >= today && (until === null || until > from)
  return (
    <>
      <StaffHead
        title={t('pageTitle')}
        note={customer.name}
        crumb={{
          label: tc('title'),
          steps: [
            { href: '/staff/customers', text: tc('title') },
            { href: `/staff/customers/${customerId}`, text: customer.name },
          ],
        }}
      />
      <div className="staff-pad">
        <form className="form" method="get">
          <div className="form-row">
            <Select
              size="row"
              name="plan"
              label={t('choose')}
              options={choices.map(({ id, name }) => ({ value: id, label: name }))}
              defaultValue={plan?.id}
              required
            />
            <DateField size="row" name="from" label={t('from')} min={today} required defaultValue={from} />
          </div>
          <DateField
            size="row"
            name="until"
            label={t('until')}
            hint={t('untilHint')}
            min={addDays(today, 1)}
            defaultValue={until ?? ''}
          />
          <Button type="submit" size="row">
            {t('show')}
          </Button>
        </form>
        {plan && !isPossible ? (
          <p className="pt-4" role="alert">
            {t('past')}
          </p>
        ) : null}
        {plan && isPossible ? (
          <PlanEffect ctx={ctx} customerId={customerId} plan={plan} from={from} until={until} />
        ) : null}
      </div>
    </>
  )
}
