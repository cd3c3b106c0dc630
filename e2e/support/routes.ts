// Every address of the portal, read from the files that answer it: a new page cannot be forgotten.
import { readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { expect, type Page } from '@playwright/test'

export type Route = { readonly pattern: string; readonly kind: 'page' | 'endpoint' }

const APP = join(import.meta.dirname, '..', '..', 'app')

/** `/staff/cdrs/[cdrId]` and all others. */
export function appRoutes(): Route[] {
  const files = readdirSync(APP, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => /(^|[/\\])(page\.tsx|route\.ts)$/.test(file))
    .map((file) => {
      const folders = file.split(sep).slice(0, -1)
      const visible = folders.filter((folder) => !folder.startsWith('('))
      return {
        pattern: `/${visible.join('/')}`,
        kind: file.endsWith('page.tsx') ? ('page' as const) : ('endpoint' as const),
      }
    })
    .toSorted((a, b) => a.pattern.localeCompare(b.pattern))
}

/** The pattern with something of the right form in place of each parameter. */
export function madeUp(pattern: string): string {
  return pattern.replaceAll(/\[+\.*\w+\]+/g, 'unknown')
}

/** A real address of the pattern: the first that the list above it links to, or null where that list is empty. */
export async function example(page: Page, pattern: string): Promise<string | null> {
  if (!pattern.includes('[')) return pattern
  const [list = '', ...rest] = pattern.split(/\/\[\w+\]/)
  const place = LISTS[list] ?? list
  await page.goto(typeof place === 'string' ? place : await place(page))
  const hrefs = await linksOf(page)
  const id = hrefs.map((href) => idAfter(list, href)).find((found) => found !== undefined)
  return id === undefined ? null : `${list}/${id}${rest.join('')}`
}

/** Lists whose first view may be empty, and those that stand elsewhere. */
const LISTS: Readonly<Record<string, string | ((page: Page) => Promise<string>)>> = {
  '/staff/cdrs': '/staff/cdrs?show=all',
  '/staff/partners/parties': async (page) => `${await example(page, '/staff/partners/[partnerId]')}?tab=parties`,
}

/** Where all links of the page lead. */
export async function linksOf(page: Page): Promise<string[]> {
  const links = page.getByRole('main').getByRole('link')
  await expect(links.first()).toBeVisible()
  return Promise.all((await links.all()).map(async (link) => (await link.getAttribute('href')) ?? ''))
}

/** The id that an address has below a list, or in the list's own query where it opens a panel. */
function idAfter(list: string, href: string): string | undefined {
  const { pathname, searchParams } = new URL(href, 'http://localhost')
  const below = pathname.startsWith(`${list}/`) ? pathname.slice(list.length + 1).split('/')[0] : undefined
  const inQuery = pathname === list ? [...searchParams.values()].find((value) => /^[a-z]+_\w+/.test(value)) : undefined
  return [below, inQuery].find((id) => id !== undefined && !['new', 'rules'].includes(id))
}
