import { PageNotFound } from '@/components/layout/page-not-found'

/** Within the navigation: whoever followed an old address goes on from here. */
export default function NotFound() {
  return (
    <div className="staff-pad pt-8">
      <PageNotFound />
    </div>
  )
}
