// The architecture, as a table: who may import whom (besides kernel, platform, auth, pure cores and its own files).
const MODULES = {
  ledger: [],
  partners: [],
  customers: [],
  roaming: ['partners', 'customers'],
  rating: ['pricing', 'customers', 'roaming'],
  billing: ['ledger', 'customers', 'roaming', 'rating'],
  payments: ['ledger', 'customers', 'billing'],
  ocpi: ['partners', 'roaming'],
  jobs: ['partners', 'customers', 'roaming', 'rating', 'billing', 'payments', 'ledger', 'ocpi'],
}
const PURE = '^lib/(kernel|pricing)/|^lib/[^/]+/core/'
const PURE_PACKAGES = 'node_modules/(zod|decimal[.]js|temporal-polyfill)/'
const BELOW_MODULES = '^lib/(kernel|platform|auth)/'
const TESTS = '[.]test[.]tsx?$|^db/(testing|factories)/|^lib/[^/]+/(fixtures|testing/[^/]+[.]ts$)'
const OURS = '^(app|bin|components|db|e2e|lib)/'

const modules = Object.entries(MODULES).map(([name, uses]) => ({
  name: `module-${name}`,
  severity: 'error',
  comment: `lib/${name} may use: ${uses.join(', ') || 'no other module'}`,
  from: { path: `^lib/${name}/`, pathNot: [PURE, TESTS] },
  to: { path: '^lib/', pathNot: [`^lib/(${[name, ...uses].join('|')})/`, BELOW_MODULES, PURE] },
}))

const layers = [
  {
    name: 'pure-core',
    comment: 'pure code imports only pure code: no I/O, no clock, no framework',
    from: { path: PURE, pathNot: [TESTS, '^lib/billing/core/'] },
    to: { pathNot: [PURE, PURE_PACKAGES] },
  },
  {
    name: 'pure-billing-core',
    comment: 'due dates fall on banking days, so that core may also know the holidays',
    from: { path: '^lib/billing/core/', pathNot: TESTS },
    to: { pathNot: [PURE, PURE_PACKAGES, 'node_modules/date-holidays'] },
  },
  {
    name: 'kernel-is-bottom',
    from: { path: '^lib/kernel/' },
    to: { path: OURS, pathNot: '^lib/kernel/' },
  },
  {
    name: 'core-order',
    comment: 'a core may use its own core, roaming/core and kernel',
    from: { path: '^lib/([^/]+)/core/', pathNot: TESTS },
    to: { path: '^lib/[^/]+/core/', pathNot: ['^lib/$1/core/', '^lib/roaming/core/'] },
  },
  {
    name: 'pricing-stands-alone',
    from: { path: '^lib/pricing/', pathNot: TESTS },
    to: { path: '^lib/', pathNot: '^lib/(pricing|kernel|roaming/core)/' },
  },
  {
    name: 'platform-is-low',
    from: { path: '^lib/platform/', pathNot: TESTS },
    to: { path: '^lib/', pathNot: '^lib/(platform|kernel)/' },
  },
  {
    name: 'auth-is-low',
    from: { path: '^lib/auth/', pathNot: TESTS },
    to: { path: '^lib/', pathNot: '^lib/(auth|platform|kernel)/' },
  },
  {
    name: 'db-is-low',
    comment: 'tables and connections know only pure code and where the database is',
    from: { path: '^db/', pathNot: ['^db/seed/', TESTS] },
    to: { path: '^(app|components|lib)/', pathNot: [PURE, '^lib/platform/(env|database-url)[.]ts$'] },
  },
  {
    name: 'only-app-imports-app',
    from: { pathNot: ['^app/', '^(next[.]config|proxy)[.]ts$'] },
    to: { path: '^app/' },
  },
  { name: 'nobody-imports-bin', from: { pathNot: ['^bin/', '^e2e/', TESTS] }, to: { path: '^bin/' } },
  { name: 'nobody-imports-tests', from: {}, to: { path: '[.]test[.]tsx?$' } },
]

const edges = [
  {
    name: 'wire-versions-stay-inside',
    comment: 'only lib/ocpi knows that OCPI has versions',
    from: { path: OURS, pathNot: ['^lib/ocpi/', '^bin/', TESTS] },
    to: { path: '^lib/ocpi/wire/' },
  },
  {
    name: 'simulated-cpo-knows-nothing-of-ours',
    comment: 'it is a peer: it speaks HTTP with us and shares no code',
    from: { path: '^lib/ocpi/testing/cpo/', pathNot: TESTS },
    to: { path: OURS, pathNot: '^lib/ocpi/testing/cpo/' },
  },
  {
    name: 'only-gates-mint-contexts',
    comment: 'an actor context is a proof; only the gates make one',
    from: {
      pathNot: [
        '^lib/auth/',
        '^lib/ocpi/http/',
        '^lib/jobs/worker[.]ts$',
        '^bin/(cli|demo|bench|corpus|crash|open-database)',
        '^db/seed/',
        TESTS,
      ],
    },
    to: { path: '^lib/auth/mint[.]ts$' },
  },
  {
    name: 'no-sql-in-delivery',
    from: { path: '^(app|components)/', pathNot: TESTS },
    to: { path: '^db/|node_modules/(drizzle-orm|postgres)/' },
  },
  {
    name: 'edges-have-no-sql',
    comment: 'ocpi and jobs go through verbs and queries',
    from: { path: '^lib/(ocpi|jobs)/', pathNot: TESTS },
    to: { path: '^db/' },
  },
  {
    name: 'lib-is-framework-free',
    from: { path: '^lib/', pathNot: ['^lib/auth/session[.]ts$', TESTS] },
    to: { path: 'node_modules/(next|react|react-dom|next-auth)/' },
  },
  {
    name: 'only-tests-need-development-packages',
    from: {
      path: '^(app|components|db|lib)/|^bin/[^/]+[.]ts$',
      pathNot: [TESTS, '^bin/bench', '^lib/ocpi/testing/'],
    },
    to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
  },
]

const components = [
  {
    name: 'components-use-pure-code',
    from: { path: '^components/', pathNot: TESTS },
    to: { path: '^lib/', pathNot: [PURE, '^lib/.+/schema[.]ts$'] },
  },
  {
    name: 'ui-is-domain-free',
    comment: 'could this ship in a different product?',
    from: { path: '^components/ui/' },
    to: { path: '^(lib|components/(?!ui/))', pathNot: '^lib/kernel/' },
  },
  {
    name: 'client-never-reaches-server',
    from: { path: '^components/', pathNot: TESTS },
    to: { path: '^(db|lib/platform)/', reachable: true },
  },
]

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...modules,
    ...[...layers, ...edges, ...components].map((rule) => ({ severity: 'error', ...rule })),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^([.]next|[.]build|[.]data)/' },
  },
}
