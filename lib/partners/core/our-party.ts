// Who we are to partners: the one eMSP party of this installation, as in every credentials object and every token.

export const OUR_PARTY = { countryCode: 'SE', partyId: 'LDN', name: 'Laddnota', website: null } as const

/** Folded `SE*LDN`: how parties are compared (CiString). */
export function foldParty(countryCode: string, partyId: string): string {
  return `${countryCode}*${partyId}`.toUpperCase()
}
