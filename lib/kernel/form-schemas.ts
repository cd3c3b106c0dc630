// What forms send as text and a verb takes as a number or a date: an empty field is missing, never zero.
import { z } from 'zod'

/** A whole number between these; an empty field is none. */
export function wholeField(least: number, most: number) {
  return z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    z.coerce.number().int().min(least).max(most),
  )
}

/** A day that somebody could mean: a year of this century. Slips of the keyboard are 9999 and 0026. */
export const dayField = z.iso.date().refine((day) => day >= '2000' && day < '2100')
