/** Size and place of the window, kept between starts. A display may be gone meanwhile: the window must never open where nobody sees it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { fileErrorWords } from '../file-errors.ts'

/** The smallest laptop that the screens are laid out for. */
const USUAL = { width: 1280, height: 800 }
export const SMALLEST = { width: 800, height: 560 }

export const windowState = z.object({
  x: z.number().int().exactOptional(),
  y: z.number().int().exactOptional(),
  width: z.number().int().min(SMALLEST.width).max(20_000),
  height: z.number().int().min(SMALLEST.height).max(20_000),
  maximized: z.boolean(),
})
export type WindowState = z.infer<typeof windowState>

export interface Area {
  x: number
  y: number
  width: number
  height: number
}

/** What was kept; the usual size where nothing was, or where it is damaged. */
export function readWindowState(file: string): WindowState {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { ...USUAL, maximized: false }
  }
}

/** Width and height that two areas share. */
const overlap = (a: Area, b: Area) => ({
  width: Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x),
  height: Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y),
})

const shared = (a: Area, b: Area) => {
  const { width, height } = overlap(a, b)
  return width > 0 && height > 0 ? width * height : 0
}

/**
 * The state as it fits the displays of now: within the work area of the one that shows most of it. Without a place the system chooses one,
 * also when no display shows any of it.
 */
export function fitToDisplays(state: WindowState, workAreas: readonly Area[]): WindowState {
  const { x, y } = state
  const placed = x !== undefined && y !== undefined ? { x, y, width: state.width, height: state.height } : null
  const most = [...workAreas].sort((a, b) => (placed ? shared(placed, b) - shared(placed, a) : 0))[0]
  if (!most) return state
  const width = Math.max(SMALLEST.width, Math.min(state.width, most.width))
  const height = Math.max(SMALLEST.height, Math.min(state.height, most.height))
  const size = { width, height, maximized: state.maximized }
  if (!placed || shared(placed, most) === 0) return size
  return {
    ...size,
    x: Math.max(most.x, Math.min(placed.x, most.x + most.width - width)),
    y: Math.max(most.y, Math.min(placed.y, most.y + most.height - height)),
  }
}

/** Written at once, for the program may be ending. That it could not be kept is no reason to stop. */
export function keepWindowState(file: string, { x, y, width, height, maximized }: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify({ x, y, width, height, maximized }))
  } catch (error) {
    console.error(`psm-preflight: the window's place was not kept: ${fileErrorWords(error)}`)
  }
}
