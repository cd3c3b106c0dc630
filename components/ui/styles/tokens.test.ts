import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

function variables(selector: string): Record<string, string> {
  const start = css.indexOf(selector)
  const block = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start))
  return Object.fromEntries(
    [...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map((match) => [match[1]!, match[2]!.trim()]),
  )
}

const light = variables(':root,')
const dark = variables('[data-theme="dark"]')

test('the dark theme is the same whether a person or the system chose it', () => {
  expect(variables(':root:not([data-theme="light"])')).toEqual(dark)
  expect(Object.keys(dark).toSorted()).toEqual(Object.keys(light).toSorted())
})

// WCAG 2.2: 1.4.3 (4.5:1 for text), 1.4.6 (7:1, which we ask of amounts), 1.4.11 (3:1 for edges and marks).
test.each([
  ['ink', 'sheet', 7],
  ['ink', 'ground', 7],
  ['ink', 'well', 7],
  ['ink', 'accent-wash', 7],
  ['ink-2', 'sheet', 4.5],
  ['ink-2', 'ground', 4.5],
  ['ink-2', 'well', 4.5],
  ['accent', 'sheet', 4.5],
  ['accent', 'ground', 4.5],
  ['accent', 'accent-wash', 4.5],
  ['accent-ink', 'accent', 4.5],
  ['held', 'sheet', 4.5],
  ['held', 'ground', 4.5],
  ['held', 'held-wash', 4.5],
  ['fail', 'sheet', 4.5],
  ['fail', 'ground', 4.5],
  ['fail', 'fail-wash', 4.5],
  ['live', 'sheet', 4.5],
  ['live', 'ground', 4.5],
  ['line-strong', 'sheet', 3],
  ['line-strong', 'ground', 3],
  ['live-mark', 'sheet', 3],
  ['held-mark', 'sheet', 3],
])('%s on %s reaches %s:1 in both themes', (text, ground, least) => {
  for (const theme of [light, dark]) {
    expect(contrast(theme[`--${text}`]!, theme[`--${ground}`]!)).toBeGreaterThanOrEqual(least)
  }
})

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

// OKLCH to linear sRGB by Björn Ottosson's matrices, then the relative luminance of WCAG.
function luminance(oklch: string): number {
  const [lightness, chroma, hue] = oklch.slice(6, -1).split(' ').map(Number) as [number, number, number]
  const a = chroma * Math.cos((hue * Math.PI) / 180)
  const b = chroma * Math.sin((hue * Math.PI) / 180)
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const channel = (value: number) => Math.min(1, Math.max(0, value))
  const red = channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s)
  const green = channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s)
  const blue = channel(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
