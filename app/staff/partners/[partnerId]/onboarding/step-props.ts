import type { formatLocale } from '@/app/locale'
import type { StaffCtx } from '@/lib/auth/context'
import type { Onboarding } from '@/lib/partners/onboarding/queries'
import type { Partner } from '@/lib/partners/queries'

/** What every step of the guide is given. */
export type StepProps = {
  ctx: StaffCtx
  partner: Partner
  onboarding: Onboarding
  locale: Awaited<ReturnType<typeof formatLocale>>
}
