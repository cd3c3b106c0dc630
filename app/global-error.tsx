'use client'
import { PageError } from '@/components/layout/page-error'
import './globals.css'

/** The last resort: even the frame failed. */
export default function GlobalError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="sv">
      <body>
        <PageError {...props} />
      </body>
    </html>
  )
}
