export type ButtonLook = {
  look?: 'go' | 'plain' | 'stop'
  /** `touch` is 48 px (customers), `row` 32 px (staff). */
  size?: 'touch' | 'row'
  wide?: boolean
}

export function buttonClass({ look = 'plain', size = 'touch', wide = false }: ButtonLook, extra?: string): string {
  return classes('btn', look !== 'plain' && look, size === 'row' && 's', wide && 'wide', extra)
}

/** Joins class names, leaving out what is absent. */
export function classes(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}
