import { ChoiceLinks } from '@/components/ui/choice-links'

export type PreferenceTexts = { language: string; theme: string; light: string; dark: string; system: string }

/** Language and theme as links: they work before script, and each language is named in itself. */
export function Preferences({ locale, theme, texts }: { locale: string; theme: string; texts: PreferenceTexts }) {
  const languages = [
    { key: 'sv', text: 'Svenska', href: '/lang/sv', lang: 'sv' },
    { key: 'en', text: 'English', href: '/lang/en', lang: 'en' },
  ]
  const themes = (['light', 'dark', 'system'] as const).map((key) => ({ key, text: texts[key], href: `/theme/${key}` }))
  return (
    <>
      <ChoiceLinks label={texts.language} choices={languages} current={locale} />
      <ChoiceLinks label={texts.theme} choices={themes} current={theme} />
    </>
  )
}
