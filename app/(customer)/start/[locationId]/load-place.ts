import { notFound } from 'next/navigation'
import { cache } from 'react'
import { requireCustomer } from '@/lib/auth/session'
import { NotFoundError } from '@/lib/kernel/errors'
import { isId } from '@/lib/kernel/ids'
import { findPlace, type Place } from '@/lib/roaming/locations/find-places'

/** The place of the address, read once for the page and its title. */
export const loadPlace = cache(async (locationId: string): Promise<Place> => {
  const ctx = await requireCustomer()
  if (!isId('location', locationId)) return notFound()
  try {
    return await findPlace(ctx, locationId)
  } catch (error) {
    if (error instanceof NotFoundError) return notFound()
    throw error
  }
})
