'use client'
import { useState } from 'react'

import { buttonClass, type ButtonLook } from './button-class'

/** Copies a value and says so in its own place. `show` prints the value beside it. */
export function CopyButton({
  value,
  text,
  copiedText,
  show,
  look = { size: 'row' },
}: {
  value: string
  text: string
  copiedText: string
  show?: boolean
  look?: ButtonLook
}) {
  const [copied, setCopied] = useState(false)
  async function copy() {
    await navigator.clipboard.writeText(value)
    setCopied(true)
  }
  const button = (
    <button type="button" className={buttonClass(look)} onClick={() => void copy()} onBlur={() => setCopied(false)}>
      <span aria-live="polite">{copied ? copiedText : text}</span>
    </button>
  )
  if (!show) return button
  return (
    <span className="copy">
      <code className="copy-value">{value}</code>
      {button}
    </span>
  )
}
