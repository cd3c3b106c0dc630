import { NextIntlClientProvider } from 'next-intl'
import { getMessages } from 'next-intl/server'
import type { ReactNode } from 'react'

/** Gives what runs in the browser the texts of charging, and no others. */
export async function LiveTexts({ children }: { children: ReactNode }) {
  const { charging, guard, quotes, reservations, steering } = await getMessages()
  return (
    <NextIntlClientProvider messages={{ charging, guard, quotes, reservations, steering }}>
      {children}
    </NextIntlClientProvider>
  )
}
