'use client'
import { signIn } from 'next-auth/react'
import { useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/states'
import { TextField } from '@/components/ui/text-field'

type Texts = Record<'email' | 'password' | 'submit' | 'submitting' | 'wrong' | 'tooMany' | 'offline', string>
type Failure = 'wrong' | 'tooMany' | 'offline'

/** Signs in by e-mail and password. The address stays after a failure; nothing tells whether an account exists. */
export function SignInForm({ texts, next }: { texts: Texts; next: string }) {
  const [failure, setFailure] = useState<Failure | null>(null)
  const [pending, setPending] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setPending(true)
    setFailure(null)
    try {
      const answer = await signIn('credentials', {
        redirect: false,
        email: form.get('email'),
        password: form.get('password'),
      })
      if (answer?.ok) return window.location.assign(`/after-sign-in?next=${encodeURIComponent(next)}`)
      setFailure(answer?.error === 'TooMany' ? 'tooMany' : 'wrong')
    } catch {
      setFailure('offline')
    }
    setPending(false)
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="form" method="post">
      {failure ? (
        <Notice tone="fail" role="alert">
          {texts[failure]}
        </Notice>
      ) : null}
      <TextField label={texts.email} name="email" type="email" autoComplete="username" required />
      <TextField label={texts.password} name="password" type="password" autoComplete="current-password" required />
      <Button look="go" wide type="submit" pending={pending} pendingText={texts.submitting}>
        {texts.submit}
      </Button>
    </form>
  )
}
