import type { NextConfig } from 'next'
import createNextIntlPlugin from 'next-intl/plugin'

const config: NextConfig = {
  // `bin/portal.ts` serves the pages; addresses under /ocpi keep their trailing slash as partners send them.
  skipTrailingSlashRedirect: true,
  poweredByHeader: false,
  reactStrictMode: true,
  typedRoutes: false,
  // `proxy.ts` gives pages their headers; what it passes over is never to be taken for another kind of file.
  images: { unoptimized: true },
  headers: async () => [{ source: '/:path*', headers: [{ key: 'x-content-type-options', value: 'nosniff' }] }],
  // Types are a stage of their own in `npm test`; `npm start` does not repeat it on every machine.
  typescript: { ignoreBuildErrors: true },
  // Packages with native parts, files of their own or a state that must exist once per process.
  serverExternalPackages: [
    '@node-rs/argon2',
    '@zxcvbn-ts/core',
    '@zxcvbn-ts/language-common',
    'graphile-worker',
    'pdfkit',
    'postgres',
  ],
}

export default createNextIntlPlugin('./app/i18n/request.ts')(config)
