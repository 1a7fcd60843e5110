/** For a tab of a browser that has the cookie and no key of its own: plain words, with the way to a link. No core answers it. */
import { languageOf } from '../../words/language.ts'
import { wordsOf } from '../../words/words.ts'
import './error-boundary.css'

export function KeylessPage() {
  const { say } = wordsOf(languageOf('system'))
  return (
    <main className="crash-screen">
      <h1>{say('frame.keyless')}</h1>
      <p>{say('frame.keyless.what')}</p>
    </main>
  )
}
