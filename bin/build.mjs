// `npm run build`: everything `npm start` runs, made from the sources.
import { freshBundles } from './lib/bundles.mjs'
import { install, isInstalled } from './lib/installation.mjs'
import { arePagesFresh, buildPages } from './lib/pages.mjs'
import { fail, step } from './lib/report.mjs'

try {
  if (!isInstalled()) await step('installing packages', 'packages installed', install)
  await step('bundling the processes', 'processes bundled', freshBundles)
  if (!arePagesFresh()) await step('building the pages', 'pages built', buildPages)
} catch (error) {
  fail(error)
}
