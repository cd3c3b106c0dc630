import { getTranslations } from 'next-intl/server'

const KEYS = [
  'name',
  'email',
  'organisationNumber',
  'street',
  'postalCode',
  'city',
  'country',
  'kind',
  'locale',
  'save',
  'saving',
  'failed',
] as const

/** The words of the customer form. */
export async function customerFormTexts(): Promise<Record<(typeof KEYS)[number], string>> {
  const t = await getTranslations('customers')
  return Object.fromEntries(KEYS.map((key) => [key, t(key)])) as Record<(typeof KEYS)[number], string> // one entry for each key
}
