import type { ReactNode } from 'react'
import { SignOut } from './sign-out'

/** Who is signed in, with language, theme and the way out, as a native disclosure. */
export function AccountMenu({
  name,
  detail,
  signOutText,
  children,
}: {
  name: string
  detail?: string
  signOutText: string
  children: ReactNode
}) {
  return (
    <details className="popover-details account-menu">
      <summary>
        {name}
        {detail ? <span className="note">{detail}</span> : null}
      </summary>
      <div className="popover">
        {children}
        <SignOut text={signOutText} />
      </div>
    </details>
  )
}
