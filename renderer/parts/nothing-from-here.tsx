/** Says that a run from this machine would test nothing, and what to do about it: a site that only looks ready is found out too late. */
import { TriangleAlert } from 'lucide-react'
import './nothing-from-here.css'

export function NothingFromHere({ title, children }: { title: string; children: string }) {
  return (
    <div className="nothing-from-here" role="note">
      <TriangleAlert size={18} aria-hidden />
      <p>
        <strong>{title}</strong> {children}
      </p>
    </div>
  )
}
