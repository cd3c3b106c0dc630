import { getTranslations } from 'next-intl/server'
import { Button, ButtonLink } from '@/components/ui/button'

type Props = {
  path: string
  keep: Readonly<Record<string, string | undefined>>
  everyHref: string
  count: number
}

/** Takes the ticked rows, or all that the filter finds, to one decision. Plain GET: it works without script. */
export async function DecideChosen({ path, keep, everyHref, count }: Props) {
  const [t, ti] = await Promise.all([getTranslations('cdrs'), getTranslations('inbox')])
  return (
    <>
      <form id="picked" action={path}>
        {Object.entries(keep).map(([name, value]) =>
          value ? <input key={name} type="hidden" name={name} value={value} /> : null,
        )}
        <Button type="submit" size="row">
          {t('decideChosen')}
        </Button>
      </form>
      {count > 1 ? (
        <ButtonLink size="row" href={everyHref}>
          {ti('decideAll', { count })}
        </ButtonLink>
      ) : null}
    </>
  )
}
