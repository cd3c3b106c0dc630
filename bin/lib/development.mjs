// `npm run dev`: the processes follow the sources.
import { join } from 'node:path'
import { bundleOptions } from './bundles.mjs'
import { ROOT } from './root.mjs'

/**
 * Bundles again after each change and tells where. The pages follow by themselves, through Next.
 * @param {(folder: string) => Promise<void>} onChange
 */
export async function followSources(onChange) {
  const { context } = await import('esbuild')
  const folder = join(ROOT, '.build', 'dev')
  let first = true
  const tell = {
    name: 'tell',
    /** @param {import('esbuild').PluginBuild} build */
    setup(build) {
      build.onEnd(async (result) => {
        if (!first && result.errors.length === 0) await onChange(folder)
        first = false
      })
    },
  }
  const options = bundleOptions(folder)
  const bundler = await context({ ...options, plugins: [...(options.plugins ?? []), tell], logLevel: 'error' })
  await bundler.watch()
  return { stop: () => bundler.dispose() }
}
