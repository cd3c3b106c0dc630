'use client'
import { useEffect, useRef, useState } from 'react'

/**
 * Rows that can be added, removed and moved. Each keeps its number, so what was typed stays with it; the keyboard's focus
 * goes to what was added, and to the button that adds when the row it stood in is gone.
 */
export function useRows(
  initial: readonly string[],
  { most, focusOf }: { most: number; focusOf: (row: string) => string },
) {
  const [rows, setRows] = useState<readonly string[]>(initial)
  const next = useRef(Math.max(-1, ...initial.map(Number)) + 1)
  const [focus, setFocus] = useState<{ id: string } | null>(null)
  const adder = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (focus) (document.getElementById(focus.id) ?? adder.current)?.focus()
  }, [focus])
  const add = () => {
    const row = String(next.current)
    next.current += 1
    setRows([...rows, row])
    setFocus({ id: focusOf(row) })
  }
  const remove = (row: string) => {
    setRows(rows.filter((each) => each !== row))
    setFocus({ id: '' })
  }
  const moveUp = (row: string) => {
    const at = rows.indexOf(row)
    const before = rows[at - 1]
    if (before === undefined) return
    setRows(rows.map((each, index) => (index === at - 1 ? row : index === at ? before : each)))
  }
  return { rows, add, remove, moveUp, adder, isFull: rows.length >= most }
}
