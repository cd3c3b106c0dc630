'use client'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'

const PAGES: Readonly<Record<string, string>> = {
  o: '/staff',
  p: '/staff/partners',
  m: '/staff/messages',
  l: '/staff/locations',
  s: '/staff/sessions',
  c: '/staff/cdrs',
  t: '/staff/tokens',
  k: '/staff/customers',
  f: '/staff/invoices',
  r: '/staff/billing-runs',
  b: '/staff/payments',
  h: '/staff/ledger',
}
const OFF = 'laddnota-keys-off'
const PATIENCE_MS = 1200

type Texts = { search: string; go: string; step: string; off: string; close: string }

/** Single keys for people who work here all day; WCAG 2.1.4: they can be switched off, and never act while one types. */
export function StaffKeys({ title, texts }: { title: string; texts: Texts }) {
  const router = useRouter()
  const dialog = useRef<HTMLDialogElement>(null)
  const [off, setOff] = useState(false)
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined
    function press(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
        event.preventDefault()
        document.getElementById('search-all')?.focus()
        return
      }
      const target = event.target as HTMLElement // a document's key event comes from an element
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog]')
      )
        return
      const switchedOff = localStorage.getItem(OFF) === '1'
      if (event.key === '?') {
        setOff(switchedOff)
        return dialog.current?.showModal()
      }
      if (switchedOff) return
      if (waiting) {
        clearTimeout(waiting)
        waiting = undefined
        const page = PAGES[event.key]
        if (page) router.push(page)
        return
      }
      if (event.key === 'g') {
        waiting = setTimeout(() => (waiting = undefined), PATIENCE_MS)
        return
      }
      if (event.key === '/') {
        event.preventDefault()
        document.getElementById('list-search')?.focus()
        return
      }
      const element = document.querySelector<HTMLElement>(`[data-shortcut="${CSS.escape(event.key)}"]`)
      element?.click()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [router])
  return (
    <dialog ref={dialog} className="dialog key-help" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        <Key keys={['/']} text={texts.search} />
        <Key keys={['g', 'c']} text={texts.go} />
        <Key keys={['j', 'k']} text={texts.step} />
      </ul>
      <label className="choice">
        <input
          type="checkbox"
          checked={off}
          onChange={(event) => {
            localStorage.setItem(OFF, event.target.checked ? '1' : '0')
            setOff(event.target.checked)
          }}
        />
        {texts.off}
      </label>
      <button type="button" className="btn s" onClick={() => dialog.current?.close()}>
        {texts.close}
      </button>
    </dialog>
  )
}

function Key({ keys, text }: { keys: readonly string[]; text: string }) {
  return (
    <li>
      <span>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </span>
      <span>{text}</span>
    </li>
  )
}
