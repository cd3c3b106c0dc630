import { requireStaff } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { getCdrDetail } from '@/lib/rating/cdrs/queries/get-cdr-detail'
import { signedFile } from '@/lib/roaming/core/signed-data'

/** The meter's signed values of a CDR, unchanged. */
export async function GET(request: Request, { params }: { params: Promise<{ cdrId: string }> }): Promise<Response> {
  const ctx = await requireStaff('cdr:read')
  const { cdrId } = await params
  const value = new URL(request.url).searchParams.get('value')
  const index = value !== null && /^\d{1,4}$/.test(value) ? Number(value) : null
  if (!isId('cdr', cdrId)) return new Response(null, { status: 404 })
  try {
    const { received, cdr } = await getCdrDetail(ctx, cdrId)
    const file = signedFile(received, cdr.signedData?.signedValues ?? [], index)
    if (!file) return new Response(null, { status: 404 })
    return new Response(file.body, {
      headers: {
        'content-type': file.type,
        'content-disposition': `attachment; filename="${file.name}"`,
        'cache-control': 'private, no-store',
      },
    })
  } catch (error) {
    if (error instanceof NotFoundError) return new Response(null, { status: 404 })
    throw error
  }
}
