/** The one store of the interface: actions beside state, in slices. What the core tells is appended in batches, one per frame. */
import { createContext, useContext } from 'react'
import { type StoreApi, createStore, useStore } from 'zustand'
import type { Client } from '../client.ts'
import { type CaptureSlice, captureSlice } from './capture-slice.ts'
import { type CheckSlice, checkSlice } from './check-slice.ts'
import { type CompareSlice, compareSlice } from './compare-slice.ts'
import { type DraftSlice, draftSlice } from './draft-slice.ts'
import { type MachineSlice, machineSlice } from './machine-slice.ts'
import { type ProgramSlice, programSlice } from './program-slice.ts'
import { type RulesSlice, rulesSlice } from './rules-slice.ts'
import { type RunSlice, runSlice } from './run-slice.ts'
import { type VantageSlice, vantageSlice } from './vantage-slice.ts'
import { type ViewSlice, viewSlice } from './view-slice.ts'

export type AppState = ProgramSlice &
  CaptureSlice &
  CheckSlice &
  CompareSlice &
  DraftSlice &
  MachineSlice &
  RulesSlice &
  RunSlice &
  VantageSlice &
  ViewSlice
export type AppStore = StoreApi<AppState>

export type Slice<T> = (set: AppStore['setState'], get: AppStore['getState'], client: Client) => T

export function createAppStore(client: Client): AppStore {
  return createStore<AppState>((set, get) => ({
    ...viewSlice(set, get, client),
    ...programSlice(set, get, client),
    ...captureSlice(set, get, client),
    ...checkSlice(set, get, client),
    ...compareSlice(set, get, client),
    ...draftSlice(set, get, client),
    ...machineSlice(set, get, client),
    ...rulesSlice(set, get, client),
    ...runSlice(set, get, client),
    ...vantageSlice(set, get, client),
  }))
}

/** The store, and the client for the few calls whose answers only one part shows. */
export const AppContext = createContext<{ store: AppStore; client: Client } | null>(null)

function useContextOfApp() {
  const context = useContext(AppContext)
  if (!context) throw new Error('outside of the app')
  return context
}

export const useClient = () => useContextOfApp().client
export const useAppStore = () => useContextOfApp().store

/** Select narrowly: a component is drawn again when what it selected is another value. */
export const useApp = <T>(select: (state: AppState) => T): T => useStore(useContextOfApp().store, select)
