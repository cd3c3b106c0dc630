'use client'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/states'

// An error page has no server to ask for texts, so it carries its own few words in both languages.
const WORDS = {
  sv: {
    title: 'Sidan kunde inte visas',
    text: 'Felet är vårt. Försök igen om en stund.',
    money: 'Inga pengar har rört sig.',
    retry: 'Försök igen',
    reference: 'Felnummer',
  },
  en: {
    title: 'The page could not be shown',
    text: 'The fault is ours. Try again in a while.',
    money: 'No money has moved.',
    retry: 'Try again',
    reference: 'Error number',
  },
} as const

/** What a page shows when it failed: what happened, what it means for money, what to do. */
export function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const words = WORDS[typeof document !== 'undefined' && document.documentElement.lang === 'en' ? 'en' : 'sv']
  return (
    <div className="staff-pad">
      <ErrorState
        title={words.title}
        money={words.money}
        reference={error.digest ? `${words.reference} ${error.digest}` : undefined}
        actions={<Button onClick={reset}>{words.retry}</Button>}
      >
        {words.text}
      </ErrorState>
    </div>
  )
}
