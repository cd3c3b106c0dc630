const FIRST_PRINTABLE = 0x20
const DELETE = 0x7f
const WHITE_SPACE = new Set([0x09, 0x0a, 0x0d])

/** Whether a text has characters that no keyboard writes; tabs and ends of lines are none of them. */
export function hasControlCharacters(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if ((code < FIRST_PRINTABLE && !WHITE_SPACE.has(code)) || code === DELETE) return true
  }
  return false
}
