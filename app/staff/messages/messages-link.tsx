import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { listHref } from '@/app/list-href'
import type { PartnerId } from '@/lib/kernel/ids'
import { objectKey } from '@/lib/partners/core/exchange-object'
import { MESSAGES_PATH } from './message-state'

type Props = { partnerId?: PartnerId; objects: readonly (readonly [module: string, id: string | null])[] }

/** From an object to every message about it. */
export async function MessagesLink({ partnerId, objects }: Props) {
  const t = await getTranslations('inspector')
  const object = objects.flatMap(([name, id]) => (id === null ? [] : [objectKey(name, id)])).join(',')
  return (
    <Link href={listHref(MESSAGES_PATH, { partner: partnerId, object })} prefetch={false}>
      {t('showThem')}
    </Link>
  )
}
