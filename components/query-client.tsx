'use client'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

/** Around what is polled. One client per page visit: nothing live is worth keeping longer. */
export function LiveQueries({ children }: { children: ReactNode }) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 0 } } }))
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>
}

/** Reads one of our own live addresses; anything but an answer in order is an error to show. */
export async function readLive<Answer>(path: string, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' }, cache: 'no-store' })
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return (await response.json()) as Answer // our own route, typed by its caller
}
