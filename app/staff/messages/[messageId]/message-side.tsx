import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { Pairs } from '@/components/ui/facts'
import { JsonView, type JsonNote } from '@/components/ui/json-view'
import { Section } from '@/components/ui/section'
import type { ReadNote } from '@/lib/ocpi/http/read-logged'

type Props = {
  title: string
  who: string
  headers: string | null
  body: string | null
  notes: readonly ReadNote[]
  /** The CDR that keeps the body. */
  evidence?: string | null
}

const BODY_LIMIT = 64 * 1024

function headerPairs(headers: string | null): { label: string; value: string }[] {
  if (headers === null) return []
  const json = JSON.parse(headers) as Record<string, string> // our own JSON
  return Object.entries(json).map(([label, value]) => ({ label, value }))
}

/** One side of an exchange: its headers, its body, and what our reader noticed at the place where it did. */
export async function MessageSide({ title, who, headers, body, notes, evidence }: Props) {
  const t = await getTranslations('inspector')
  const pairs = headerPairs(headers)
  const shown: JsonNote[] = notes.map(({ path, message, severity }) => ({
    path,
    text: message,
    tone: severity === 'refused' ? 'fail' : 'held',
  }))
  const refused = notes.filter(({ severity }) => severity === 'refused').length
  return (
    <Section title={`${title}, ${who}`} className="min-w-0">
      {pairs.length > 0 ? <Pairs pairs={pairs} className="break-anywhere" /> : <p className="dim">{t('noHeaders')}</p>}
      {notes.length > 0 ? (
        <p className={refused > 0 ? 'pt-3 fail-text' : 'pt-3 held-text'}>
          {t('findings', { count: notes.length, refused })}
        </p>
      ) : null}
      <div className="pt-3">
        {body ? <JsonView text={body} label={title} notes={shown} /> : <p className="dim">{t('noBody')}</p>}
      </div>
      {body && body.length >= BODY_LIMIT && !evidence ? <p className="note pt-2">{t('cutOff')}</p> : null}
      {evidence ? (
        <p className="note pt-2">
          {t.rich('evidence', { link: (chunks) => <Link href={`/staff/cdrs/${evidence}?tab=raw`}>{chunks}</Link> })}
        </p>
      ) : null}
    </Section>
  )
}
