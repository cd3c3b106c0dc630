import { PageNotFound } from '@/components/layout/page-not-found'

export default function NotFound() {
  return (
    <main className="page">
      <PageNotFound />
    </main>
  )
}
