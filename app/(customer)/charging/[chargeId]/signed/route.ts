import { requireCustomer } from '@/lib/auth/session'
import { isId } from '@/lib/kernel/ids'
import { findMySignedData } from '@/lib/rating/charges/queries/find-my-signed-data'

/** The meter's signed values of one's own charge, as a file that a verifying program reads. */
export async function GET(request: Request, { params }: { params: Promise<{ chargeId: string }> }): Promise<Response> {
  const ctx = await requireCustomer()
  const { chargeId } = await params
  const value = new URL(request.url).searchParams.get('value')
  const index = value !== null && /^\d{1,4}$/.test(value) ? Number(value) : null
  const file = isId('cdr', chargeId) ? await findMySignedData(ctx, chargeId, index) : null
  if (!file) return new Response(null, { status: 404 })
  return new Response(file.body, {
    headers: {
      'content-type': file.type,
      'content-disposition': `attachment; filename="${file.name}"`,
      'cache-control': 'private, no-store',
    },
  })
}
