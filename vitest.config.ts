import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('.', import.meta.url))
// Pure by name, but they talk HTTP on loopback for seconds: not for `check`.
const peers = ['lib/ocpi/testing/**/*.test.ts', 'lib/platform/http/*.test.ts']
const excluded = ['**/node_modules/**', '.next/**', '.build/**', '.data/**', 'e2e/**']

// `server-only` throws outside of a React server. Only that package is replaced, not the whole `react-server`
// condition, so that tests may still render components.
const alias = [
  { find: /^@\//, replacement: root },
  { find: /^server-only$/, replacement: `${root}bin/lib/server-only.mjs` },
]

export default defineConfig({
  resolve: { alias },
  test: {
    // Tests wait for a database and for peers: more of them than processors keep two cores busy.
    maxWorkers: 4,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Pure code keeps no state, so that files may share what they import: a third less time.
          isolate: false,
          include: ['{app,bin,components,db,lib}/**/*.test.{ts,tsx}'],
          exclude: [...excluded, ...peers, '**/*.db.test.ts'],
          // A ceiling against hanging, not a measure: machines are shared.
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'peers',
          include: peers,
          exclude: [...excluded, '**/*.db.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          include: ['{app,bin,components,db,lib}/**/*.db.test.ts'],
          exclude: excluded,
          globalSetup: ['db/testing/global-setup.ts'],
          setupFiles: ['db/testing/setup-file.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
