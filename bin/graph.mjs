// `npm run graph`: who imports whom, from the sources, as a Mermaid diagram between two marks of docs/architecture.md.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, Refusal } from './lib/report.mjs'
import { ROOT } from './lib/root.mjs'

const DOCUMENT = join(ROOT, 'docs/architecture.md')
const [BEGIN, END] = ['<!-- graph: npm run graph -->', '<!-- end of graph -->']
const UNSHOWN = '[.]test[.]tsx?$|^db/testing|^lib/ocpi/testing|node_modules'
const COLLAPSE = '^(lib/[^/]+/core|lib/[^/]+|app|components|db)'

try {
  const args = ['app', 'components', 'lib', 'db', '--config', '.dependency-cruiser.cjs', '--output-type', 'mermaid']
  const exclude = ['--collapse', COLLAPSE, '--exclude', UNSHOWN, '--include-only', '^(app|components|db|lib)/']
  const result = spawnSync(join(ROOT, 'node_modules/.bin/depcruise'), [...args, ...exclude], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (!result.stdout.startsWith('flowchart')) throw new Refusal(`No graph: ${result.stderr || result.stdout}`)
  const text = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : `# Architecture\n\n${BEGIN}\n${END}\n`
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)]
  if (before < 0 || after < before)
    throw new Refusal(`docs/architecture.md has no place for the graph: ${BEGIN} … ${END}`)
  const drawn = `${text.slice(0, before)}${BEGIN}\n\`\`\`mermaid\n${result.stdout.trim()}\n\`\`\`\n${text.slice(after)}`
  writeFileSync(DOCUMENT, drawn)
  console.log('docs/architecture.md shows the graph of today')
} catch (error) {
  fail(error)
}
