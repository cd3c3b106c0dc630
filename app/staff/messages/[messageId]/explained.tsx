import { getTranslations } from 'next-intl/server'
import { formatLocale } from '@/app/locale'
import { Pairs } from '@/components/ui/facts'
import { Finding } from '@/components/ui/lead'
import { formatDecimal } from '@/lib/kernel/format/money'
import { explainExchange } from '@/lib/partners/core/explain-exchange'
import type { ExchangeDetail } from '@/lib/partners/exchanges/queries'

/** What the answer means, who must act, and what to do. */
export async function Explained({ message }: { message: ExchangeDetail }) {
  const [t, locale] = await Promise.all([getTranslations('inspector'), formatLocale()])
  const explanation = explainExchange(message)
  if (!explanation) return <Finding>{t('went', { ms: formatDecimal(message.durationMs, 0, locale) })}</Finding>
  const { key, actor } = explanation
  return (
    <div className="staff-explained">
      <Finding>{t(`explain.${key}.means`)}</Finding>
      <Pairs
        pairs={[
          ...(message.error
            ? [{ label: t('message'), value: <code className="break-anywhere">{message.error}</code> }]
            : []),
          { label: t('whoActs'), value: t(`actors.${actor}`) },
          { label: t('whatToDo'), value: t(`explain.${key}.do`) },
        ]}
      />
    </div>
  )
}
