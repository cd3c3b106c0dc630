import type { FilterChip } from '@/components/ui/list-bar'

/** What a list's address carries: search, filters, sort, place. Empty values are left out. */
export type ListState = Readonly<Record<string, string | number | null | undefined>>

/** The list's address with some of its state changed; `undefined` and `null` take a value away. */
export function listHref(path: string, state: ListState, change: ListState = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...state, ...change })) {
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value))
  }
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}

type ChipWords = { label: string; value: string }

/** One chip for each filter that is set; its cross leads to the list without it, from the first row. */
export function filterChips(
  path: string,
  state: ListState,
  words: Readonly<Record<string, ChipWords | null>>,
  removeText: (label: string) => string,
): FilterChip[] {
  return Object.entries(words).flatMap(([key, word]) =>
    word
      ? [
          {
            key,
            ...word,
            removeHref: listHref(path, state, { [key]: null, before: null, after: null }),
            removeText: removeText(word.label),
          },
        ]
      : [],
  )
}

/** A calendar date from an address, or nothing where the text is none. */
export function dateParam(text: string | null): string | undefined {
  return text && /^(19|20)\d{2}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined
}
