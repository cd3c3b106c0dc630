// Every interface that we serve or call, by version: the README's table is made of it, and each row names its test. What
// we serve is read off the dispatcher's own table; what we call is stated here.
import type { OcpiVersion } from '@/lib/auth/context'
import { MODULES, VERSIONS } from './versions'

export type Direction = 'serve' | 'call'

/** One method of one interface in one version. `role` is that of the data's owner: who serves it (guide VC-2). */
export type InterfaceRow = {
  readonly version: OcpiVersion
  readonly direction: Direction
  readonly module: string
  readonly role: 'SENDER' | 'RECEIVER'
  /** `PUT`, and for commands which one: `POST START_SESSION`. */
  readonly method: string
}

type Called = Omit<InterfaceRow, 'version' | 'direction' | 'method'> & {
  readonly methods: readonly string[]
  readonly since?: OcpiVersion
}

/** At a partner's interfaces. `versions` is the list and the details of one. */
const CALLED: readonly Called[] = [
  { module: 'versions', role: 'SENDER', methods: ['GET'] },
  { module: 'credentials', role: 'SENDER', methods: ['GET', 'POST', 'PUT', 'DELETE'] },
  { module: 'locations', role: 'SENDER', methods: ['GET'] },
  { module: 'tariffs', role: 'SENDER', methods: ['GET'] },
  { module: 'sessions', role: 'SENDER', methods: ['GET'] },
  { module: 'sessions', role: 'SENDER', methods: ['PUT charging_preferences'], since: '2.2.1' },
  { module: 'cdrs', role: 'SENDER', methods: ['GET'] },
  { module: 'tokens', role: 'RECEIVER', methods: ['GET', 'PUT', 'PATCH'] },
  {
    module: 'commands',
    role: 'RECEIVER',
    methods: ['POST START_SESSION', 'POST STOP_SESSION', 'POST RESERVE_NOW', 'POST UNLOCK_CONNECTOR'],
  },
  { module: 'commands', role: 'RECEIVER', methods: ['POST CANCEL_RESERVATION'], since: '2.2.1' },
  { module: 'chargingprofiles', role: 'RECEIVER', methods: ['GET', 'PUT', 'DELETE'], since: '2.2.1' },
  { module: 'hubclientinfo', role: 'SENDER', methods: ['GET'], since: '2.2.1' },
  { module: 'invoicereconciliation', role: 'SENDER', methods: ['GET'], since: '2.3.0' },
]

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
const has = (version: OcpiVersion, since: OcpiVersion = '2.1.1') => VERSIONS.indexOf(version) >= VERSIONS.indexOf(since)

export function listInterfaces(): InterfaceRow[] {
  const versionList = VERSIONS.map((version): InterfaceRow => ({
    version,
    direction: 'serve',
    module: 'versions',
    role: 'SENDER',
    method: 'GET',
  }))
  const served = MODULES.flatMap(({ version, module, role, routes }) => {
    const methods = new Set(Object.values(routes).flatMap((route) => Object.keys(route)))
    return METHODS.filter((method) => methods.has(method)).map((method): InterfaceRow => ({
      version,
      direction: 'serve',
      module,
      role,
      method,
    }))
  })
  const called = CALLED.flatMap(({ module, role, methods, since }) =>
    VERSIONS.filter((version) => has(version, since)).flatMap((version) =>
      methods.map((method): InterfaceRow => ({ version, direction: 'call', module, role, method })),
    ),
  )
  return [...versionList, ...served, ...called]
}

/** A test says what it proves in a comment of this form, one line for each interface. */
export const MARKER = /^\/\/ proves (\d[\d., ]*): (serve|call) (\w+) (SENDER|RECEIVER) (.+)$/gm

export type Proof = InterfaceRow & { readonly file: string }

/** What the comments of a test file claim: `// proves 2.1.1, 2.2.1: serve locations RECEIVER GET, PUT`. */
export function readProofs(file: string, text: string): Proof[] {
  return [...text.matchAll(MARKER)].flatMap(([, versions = '', direction, module = '', role, methods = '']) =>
    versions.split(',').flatMap((version) =>
      methods.split(',').map((method) => ({
        version: version.trim() as OcpiVersion, // an unknown one proves no row, and is told as stale
        direction: direction as Direction,
        module,
        role: role as InterfaceRow['role'],
        method: method.trim(),
        file,
      })),
    ),
  )
}

export const nameOf = ({ version, direction, module, role, method }: InterfaceRow): string =>
  `${version} ${direction} ${module} ${role} ${method}`

/** The table of the README: a line for each interface, what each version has of it, and the tests. */
export function toTable(rows: readonly InterfaceRow[], proofs: readonly Proof[]): string {
  const groups = new Map<string, InterfaceRow[]>()
  for (const row of rows) {
    const key = `${row.direction} ${row.module} ${row.role}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  const lines = [...groups.values()].map((group) => {
    const { direction, module, role } = group[0]! // a group has at least the row that made it
    const cells = VERSIONS.map((version) => {
      const methods = group.filter((row) => row.version === version).map(({ method }) => method)
      return methods.length === 0 ? '–' : methods.join(', ')
    })
    const names = new Set(group.map(nameOf))
    const files = [...new Set(proofs.filter((proof) => names.has(nameOf(proof))).map(({ file }) => file))].toSorted()
    const shown = files.map((file) => `[${file.split('/').at(-1)?.replace('.test.ts', '')}](${file})`)
    return [direction === 'serve' ? 'we serve' : 'we call', module, role, ...cells, shown.join(', ')]
  })
  const head = ['', 'module', 'interface', ...VERSIONS, 'proven by']
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const BEGIN = '<!-- ocpi:table, made by `npm run ocpi:table` -->'
const END = '<!-- /ocpi:table -->'

/** The README with the table in its place. */
export function placeTable(readme: string, table: string): string {
  const [before, rest] = readme.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error('the README has no place for the table')
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`
}

/** Without the spaces with which the formatter lines columns up. */
export const unpadded = (text: string): string => text.replace(/[ \t]+/g, ' ').replace(/-{3,}/g, '---')
