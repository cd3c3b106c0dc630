// Drawing on a tagged PDF: text on baselines in our typeface, receipt lines, rules. Everything that is read is in the
// structure tree in reading order; everything that only looks is an artifact.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Pdf from 'pdfkit'
import type { Run } from '../core/document-labels'

/** A4 in points, with the margins of the drawn invoice. */
export const PAGE = { width: 595.28, height: 841.89, left: 45, right: 550.28, top: 34 } as const
export const INK = '#000000'
export const INK_2 = '#404040'
export const LINE = '#b8b8b8'

type Weight = 'regular' | 'strong'
const FILES: Readonly<Record<Weight, string>> = {
  regular: '400Regular/InstrumentSans_400Regular.ttf',
  strong: '600SemiBold/InstrumentSans_600SemiBold.ttf',
}

type OpenFont = PDFKit.Mixins.PDFFontSource
type GlyphRun = { positions: object[] }
type Layout = (text: string, features?: readonly string[]) => GlyphRun
let fonts: Readonly<Record<Weight, OpenFont>> | undefined

/** The fonts are opened once per process; pdfkit takes an opened one, which its types do not say. */
function openFonts(): Readonly<Record<Weight, OpenFont>> {
  if (fonts) return fonts
  const opener = new Pdf({ font: null as unknown as string }) // null: pdfkit's own way to say "no default font"
  const open = (weight: Weight) => {
    opener.font(readFileSync(join(process.cwd(), 'node_modules/@expo-google-fonts/instrument-sans', FILES[weight])))
    const { font } = Reflect.get(opener, '_font') as { font: OpenFont & { layout: Layout } } // the opened font, which the types do not name
    font.layout = remember(font.layout.bind(font))
    return font
  }
  fonts = { regular: open('regular'), strong: open('strong') }
  return fonts
}

/** Shaping is most of the work, and an invoice says the same figures again and again. pdfkit scales positions in place, so each caller gets its own. */
function remember(layout: Layout): Layout {
  const known = new Map<string, GlyphRun>()
  return (text, features) => {
    const key = `${features?.join(' ') ?? ''}\n${text}`
    let run = known.get(key)
    if (!run) {
      if (known.size >= 20_000) known.clear()
      known.set(key, (run = layout(text, features)))
    }
    const copy = Object.assign(Object.create(Object.getPrototypeOf(run) as object) as GlyphRun, run)
    copy.positions = run.positions.map((position) => ({ ...position }))
    return copy
  }
}

export type TextStyle = { size?: number; strong?: boolean; colour?: string; align?: 'left' | 'right' }
type Structure = ReturnType<PDFKit.PDFDocument['struct']>

export type PdfMeta = { title: string; author: string; language: string; createdAt: Date }

/** One document being drawn. Coordinates are points from the top left; text stands on `y`. */
export class PdfCanvas {
  readonly doc: PDFKit.PDFDocument
  private parent: Structure
  private readonly chunks: Buffer[] = []

  constructor(meta: PdfMeta) {
    const info = {
      Title: meta.title,
      Author: meta.author,
      Creator: 'Laddnota',
      Producer: 'Laddnota',
      CreationDate: meta.createdAt,
      ModDate: meta.createdAt,
    }
    this.doc = new Pdf({
      size: 'A4',
      margin: 0,
      font: null as unknown as string, // null: no default font
      info,
      lang: meta.language,
      tagged: true,
      displayTitle: true,
      pdfVersion: '1.7',
      bufferPages: true,
      autoFirstPage: true,
    })
    this.doc.on('data', (chunk: Buffer) => this.chunks.push(chunk))
    const { regular, strong } = openFonts()
    this.doc.registerFont('regular', regular).registerFont('strong', strong)
    this.parent = this.doc.struct('Document')
    this.doc.addStructure(this.parent)
  }

  /** Opens a structure element; what is drawn inside belongs to it. */
  group(type: string, draw: () => void): void {
    const outer = this.parent
    const element = this.doc.struct(type)
    outer.add(element)
    this.parent = element
    draw()
    element.end()
    this.parent = outer
  }

