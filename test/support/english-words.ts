/** Words that every English sentence is full of and that no German one has: what is found of them in a German text was left over. */

const STOP_WORDS = new Set(
  'the and is are were of to with that this it its not no from which who there where when what answered answers flow flows passes fails found nothing cannot could would'.split(
    ' ',
  ),
)

/** Commands, names and what a machine said of itself are quoted. */
const QUOTED = /„[^“]*“|`[^`]*`|--[\w-]+/g

/** Leftovers in the order of the text; what stands in quotation marks is left out. */
export const englishWords = (text: string): string[] =>
  (text.replaceAll(QUOTED, ' ').match(/\p{L}+/gu) ?? []).filter((word) => STOP_WORDS.has(word.toLowerCase()))
