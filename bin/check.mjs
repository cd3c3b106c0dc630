// `npm run check`: what can be known without a database and a browser, in seconds.
import { install, isInstalled, requireNode } from './lib/installation.mjs'
import { fail, step } from './lib/report.mjs'
import { ROOT } from './lib/root.mjs'
import { close, format, imports, lint, runStages, quickUnit, types } from './lib/stages.mjs'

try {
  process.chdir(ROOT)
  requireNode()
  if (!isInstalled()) await step('installing packages', 'packages installed', install)
  process.exitCode = close(await runStages([types, lint, format, imports, quickUnit], { parallel: true })) ? 0 : 1
} catch (error) {
  fail(error)
}
