/** Every SYN that was sent for a flow, as it was recorded; closed until somebody asks. */
import type { AttemptObservation } from '../../../shared/observation.ts'
import { useWords } from '../../words/words.ts'

export function AttemptTable({ attempts }: { attempts: readonly AttemptObservation[] }) {
  const { say, number } = useWords()
  if (attempts.length === 0) return null
  const ms = (value: number) => `${number(Math.round(value * 100) / 100)} ms`
  return (
    <details className="attempts">
      <summary>{say('evidence.attempts', { count: attempts.length })}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('evidence.attempt.at')}</th>
            <th scope="col">{say('evidence.attempt.port')}</th>
            <th scope="col">{say('evidence.attempt.result')}</th>
            <th scope="col">{say('evidence.attempt.took')}</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ at, sourcePort, result, errno, icmp, elapsedMs }) => (
            <tr key={`${at} ${sourcePort ?? ''}`}>
              <td>{ms(at)}</td>
              <td>{sourcePort ?? '–'}</td>
              <td>
                {say(`evidence.result.${result}`)}
                {errno !== null && <code> {errno}</code>}
                {icmp && <code> ICMP {`${icmp.type}/${icmp.code}`}</code>}
              </td>
              <td>{ms(elapsedMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
