/**
 * The site as a drawing: zones with their machines, and an arrow for each direction with its number of flows. Groups show only their own
 * arrows (`highlight`). The same is said in words, for those who do not see it.
 */
import { useDeferredValue, useMemo } from 'react'
import type { DirectionId, Role } from '../../../shared/catalogue/catalogue.ts'
import { useApp } from '../../store/store.ts'
import { useWords } from '../../words/words.ts'
import { visible } from '../../words/visible.ts'
import { type Arrow, type RoleShape, siteShape } from './site-shape.ts'
import './site-picture.css'

const WIDTH = 360
const HEIGHT = 306

interface Box {
  x: number
  y: number
  width: number
  height: number
}

const ZONES: Readonly<Record<Role, Box>> = {
  'user-station': { x: 8, y: 8, width: 164, height: 66 },
  'management-station': { x: 188, y: 8, width: 164, height: 66 },
  'psm-node': { x: 8, y: 120, width: 344, height: 66 },
  dsc: { x: 8, y: 232, width: 344, height: 66 },
}

/** Line of each arrow from its source to its destination, and where its number stands. */
const LINES: Readonly<Record<DirectionId, { path: string; x: number; y: number }>> = {
  'user-to-psm': { path: 'M90 74 V116', x: 98, y: 101 },
  'management-to-psm': { path: 'M270 74 V117', x: 278, y: 101 },
  'psm-to-psm': { path: 'M246 168 H306', x: 276, y: 162 },
  'psm-to-dsc': { path: 'M270 186 V229', x: 278, y: 213 },
  'dsc-to-psm': { path: 'M90 232 V189', x: 98, y: 213 },
}

const SHOWN_NAMES = 2
const NAME_LENGTH = 16

const short = (name: string) => {
  const seen = visible(name)
  return seen.length > NAME_LENGTH ? `${seen.slice(0, NAME_LENGTH - 1)}…` : seen
}

function Zone({ role, shape, isDim }: { role: Role; shape: RoleShape; isDim: boolean }) {
  const { say, number } = useWords()
  const { x, y, width, height } = ZONES[role]
  const shown = shape.names.slice(0, SHOWN_NAMES).map(short)
  const more = shape.names.length - shown.length
  const names = [...shown, ...(more > 0 ? [say('site.picture.more', { count: more })] : [])]
  const isEmpty = shape.names.length === 0
  return (
    <g className="site-picture-zone" data-empty={isEmpty} data-dim={isDim}>
      <rect x={x} y={y} width={width} height={height} rx={8} />
      <text className="site-picture-role" x={x + 12} y={y + 22}>
        {say(`site.role.${role}`)}
      </text>
      {shape.count > 0 && (
        <text className="site-picture-count" x={x + width - 12} y={y + 22} textAnchor="end">
          {number(shape.count)}
        </text>
      )}
      {(isEmpty ? [say('site.picture.none')] : lines(names, width)).map((line, i) => (
        // The same name may stand there twice.
        // oxlint-disable-next-line react/no-array-index-key
        <text key={i} className="site-picture-name" x={x + 12} y={y + 41 + i * 15}>
          {line}
        </text>
      ))}
    </g>
  )
}

/** Names in one line where there is room, else below each other. */
function lines(names: readonly string[], width: number): string[] {
  const joined = names.join(', ')
  if (width > 200 || joined.length <= 20) return [joined]
  const [first = '', ...rest] = names
  return [`${first}${rest.length > 0 ? ',' : ''}`, rest.join(' ')]
}

function ArrowLine({ arrow, isShown }: { arrow: Arrow; isShown: boolean }) {
  const { number } = useWords()
  const { path, x, y } = LINES[arrow.direction]
  const head = `url(#site-picture-head-${isShown && arrow.flows > 0 ? 'on' : 'off'})`
  return (
    <g className="site-picture-arrow" data-shown={isShown} data-empty={arrow.flows === 0}>
      <path d={path} markerEnd={head} {...(arrow.direction === 'psm-to-psm' ? { markerStart: head } : {})} />
      {arrow.flows > 0 && (
        <text x={x} y={y} textAnchor={arrow.direction === 'psm-to-psm' ? 'middle' : 'start'}>
          {number(arrow.flows)}
        </text>
      )}
    </g>
  )
}

function Heads() {
  return (
    <defs>
      {(['on', 'off'] as const).map((state) => (
        <marker
          key={state}
          id={`site-picture-head-${state}`}
          className={`site-picture-head-${state}`}
          viewBox="0 0 8 8"
          refX="6"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path d="M0 0 8 4 0 8z" />
        </marker>
      ))}
    </defs>
  )
}

interface Props {
  /** Only these arrows are shown as such; all when left out. */
  highlight?: readonly DirectionId[]
}

export function SitePicture({ highlight }: Props) {
  const { say } = useWords()
  const endpoints = useDeferredValue(useApp(({ check }) => check?.draft.endpoints))
  const { roles, arrows } = useMemo(() => siteShape(endpoints ?? []), [endpoints])
  const isShown = ({ direction }: Arrow) => highlight === undefined || highlight.includes(direction)
  const shown = arrows.filter(isShown)
  const isDim = (role: Role) => highlight !== undefined && !shown.some(({ from, to }) => from === role || to === role)
  return (
    <figure className="site-picture" aria-label={say('site.picture')}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
        <Heads />
        {(Object.keys(ZONES) as Role[]).map((role) => (
          <Zone key={role} role={role} shape={roles[role]} isDim={isDim(role)} />
        ))}
        {arrows.map((arrow) => (
          <ArrowLine key={arrow.direction} arrow={arrow} isShown={isShown(arrow)} />
        ))}
      </svg>
      <ul className="visually-hidden">
        {shown.map(({ direction, from, to, flows }) => (
          <li key={direction}>
            {say('site.picture.arrow', {
              from: say(`site.role.${from}`),
              to: say(`site.role.${to}`),
              flows: say('frame.flows', { count: flows }),
            })}
          </li>
        ))}
      </ul>
    </figure>
  )
}
