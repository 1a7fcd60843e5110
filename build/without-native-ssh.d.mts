import type { Plugin } from 'vite'

export declare const withoutNativeSsh: Plugin
