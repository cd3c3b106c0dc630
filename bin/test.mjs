// `npm test`: everything, against servers it starts itself. Closes with the line `N passed, N failed`.
import { install, isInstalled, requireNode, setGitHooks } from './lib/installation.mjs'
import { fail, step } from './lib/report.mjs'
import { ROOT } from './lib/root.mjs'
import { browser, build, database, format, imports, lint, peers, runStages, types, unit } from './lib/stages.mjs'

try {
  process.chdir(ROOT)
  requireNode()
  if (!isInstalled()) await step('installing packages', 'packages installed', install)
  setGitHooks()
  const stages = [types, lint, format, imports, unit, peers, database, build, browser]
  const { passed, failed } = await runStages(stages, { parallel: false })
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
} catch (error) {
  fail(error)
}
