/** Every cause has its remedy, for every platform; nothing of it needs the internet, and nothing that is filled in breaks out. */
import { describe, expect, test } from 'vitest'
import { DE } from '../../../../shared/explain/causes/de.ts'
import { EN } from '../../../../shared/explain/causes/en.ts'
import { commandsFor } from '../../../../shared/explain/causes/verify/commands.ts'
import { PLATFORMS } from '../../../../shared/explain/causes/verify/platform.ts'
import { sayCause } from '../../../../shared/explain/causes/say-cause.ts'
import { CAUSES, CAUSE_IDS, FLOW_CAUSES } from '../../../../shared/explain/causes/vocabulary.ts'
import { mixedRun } from '../../../support/sample-run.ts'

const SUBJECT = {
  source: 'psm-3',
  sourceAddress: '10.77.20.13',
  destination: 'psm-1',
  address: '10.77.20.11',
  port: 9010,
}
const SUBJECT_6 = { ...SUBJECT, sourceAddress: 'fd00:77:20::13', address: 'fd00:77:20::11' }
const isComment = (line: string) => /^[#!] /.test(line)

describe.each(CAUSE_IDS)('%s', (cause) => {
  test.each(PLATFORMS)('has commands to verify it on %s, for both families', (platform) => {
    for (const subject of [SUBJECT, SUBJECT_6]) {
      const lines = commandsFor(CAUSES[cause].verify, subject, EN.places)[platform]
      expect(lines.filter((line) => !isComment(line)).length).toBeGreaterThan(0)
      expect(lines[0]).toMatch(platform === 'cisco' || platform === 'aruba-cx' ? /^! .*:$/ : /^# .*:$/)
      expect(lines.join('\n')).not.toMatch(/[{}]\w|\w[{}]|undefined/)
      const headings = lines.filter(isComment)
      expect(new Set(headings).size, 'each place once').toBe(headings.length)
    }
  })

  test.each([
    ['English', EN],
    ['German', DE],
  ])('says what it is, who can fix it, and what to do, in %s', (_, language) => {
    const { title, whoCanFix, explanation, because, settle, steps } = language.causes[cause]
    expect(steps.length).toBeGreaterThan(0)
    expect(title).toMatch(/^(?:[a-z]|ICMP).{8,110}[^.]$/)
    expect(whoCanFix).toMatch(/^(?:The|Whoever|Wer) .+[^.]$/)
    for (const sentence of [explanation, because, settle ?? 'Nothing.', ...steps])
      expect(sentence).toMatch(/^[A-Z][^\n]+[.)]$/)
  })

  test('is the same in German: as many steps, the same place holders, the same left open', () => {
    const shape = (words: (typeof EN.causes)[typeof cause]) => ({
      steps: words.steps.map(holders),
      settled: words.settle === null,
      proven: words.provenTitle !== undefined,
      holders: [words.title, words.explanation, words.because, words.whoCanFix].map(holders),
      // Numbers and names are the same in every language.
      figures: figures(JSON.stringify(words)),
    })
    expect(shape(DE.causes[cause])).toEqual(shape(EN.causes[cause]))
    expect(DE.causes[cause].title).not.toBe(EN.causes[cause].title)
  })

  test('needs no internet', () => {
    const commands = PLATFORMS.flatMap((platform) => commandsFor(CAUSES[cause].verify, SUBJECT, EN.places)[platform])
    const all = [JSON.stringify([EN.causes[cause], DE.causes[cause]]), ...commands].join('\n')
    expect(all).not.toMatch(
      /https?:\/\/|www\.|download|\bapt(-get)?\b|\b(yum|dnf|pip|npm|wget|curl)\b|Install-|Update-Module/i,
    )
  })
})

function holders(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([whole]) => whole)
}

const figures = (text: string) =>
  [...new Set(text.match(/\d[\d./]*\d|\b[A-Z]{3,}\b/g))].toSorted().filter((f) => !/^(RST|VLAN|ICMP)$/.test(f))

test('the words around them, too', () => {
  const around = (language: typeof EN) =>
    JSON.stringify({ ...language, causes: null }, (_key, value: unknown) =>
      typeof value === 'string' ? holders(value).toSorted().join() : value,
    )
  expect(around(DE)).toEqual(around(EN))
})

test('a finding is filled in, in either language', () => {
  const flows = mixedRun().flows.filter((flow) => flow.verdict === 'fail')
  const [first, ...others] = flows
  if (!first) throw new Error('the sample has no failure')
  for (const language of [EN, DE]) {
    for (const cause of FLOW_CAUSES) {
      const said = sayCause(cause, [first, ...others], 10_000, language)
      expect(JSON.stringify({ ...said, verify: {} })).not.toMatch(/\{\w+\}/)
    }
  }
  expect(sayCause('silent-drop', [first], 0, DE).evidence).toMatch(/^1 Verbindung, gesehen von psm-3\. Dasselbe Ziel /)
})

test('only what a finding of flows fills in stands in the words', () => {
  for (const words of [...Object.values(EN.causes), ...Object.values(DE.causes)])
    for (const [whole] of JSON.stringify(words).matchAll(/\{\w+\}/g)) expect(whole).toBe('{heard}')
})

test('the commands of a blocked port, as they are pasted', () => {
  const { linux, windows, esxi, cisco, 'aruba-cx': cx } = commandsFor(CAUSES['silent-drop'].verify, SUBJECT, EN.places)
  expect(linux).toContain('nc -vz -w 3 -s 10.77.20.13 10.77.20.11 9010')
  expect(linux[0]).toBe('# on the source, psm-3 (10.77.20.13):')
  expect(windows).toContain('Test-NetConnection -ComputerName 10.77.20.11 -Port 9010 -InformationLevel Detailed')
  expect(esxi).toContain('esxcli network firewall ruleset rule list | grep -w 9010')
  expect(cx).toContain('show access-list hitcounts ip NAME')
  expect(cisco).toContain('show ip access-lists')
})

describe('hostile names and addresses', () => {
  const HOSTILE = [
    '$(reboot)',
    '`reboot`',
    "'; rm -rf / #",
    '"; Remove-Item C:\\ -Recurse; "',
    '10.0.0.1 | reload',
    '-oProxyCommand=reboot',
    'a\nreload\n',
    'a\rreload',
    '%0a&calc&',
    '!reload',
    '\u202egnp.exe',
    '$env:X',
    '../../x',
    '',
  ]
  test.each(HOSTILE)('%j ends no word, no quote and no line', (text) => {
    const hostile = { source: text, sourceAddress: text, destination: text, address: text, port: 22, target: text }
    const plain = { ...hostile, source: 'x', sourceAddress: 'x', destination: 'x', address: 'x', target: 'x' }
    for (const cause of CAUSE_IDS) {
      const [bad, good] = [hostile, plain].map((subject) => commandsFor(CAUSES[cause].verify, subject, EN.places))
      for (const platform of PLATFORMS) {
        const lines = bad?.[platform] ?? []
        expect(lines.length).toBe(good?.[platform].length)
        lines.forEach((line, i) => {
          // The same line with a harmless word in its place, but for letters, digits and marks that mean nothing.
          const shape = (l: string | undefined) => (l ?? '').replace(/[A-Za-z0-9._:%-]+/g, 'w')
          if (!isComment(line)) expect(shape(line)).toBe(shape(good?.[platform][i]))
          else expect(line).toMatch(/^[#!] [A-Za-z0-9 .,:_/()%-]*:$/)
        })
      }
    }
  })
})
