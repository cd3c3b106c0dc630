// Runs one of the processes from its fresh bundle: `node bin/run.mjs cli partner show …`. Prints nothing itself.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { freshBundles } from './lib/bundles.mjs'
import { install, isInstalled } from './lib/installation.mjs'
import { fail } from './lib/report.mjs'
import { ROOT } from './lib/root.mjs'
import { adoptSettings } from './lib/settings.mjs'

try {
  process.chdir(ROOT)
  const [entry] = process.argv.splice(2, 1)
  if (!isInstalled()) await install()
  adoptSettings()
  process.setSourceMapsEnabled(true)
  await import(pathToFileURL(join(await freshBundles(), `${entry}.js`)).href)
} catch (error) {
  fail(error)
}
