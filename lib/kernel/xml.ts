// Reads small XML documents that others publish, into elements that know their line. No document type, so no entities but
// XML's own and no look-ups elsewhere; namespaces are dropped, for a name is unambiguous in what we read.

export type XmlElement = {
  /** Without its prefix. */
  name: string
  attributes: Readonly<Record<string, string>>
  children: XmlElement[]
  text: string
  line: number
}

/** The text is not such a document. `line` counts from one. */
export class XmlError extends Error {
  override readonly name = 'XmlError'
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(`line ${line}: ${message}`)
  }
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/gy
const ATTRIBUTE = /([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const DEEPEST = 64

function decode(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-z]{1,5});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

const local = (name: string) => name.slice(name.indexOf(':') + 1)

function readAttributes(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', double, single]) => [local(name), decode(double ?? single ?? '')]),
  )
}

/** The root element. Throws an `XmlError` that names the line. */
export function parseXml(text: string): XmlElement {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const open: XmlElement[] = []
  let root: XmlElement | null = null
  let line = 1
  TOKEN.lastIndex = 0
  for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(source)
    if (!match) throw new XmlError('this is not XML that we read', line)
    const [token, cdata, closing, name, attributes = '', empty] = match
    const parent = open.at(-1)
    if (name === undefined) {
      const said = cdata ?? (token.startsWith('<') ? '' : decode(token))
      if (parent) parent.text += said
      else if (said.trim() !== '')
        throw new XmlError(
          'text outside of any element',
          line + said.slice(0, said.search(/\S/)).split('\n').length - 1,
        )
    } else if (closing) {
      if (parent?.name !== local(name)) throw new XmlError(`</${name}> closes nothing that is open`, line)
      open.pop()
    } else {
      if (root && !parent) throw new XmlError(`a second root, <${name}>`, line)
      if (open.length === DEEPEST) throw new XmlError('nested too deeply', line)
      const element = { name: local(name), attributes: readAttributes(attributes), children: [], text: '', line }
      root ??= element
      parent?.children.push(element)
      if (!empty) open.push(element)
    }
    line += token.split('\n').length - 1
  }
  const unclosed = open.at(-1)
  if (unclosed) throw new XmlError(`<${unclosed.name}> is never closed`, unclosed.line)
  if (!root) throw new XmlError('the document is empty', line)
  return root
}

export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name)
}

/** The text of the first such child; null where there is none. */
export function textOf(element: XmlElement, name: string): string | null {
  return element.children.find((child) => child.name === name)?.text.trim() ?? null
}
