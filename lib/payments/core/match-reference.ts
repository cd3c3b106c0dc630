// People and banks write an OCR reference with spaces, hyphens and words around it; only its digits count.

/** The digits of what was written as a reference; empty when there are none. */
export function normalizeReference(text: string): string {
  return text.replace(/\D/g, '')
}
