import { cookies, headers } from 'next/headers'
import { getRequestConfig } from 'next-intl/server'

import { chooseLocale, LOCALE_COOKIE } from './locale'
import { MESSAGES } from './namespaces'

/** next-intl's configuration: the language comes from the request, never from the path. */
export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()])
  const locale = chooseLocale(jar.get(LOCALE_COOKIE)?.value, head.get('accept-language'))
  return { locale, messages: MESSAGES[locale], timeZone: 'Europe/Stockholm' }
})
