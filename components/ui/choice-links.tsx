export type ChoiceLink = { key: string; text: string; href: string; /** Language of the text itself. */ lang?: string }

/** A few settings that are links, so that they work without script: language, theme. */
export function ChoiceLinks({
  label,
  choices,
  current,
}: {
  label: string
  choices: readonly ChoiceLink[]
  current: string
}) {
  return (
    <div className="switch-set" role="group" aria-label={label}>
      {choices.map((choice) => (
        <a
          key={choice.key}
          href={choice.href}
          lang={choice.lang}
          rel="nofollow"
          aria-current={choice.key === current ? 'true' : undefined}
        >
          {choice.text}
        </a>
      ))}
    </div>
  )
}
