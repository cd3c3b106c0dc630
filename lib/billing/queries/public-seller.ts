import { getDb } from '@/db/client'
import { sellerOf } from '../ensure-seller'

/** Who sells, as the law wants it told on public pages. */
export type PublicSeller = {
  name: string
  organisationNumber: string
  vatNumber: string
  street: string
  postalCode: string
  city: string
  phone: string
  email: string
}

/** The seller's public particulars: nobody has to sign in to know whom they buy from. */
export async function getPublicSeller(): Promise<PublicSeller> {
  const { name, organisationNumber, vatNumber, street, postalCode, city, phone, email } = await sellerOf(getDb())
  return { name, organisationNumber, vatNumber, street, postalCode, city, phone, email }
}
