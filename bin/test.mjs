// `npm test`: everything, against servers it starts itself. Closes with the line `N passed, N failed`.
import { install, isInstalled, requireNode, setGitHooks } from './lib/installation.mjs'
import { fail, step } from './lib/report.mjs'
import { ROOT } from './lib/root.mjs'
import { browser, build, close, database, format, imports, lint, peers, runStages, types, unit } from './lib/stages.mjs'

try {
  process.chdir(ROOT)
  requireNode()
  if (!isInstalled()) await step('installing packages', 'packages installed', install)
  setGitHooks()
  // What needs no server runs side by side; the rest has the machine for itself.
  const quick = await runStages([types, lint, format, imports, unit], { parallel: true })
  const slow = await runStages([peers, database, build, browser], { parallel: false })
  process.exitCode = close(quick, slow) ? 0 : 1
} catch (error) {
  fail(error)
}
