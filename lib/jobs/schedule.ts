import type { JobName } from '@/lib/platform/queue'

/** What runs by the clock, in cron's words (UTC). A run that was missed while we were down is not made up for. */
export const SCHEDULE: readonly { job: JobName; cron: string }[] = [
  { job: 'rate-pending-cdrs', cron: '* * * * *' },
  { job: 'expire-commands', cron: '* * * * *' },
  { job: 'plan-token-pushes', cron: '* * * * *' },
  { job: 'plan-pulls', cron: '*/5 * * * *' },
  { job: 'plan-invoice-record-pulls', cron: '23 3 * * *' },
  { job: 'plan-client-info', cron: '23 * * * *' },
  { job: 'plan-rotations', cron: '41 * * * *' },
  { job: 'prune-expired', cron: '17 * * * *' },
]
