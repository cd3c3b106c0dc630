'use client'
import { createContext, use, useCallback, useState, type ReactNode } from 'react'

import { classes } from './button-class'

type Message = { id: number; text: ReactNode; tone?: 'fail' }
type Say = (text: ReactNode, tone?: 'fail') => void

const MessagesContext = createContext<Say>(() => undefined)

/** Says one thing that just happened. It stays until it is closed or the next one comes: nobody must read in a hurry. */
export function useMessages(): Say {
  return use(MessagesContext)
}

/** The place where messages appear, polite to screen readers, above the tab bar on phones. */
export function Messages({ closeText, children }: { closeText: string; children: ReactNode }) {
  const [message, setMessage] = useState<Message | null>(null)
  const say = useCallback<Say>((text, tone) => setMessage((before) => ({ id: (before?.id ?? 0) + 1, text, tone })), [])
  return (
    <MessagesContext value={say}>
      {children}
      <div className="messages" role="status" aria-live="polite">
        {message ? (
          <div key={message.id} className={classes('message', message.tone)}>
            <span>{message.text}</span>
            <button type="button" aria-label={closeText} onClick={() => setMessage(null)}>
              ×
            </button>
          </div>
        ) : null}
      </div>
    </MessagesContext>
  )
}
