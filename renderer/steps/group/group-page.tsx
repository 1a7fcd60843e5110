/** Placeholder: the page of a port group is written on another branch, whose file takes the place of this one. */
import { useApp } from '../../store/store.ts'

export function GroupPage() {
  const title = useApp(({ check, route }) =>
    route.step === 'group' ? check?.plan?.groups.find(({ id }) => id === route.group)?.title : undefined,
  )
  return <h1 tabIndex={-1}>{title}</h1>
}
