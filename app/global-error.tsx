'use client'
import { useState } from 'react'
import { PageError } from '@/components/layout/page-error'
import './globals.css'

/** The last resort: even the frame failed. It speaks the language of the page that it replaces. */
export default function GlobalError(props: { error: Error & { digest?: string }; reset: () => void }) {
  const [lang] = useState(() => (typeof document === 'undefined' ? 'sv' : document.documentElement.lang || 'sv'))
  return (
    <html lang={lang} suppressHydrationWarning>
      <body>
        <PageError {...props} />
      </body>
    </html>
  )
}
