/** The place with its city, which is not said twice where the operator has put it into the name. */
export function placeText({ placeName, city }: { placeName: string; city: string }): string {
  return placeName.toLowerCase().includes(city.toLowerCase()) ? placeName : `${placeName}, ${city}`
}
