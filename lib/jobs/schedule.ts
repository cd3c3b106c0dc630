import type { JobName } from '@/lib/platform/queue'

/** What runs by the clock, in cron's words (UTC). A run that was missed while we were down is not made up for. */
export const SCHEDULE: readonly { job: JobName; cron: string }[] = [
  { job: 'rate-pending-cdrs', cron: '* * * * *' },
  { job: 'expire-commands', cron: '* * * * *' },
  { job: 'guard-charges', cron: '* * * * *' },
  { job: 'plan-token-pushes', cron: '* * * * *' },
  { job: 'plan-pulls', cron: '*/5 * * * *' },
  { job: 'plan-invoice-record-pulls', cron: '23 3 * * *' },
  { job: 'plan-client-info', cron: '23 * * * *' },
  { job: 'plan-conformance', cron: '37 1 * * *' },
  { job: 'plan-rotations', cron: '41 * * * *' },
  // 13:05 in Stockholm is 11:05 or 12:05; then every ten minutes until all is there.
  { job: 'fetch-due-prices', cron: '5,15,25,35,45,55 * * * *' },
  { job: 'remind-disputes', cron: '7 * * * *' },
  { job: 'prune-expired', cron: '17 * * * *' },
]
