import { hotSql } from '@/db/client'

const PATIENCE_MS = 2000

/** Whether the database answers within two seconds and has our newest kind of schema. Never throws. */
export async function isDatabaseReady(): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS)
  })
  const answers = hotSql()`select 1 from partners limit 1`.then(
    () => true,
    () => false,
  )
  const ready = await Promise.race([answers, late])
  clearTimeout(timer)
  return ready
}
