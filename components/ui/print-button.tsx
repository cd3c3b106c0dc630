'use client'
import { buttonClass } from './button-class'

/** Opens the browser's own printing. */
export function PrintButton({ text }: { text: string }) {
  return (
    <button type="button" className={buttonClass({ size: 'row' })} onClick={() => window.print()}>
      {text}
    </button>
  )
}
