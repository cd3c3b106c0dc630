'use client'
import { signOut } from 'next-auth/react'
import { Button } from '@/components/ui/button'

/** Ends the session in this browser. */
export function SignOut({ text }: { text: string }) {
  return (
    <Button size="row" onClick={() => void signOut({ callbackUrl: '/' })}>
      {text}
    </Button>
  )
}
