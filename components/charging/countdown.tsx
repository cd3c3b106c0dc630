'use client'
import { useEffect, useState } from 'react'
import { SECOND_MS } from '@/lib/kernel/time'

/**
 * Counts down from what our clock said, for a phone's own may be wrong; `key` it by that. Screen readers read it when they
 * come to it, and are not interrupted every second.
 */
export function Countdown({
  leftMs,
  label,
  text,
}: {
  leftMs: number
  label: string
  text: (left: { minutes: number; seconds: number }) => string
}) {
  const [passedMs, setPassed] = useState(0)
  useEffect(() => {
    const startedAt = performance.now()
    const update = () => setPassed(performance.now() - startedAt)
    update()
    const timer = setInterval(update, SECOND_MS)
    return () => clearInterval(timer)
  }, [])
  const left = Math.max(0, Math.ceil((leftMs - passedMs) / SECOND_MS))
  return (
    <p className="big" role="timer" aria-label={label}>
      {text({ minutes: Math.floor(left / 60), seconds: left % 60 })}
    </p>
  )
}
