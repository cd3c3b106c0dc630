// `npm run ocpi:table`: writes the README's table of OCPI interfaces from what is served, called and tested.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { listInterfaces, placeTable, readProofs, toTable } from '@/lib/ocpi/interfaces'

const files = readdirSync('lib/ocpi', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `lib/ocpi/${file.replaceAll('\\', '/')}`)
const proofs = files.flatMap((file) => readProofs(file, readFileSync(file, 'utf8')))
const readme = readFileSync('README.md', 'utf8')
writeFileSync('README.md', placeTable(readme, toTable(listInterfaces(), proofs)))
process.exit(0)
