import { getTranslations } from 'next-intl/server'
import { listHref, type ListState } from '../../list-href'
import type { ExportListName } from './export-lists'

/** Takes the whole selection of a list away as a file. Plain links: the browser saves what they answer. */
export async function ExportMenu({ list, state }: { list: ExportListName; state: ListState }) {
  const t = await getTranslations('exports')
  const href = (format: string | null) => listHref(`/staff/export/${list}`, state, { format })
  return (
    <details className="popover-details right">
      <summary className="btn s">{t('export')}</summary>
      <div className="popover dense">
        <a className="link" href={href(null)} download>
          {t('excel')}
        </a>
        <a className="link" href={href('plain')} download>
          {t('plain')}
        </a>
        <p className="note">{t('hint')}</p>
      </div>
    </details>
  )
}
