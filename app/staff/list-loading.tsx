import { getTranslations } from 'next-intl/server'
import { StaffHead } from '@/components/layout/staff-head'
import { Skeleton, TableSkeleton } from '@/components/ui/skeleton'

/** What stands in a list's place until it is read: head, line, bar and rows in their final sizes. */
export async function ListLoading() {
  const t = await getTranslations('common')
  return (
    <>
      <StaffHead title={<Skeleton className="inline-block h-5 w-40" />} />
      <p className="staff-line">
        <Skeleton className="inline-block h-3.5 w-72" />
      </p>
      <div className="list-bar">
        <Skeleton className="inline-block h-8 w-52" />
      </div>
      <TableSkeleton label={t('loading')} />
    </>
  )
}