  /** Content that is read, as an element of that type. */
  content(type: string, draw: () => void, alt?: string): void {
    const element = alt === undefined ? this.doc.struct(type) : this.doc.struct(type, { alt })
    this.parent.add(element)
    const marked = this.doc.markStructureContent(type)
    draw()
    this.doc.endMarkedContent()
    element.add(marked)
    element.end()
  }

  /** Content that only looks: rules, leaders, the folio. */
  artifact(draw: () => void): void {
    this.doc.markContent('Artifact', { type: 'Layout' })
    draw()
    this.doc.endMarkedContent()
  }

  private use({ size = 9.75, strong = false, colour = INK }: TextStyle): void {
    this.doc
      .font(strong ? 'strong' : 'regular')
      .fontSize(size)
      .fillColor(colour)
  }

  width(text: string, style: TextStyle = {}): number {
    this.use(style)
    return this.doc.widthOfString(text, { features: ['tnum'] })
  }

  /** One line of text; aligned right it ends at `x`. Answers where it ends. */
  text(text: string, x: number, y: number, style: TextStyle = {}): number {
    const width = this.width(text, style)
    const left = style.align === 'right' ? x - width : x
    this.doc.text(text, left, y, { lineBreak: false, baseline: 'alphabetic', features: ['tnum'] })
    return left + width
  }

  /** The text, shortened with an ellipsis until it fits. */
  fit(text: string, width: number, style: TextStyle = {}): string {
    if (this.width(text, style) <= width) return text
    let length = text.length - 1
    while (length > 1 && this.width(`${text.slice(0, length)}…`, style) > width) length -= 1
    return `${text.slice(0, length).trimEnd()}…`
  }

  /** Runs of two weights, broken at spaces; the first line stands on `y`. Answers the last line's `y`. */
  paragraph(
    runs: readonly Run[],
    x: number,
    y: number,
    width: number,
    leading: number,
    style: TextStyle & { plainColour?: string } = {},
  ): number {
    const styleOf = (run: Run): TextStyle => ({
      ...style,
      strong: run.strong,
      colour: run.strong ? style.colour : (style.plainColour ?? style.colour),
    })
    const words = runs.flatMap((run) => run.text.split(/(?<= )/).map((text) => ({ text, style: styleOf(run) })))
    let [left, line] = [x, y]
    words.forEach((word, index) => {
      // A word runs on to the next run when no space is between: `44,40 kr` and its full stop.
      let reach = this.width(word.text.trimEnd(), word.style)
      for (let next = index; !words[next]!.text.endsWith(' ') && words[next + 1]; next += 1)
        reach += this.width(words[next + 1]!.text.trimEnd(), words[next + 1]!.style)
      const joined = index > 0 && !words[index - 1]!.text.endsWith(' ')
      if (!joined && left > x && left + reach > x + width) [left, line] = [x, line + leading]
      left = this.text(word.text, left, line, word.style)
    })
    return line
  }

  rule(
    y: number,
    {
      from = PAGE.left,
      to = PAGE.right,
      width = 0.6,
      colour = INK,
    }: { from?: number; to?: number; width?: number; colour?: string } = {},
  ): void {
    this.artifact(() => this.doc.moveTo(from, y).lineTo(to, y).lineWidth(width).strokeColor(colour).undash().stroke())
  }

  /** The dots of a receipt line, on one grid from the left margin so that they stand in columns. */
  leader(from: number, to: number, y: number): void {
    const step = 4.5
    const start = PAGE.left + Math.ceil((from - PAGE.left) / step) * step
    if (to - start < step) return
    this.artifact(() =>
      this.doc
        .moveTo(start, y - 1)
        .lineTo(to, y - 1)
        .lineWidth(1.15)
        .lineCap('round')
        .dash(0.01, { space: step })
        .strokeColor('#8a8a8a')
        .stroke()
        .undash()
        .lineCap('butt'),
    )
  }

  /** An SVG path in its own coordinates, placed and scaled. */
  shape(path: string, x: number, y: number, scale: number, colour: string): void {
    this.doc.save().translate(x, y).scale(scale).path(path).fill(colour).restore()
  }

  /** Ends the document and answers its bytes. */
  async finish(): Promise<Buffer> {
    this.parent.end()
    const done = new Promise<Buffer>((resolve) => this.doc.on('end', () => resolve(Buffer.concat(this.chunks))))
    this.doc.end()
    return done
  }
}
