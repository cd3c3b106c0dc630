/** What one click may decide. A larger selection is decided in parts, what came first first. */
export const MOST_AT_ONCE = 2000
