/** What the port groups of the guide are for, as the catalogue says it. */
import { APPENDIX_B } from '../../catalogue/appendix-b.ts'

export interface GroupWords {
  title: string
  purpose: string
}

/** By id; a rule of the plan is in none of them. */
export const groups: Readonly<Record<string, GroupWords>> = Object.fromEntries(
  APPENDIX_B.groups.map(({ id, title, purpose }) => [id, { title, purpose }]),
)
