/** The report through the eyes of poppler, for a usual site, a very large one and a hostile one. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PdfOptions, pdfBytes, writePdf } from '../../../../main/report/pdf/write-pdf.ts'
import { printedIn } from '../../../../main/report/pdf/words/printed.ts'
import { PLATFORM_TITLES } from '../../../../shared/explain/causes/verify/platform.ts'
import type { RunResult } from '../../../../shared/result.ts'
import {
  pdfFonts,
  pdfInfo,
  pdfMetadata,
  pdfPages,
  pdfStructure,
  pdfWords,
  popplerMissing,
} from '../../../support/poppler.ts'
import {
  HOSTILE,
  SAMPLE_SHA256,
  hostileRun,
  largeRun,
  mixedRun,
  passingRun,
  proxiedRun,
  scatteredRun,
} from '../../../support/sample-run.ts'

const missing = popplerMissing()
if (missing) console.warn(`The PDF tests are skipped: ${missing}`)

const folder = mkdtempSync(join(tmpdir(), 'pdf-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function render(run: RunResult, name: string, options: Partial<PdfOptions> = {}) {
  const path = join(folder, `${name}.pdf`)
  // Time that the processor works, as other tests beside this one take it away; nothing is waited for.
  const before = process.cpuUsage()
  await writePdf(run, path, { runSha256: SAMPLE_SHA256, ...options })
  const { user, system } = process.cpuUsage(before)
  return { path, ms: (user + system) / 1000 }
}

/** Words outside the margins of the page, and words that lie on another one. */
function misplaced(path: string): string[] {
  const { width, height, words } = pdfWords(path)
  const outside = words.filter(({ box: [left, top, right, bottom] }) => {
    return left < 46 || right > width - 46 || top < 25 || bottom > height - 20
  })
  return outside.map((word) => `page ${word.page}: ${word.text} at ${word.box.join(' ')}`)
}

function overlapping(path: string): string[] {
  const { words } = pdfWords(path)
  const pages = new Map<number, typeof words>()
  for (const word of words) pages.set(word.page, [...(pages.get(word.page) ?? []), word])
  const found: string[] = []
  for (const onPage of pages.values()) {
    onPage.forEach((a, i) => {
      for (const b of onPage.slice(i + 1)) {
        const across = Math.min(a.box[2], b.box[2]) - Math.max(a.box[0], b.box[0])
        const down = Math.min(a.box[3], b.box[3]) - Math.max(a.box[1], b.box[1])
        // Boxes are as high as the font, lines are closer than that; sideways a hair is kerning.
        if (across > 0.5 && down > 4) found.push(`page ${a.page}: ${a.text} and ${b.text}`)
      }
    })
  }
  return found
}

describe.skipIf(missing)('a usual site: 231 flows', () => {
  let path: string
  let ms: number
  /** Read once: it takes poppler seconds. */
  let structure: string
  beforeAll(async () => {
    await pdfBytes(passingRun(), { runSha256: SAMPLE_SHA256 })
    ;({ path, ms } = await render(mixedRun(), 'mixed'))
    structure = pdfStructure(path)
  })

  test('takes under two seconds', () => {
    expect(ms).toBeLessThan(2000)
  })

  test('is a tagged A4 document with title, author and date', () => {
    const info = pdfInfo(path)
    expect(info.get('Title')).toBe('PSM Preflight report: Example Corp, DC-1 row 7')
    expect(info.get('Author')).toBe('J. Doe')
    expect(info.get('Tagged')).toBe('yes')
    expect(info.get('Page size')).toContain('A4')
    expect(readFileSync(path, 'latin1')).toMatch(/\/Lang \(en\)/)
  })

  test('has embedded subsets of three fonts and no standard font', () => {
    const fonts = pdfFonts(path)
    expect(fonts.map((font) => font.name.replace(/^.*\+/, '')).sort()).toEqual([
      'Inter-Regular',
      'Inter-SemiBold',
      'JetBrainsMono-Regular',
    ])
    expect(fonts.every((font) => font.embedded && font.subset && font.unicode)).toBe(true)
  })

  test('numbers every page and ties it to run.json', () => {
    const pages = pdfPages(path)
    expect(pages.length).toBe(Number(pdfInfo(path).get('Pages')))
    pages.forEach((text, i) => {
      expect(text).toContain(`Page ${i + 1} of ${pages.length}`)
      expect(text).toContain(SAMPLE_SHA256.slice(0, 16))
    })
    expect(pages.join('')).toContain(SAMPLE_SHA256)
  })

  test('names every flow with source, destination, port, service and outcome in one row', () => {
    const lines = pdfPages(path)
      .join('\n')
      .split('\n')
      .map((line) => line.trim().split(/\s{2,}/))
    for (const { source, destination, port, service, outcome, verdict } of mixedRun().flows) {
      const row = [source, destination, String(port), service, printedIn('en').outcome({ outcome, verdict })]
      expect(
        lines.some((line) => row.every((text, i) => line[i] === text)),
        row.join(' '),
      ).toBe(true)
    }
  })

  test('a refused port that passes has a friendly word, and page 1 says what it means', () => {
    const pages = pdfPages(path)
    expect(pages.join('')).toContain('closed, reachable')
    expect(pages[0]).toMatch(/Of those that pass, \d+ are reachable where nothing listens yet/)
    expect(pages[0]).toMatch(/^ *proven: .*\n+ *likely: /m)
  })

  test('a part of a plan: page 1 says so, and by what it was chosen', async () => {
    const whole = passingRun()
    const plan = { ...whole.plan, flows: 999, filter: { groups: ['user-to-psm'], from: ['laptop'] } }
    const pages = pdfPages((await render({ ...whole, plan }, 'part')).path)
    expect(pages[0]).toMatch(/Partial: all \d+ flows asked passed/)
    expect(pages[0]).toMatch(/and \d+ not asked/)
    expect(pages.join('')).toMatch(/the plan's 999 flows: the groups user-to-psm;\s+flows from laptop/)
  })

  test('a result of several runs is signed with the time from the first to the last', async () => {
    const span = mixedRun({ finishedAt: '2026-03-05T08:30:00.000Z' })
    const [first = ''] = pdfPages((await render(span, 'span')).path)
    expect(first).toContain('2026-03-04 14:02:11 UTC+01:00')
    expect(first).toContain('to 2026-03-05 09:30:00')
  })

  test('page 1 has the verdict, the counts, the matrix and both signatures', () => {
    const [first = ''] = pdfPages(path)
    for (const text of [
      'DC-1 row 7',
      'Example Corp',
      'Not ready: 13 of 231 flows fail.',
      'psm-3',
      '19/24',
      'untested',
    ]) {
      expect(first).toContain(text)
    }
    expect(first).toContain('2026-03-04 14:02:11 UTC+01:00')
    expect(first.match(/Signature/g)).toHaveLength(2)
  })

  test('has the rules to paste whole, and the change request', () => {
    const text = pdfPages(path).join('\n')
    expect(text).toContain('To paste: flows to permit')
    expect(text).toContain('10.77.20.13 → 10.77.20.11, 10.77.20.12 : tcp 9010–9012, 9014, 9015')
    expect(text).toMatch(/As rules for nftables, iptables and ip6tables, firewalld/)
    expect(text).toMatch(/10\.77\.20\.13 +10\.77\.20\.11, 10\.77\.20\.12 +9010–9012, 9014, 9015 +10 +silent/)
  })

  test('has the commands that verify each finding, for each platform, filled in and whole', () => {
    const words = pdfPages(path).join('\n').replaceAll(/\s+/g, ' ')
    for (const { verify = {} } of mixedRun().findings) {
      expect(Object.keys(verify)).toEqual(Object.keys(PLATFORM_TITLES))
      for (const line of Object.values(verify).flat()) expect(words).toContain(line.replaceAll(/\s+/g, ' '))
    }
    for (const title of Object.values(PLATFORM_TITLES)) expect(words).toContain(title)
  })

  test('tells of the machine: what it is, what it could look with, and what to beware of', () => {
    const text = pdfPages(path).join('\n')
    expect(text).toContain(
      'Local flows were asked from here (Linux, x64) by engineer, without the right to open raw sockets.',
    )
    expect(text).toMatch(/eth0 +wired +up +10\.77\.10\.10\/24 +00:00:5e:00:53:10 +1500 +5/)
    expect(text).toMatch(/10\.77\.10\.1 +eth0 +00:00:5e:00:53:01 +answers \(reachable\)/)
    expect(text).toMatch(/Packet capture +no +Neither dumpcap nor tcpdump is installed/)
    expect(text).toMatch(/1500 +3 +10\.77\.20\.11–10\.77\.20\.13/)
    expect(text).toContain('tun0 is a VPN or another tunnel and is up')
    // Neither says anything about the way to the destinations.
    expect(text).not.toMatch(/docker0|65536/)
  })

  test('has a structure tree of headings, tables, lists, code and a figure with words for it', () => {
    for (const type of [
      'Document',
      'Sect',
      'H1',
      'H2',
      'H3',
      'P',
      'Table',
      'TR',
      'TH',
      'TD',
      'L',
      'LI',
      'Lbl',
      'LBody',
      'Code',
      'Figure',
    ]) {
      expect(structure, type).toMatch(new RegExp(`^ *${type}\\b`, 'm'))
    }
    expect(readFileSync(path, 'latin1')).toMatch(
      /\/Alt \(Matrix of 7 sources by 5 destinations[^)]*psm-3 to psm-1: fail, 19 of 24 flows pass\./,
    )
  })

  test('lines of a paragraph do not run together when read aloud', () => {
    expect(structure).toContain('What is marked as field knowledge in the catalogue is not from the guide.')
  })

  test('headers and footers are artifacts: the structure has no page numbers', () => {
    expect(structure).not.toMatch(/Page \d+ of/)
  })

  test('keeps inside the margins, and no word lies on another', () => {
    expect(misplaced(path)).toEqual([])
    expect(overlapping(path)).toEqual([])
  })

  test('the same run gives the same bytes', async () => {
    expect((await pdfBytes(mixedRun(), { runSha256: SAMPLE_SHA256 })).equals(readFileSync(path))).toBe(true)
  })

  test('can be streamed', async () => {
    const stream = new PassThrough()
    const [bytes] = await Promise.all([buffer(stream), writePdf(mixedRun(), stream, { runSha256: SAMPLE_SHA256 })])
    expect(bytes.equals(readFileSync(path))).toBe(true)
  })

  test('fits Letter as well', async () => {
    const letter = await render(mixedRun(), 'letter', { paper: 'letter' })
    expect(pdfInfo(letter.path).get('Page size')).toContain('letter')
    expect(pdfPages(letter.path)[0]?.match(/Signature/g)).toHaveLength(2)
    expect(misplaced(letter.path)).toEqual([])
    expect(overlapping(letter.path)).toEqual([])
  })
})

describe.skipIf(missing)('a site of 36,159 flows', () => {
  test('takes under 20 s and 10 MB, and leaves no flow out', async () => {
    const run = largeRun()
    const { path, ms } = await render(run, 'large')
    expect(ms).toBeLessThan(20_000)
    expect(statSync(path).size).toBeLessThan(10_000_000)
    const pages = pdfPages(path)
    const chapter = pages.slice(
      pages.findIndex((p) => p.includes('Every flow')),
      pages.findIndex((p) => p.includes('Method and limits\n')),
    )
    const rows = chapter.join('\n').matchAll(/ ([\d,]+) +(?:open|silent|host-silent) +(?:proven|likely) /g)
    expect([...rows].reduce((sum, row) => sum + Number(row[1]?.replaceAll(',', '')), 0)).toBe(run.flows.length)
    expect(misplaced(path)).toEqual([])
    expect(overlapping(path)).toEqual([])
  })

  test('also when nothing can be joined', async () => {
    const { path, ms } = await render(scatteredRun(), 'scattered')
    expect(ms).toBeLessThan(20_000)
    expect(statSync(path).size).toBeLessThan(10_000_000)
    expect(misplaced(path)).toEqual([])
  })
})

describe.skipIf(missing)('hostile names', () => {
  let path: string
  let text: string
  beforeAll(async () => {
    ;({ path } = await render(hostileRun(), 'hostile'))
    text = pdfPages(path).join('\n')
  })

  test('stay inside the page and off each other', () => {
    expect(misplaced(path)).toEqual([])
    expect(overlapping(path)).toEqual([])
  })

  test('Latin, Greek, Cyrillic and Vietnamese are drawn, composed or not', () => {
    for (const name of [HOSTILE.greek, HOSTILE.cyrillic, HOSTILE.vietnamese, HOSTILE.decomposed.normalize('NFC')]) {
      expect(text).toContain(name)
    }
  })

  test('what no font has is a □, and the report says which characters', () => {
    expect(text).toContain('bell□escape□[31m')
    expect(text).toContain('psm□gnp.exe')
    expect(text).not.toMatch(/[\u0590-\u05ff\u4e00-\u9fff\u202e]/)
    expect(text).toContain('U+0007, U+001B')
    expect(text).toContain('U+202E')
  })

  test('a name of 200 characters is there to its last one', () => {
    const squeezed = pdfWords(path)
      .words.map((word) => word.text)
      .join('')
    expect(squeezed).toContain(HOSTILE.service)
    expect(squeezed).toContain(HOSTILE.long)
  })

  test('the metadata is well-formed: markup in a title is text', () => {
    expect(pdfInfo(path).get('Title')).toContain('<script>alert("x")</script>&amp; GmbH & Söhne')
    const xmp = pdfMetadata(path)
    expect(xmp).toContain('&lt;script&gt;')
    expect(xmp).not.toContain('<script>')
  })
})

describe.skipIf(missing)('what else a run can be', () => {
  test('stopped, with warnings: said before the numbers', async () => {
    const run = mixedRun({ complete: false, warnings: ['The laptop slept for 4 min.', 'B.', 'C.', 'D.', 'E.'] })
    const { path } = await render(run, 'stopped')
    const [first = ''] = pdfPages(path)
    expect(first.indexOf('The laptop slept')).toBeLessThan(first.indexOf('The check was stopped before its end.'))
    expect(first).toContain('2 more warnings: see Method and limits.')
  })

  test('of a version that did not look at the machine, and with what is warned of said once', async () => {
    const { environment, ...older } = mixedRun()
    expect(pdfPages((await render(older, 'older')).path).join('\n')).not.toContain('This machine')
    const warnings = environment?.warnings ?? []
    const text = pdfPages((await render(mixedRun({ warnings }), 'warned')).path).join('\n')
    const chapter = text.slice(text.lastIndexOf('Method and limits'))
    expect(chapter.match(/tun0 is a VPN/g)).toHaveLength(1)
  })

  test('behind a proxy: one table of permits, and another of what must not be proxied', async () => {
    const text = pdfPages((await render(proxiedRun(), 'proxied')).path).join('\n')
    const request = text.slice(text.indexOf('Please permit these flows'), text.indexOf('Not in this request'))
    const [permits = '', proxied = ''] = request.split('Please do not proxy these flows')
    expect(permits).toMatch(/10\.77\.20\.11–10\.77\.20\.13 +22 +3 +silent/)
    expect(permits).not.toMatch(/intercepted|443/)
    expect(proxied).toMatch(/10\.77\.20\.11, 10\.77\.20\.13 +80, 443 +4 +intercepted/)
    expect(proxied).toMatch(/10\.77\.20\.12 +80, 443, 9001 +3 +intercepted/)
  })

  test('without a single flow', async () => {
    const run = mixedRun()
    const empty = { flows: 0, pass: 0, proven: 0, fail: 0, warn: 0, untested: 0, byOutcome: {} }
    const nothing = { ...run, flows: [], findings: [], hosts: [], vantages: [], summary: empty }
    const { path } = await render({ ...nothing, plan: { ...run.plan, endpoints: [] } }, 'empty')
    expect(pdfPages(path)[0]).toContain('Nothing was tested: no flow was asked for.')
  })

  test('with a page 1 so full that the matrix moves to the next', async () => {
    const long = HOSTILE.long.repeat(3)
    const site = { name: long, customer: long, engineer: long }
    const run = mixedRun({ site, warnings: [long, long, long, long], complete: false })
    const { path } = await render(run, 'full', { paper: 'letter' })
    const [first = '', second = ''] = pdfPages(path)
    expect(first.match(/Signature/g)).toHaveLength(2)
    expect(`${first}${second}`).toContain('19/24')
    expect(misplaced(path)).toEqual([])
    expect(overlapping(path)).toEqual([])
  })

  test('the words for what stands in the way are explained, and so is a hop', async () => {
    const text = pdfPages((await render(mixedRun(), 'words')).path).join('\n')
    const list = text.slice(text.indexOf('The words of this report'))
    expect(list).toMatch(/reported +3 +The machine said so itself/)
    expect(list).toMatch(/concluded +0 +The machine said nothing/)
    expect(list).toMatch(/last-responder +0 +The last machine on the way/)
    expect(list).toContain('counted from the sender as traceroute counts')
    // The same word stands where the machine is named.
    expect(text).toContain('10.77.10.1, hop 1 (reported): it said so itself')
  })

  test('round trips say whose clock it was', async () => {
    const run = mixedRun()
    const said = async (name: string) => {
      const text = pdfPages((await render(run, name)).path)
        .join('\n')
        .replaceAll(/\s+/g, ' ')
      return /How round trips are measured (Round|For).*? mostly that delay\./.exec(text)?.[0] ?? ''
    }
    expect(await said('by-program')).toMatch(/Round trips are measured in this program, .* delay of the program/)
    const timed = run.flows.filter(({ outcome }) => outcome === 'open')
    for (const flow of timed) {
      const attempt = { observer: 'error-queue', at: 0, elapsedMs: 5, result: 'connected', kernelRttMs: 0.4 } as const
      flow.evidence = {
        ...flow.evidence,
        attempts: [{ ...attempt, errno: null, sourceAddress: null, sourcePort: null }],
      }
    }
    const mixed = await said('by-kernel')
    expect(mixed).toContain(`For ${timed.length} flows with a completed handshake it is the kernel's own measurement`)
    expect(mixed).toMatch(/Those of \d+ other flows, .*measured in this program/)
  })

  const onPageOne = (path: string) => (pdfPages(path)[0] ?? '').replaceAll(/\s+/g, ' ')

  test('a title on page 1 is wrapped, not cut', async () => {
    const run = mixedRun()
    expect(Math.max(...run.findings.map(({ title }) => title.length))).toBeGreaterThan(95)
    const first = onPageOne((await render(run, 'titles')).path)
    for (const { title } of run.findings) expect(first).toContain(title)
  })

  test('where there is no room for all of a title, it says which finding has it', async () => {
    const run = mixedRun()
    const [one] = run.findings
    if (!one) throw new Error('the sample has findings')
    const title = `Ports ${Array.from({ length: 60 }, (_, i) => 9000 + i).join(', ')} on psm-1: ${one.title}`
    run.findings = [1, 2, 3, 4, 5, 6].map((n) => ({ ...one, id: `F${n}`, title }))
    const { path } = await render(run, 'long-titles')
    const first = onPageOne(path)
    const shown = [...first.matchAll(/F(\d) Ports 9000, .*?… see F(\d)/g)]
    expect(shown.length).toBeGreaterThan(1)
    for (const [, id, reference] of shown) expect(reference).toBe(id)
    if (shown.length < 6) expect(first).toContain(`and ${6 - shown.length} more finding`)
    expect(misplaced(path)).toEqual([])
    expect(overlapping(path)).toEqual([])
  })

  test('long titles keep no other from page 1: cut to a line, as many are shown as of short ones', async () => {
    const run = mixedRun()
    const [one] = run.findings
    if (!one) throw new Error('the sample has findings')
    const shown = async (title: string) => {
      const findings = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({ ...one, id: `F${n}`, title }))
      const first = onPageOne((await render({ ...run, findings }, 'all-titles')).path)
      return findings.filter(({ id }) => first.includes(`${id} Ports 9000`)).length
    }
    const ports = Array.from({ length: 40 }, (_, i) => 9000 + i).join(', ')
    const most = await shown('Ports 9000 on psm-1 are blocked')
    expect(most).toBeGreaterThan(2)
    expect(await shown(`Ports ${ports} on psm-1: ${one.title}`)).toBe(most)
  })

  test('a result of several runs says when each of them was', async () => {
    const run = mixedRun()
    const at = (minute: number) => `2026-03-04T14:${minute}:00.000Z`
    run.runTimes = [
      { run: 1, startedAt: at(10), finishedAt: at(12), complete: true, flows: 231 },
      { run: 3, startedAt: at(40), finishedAt: at(41), complete: false, flows: 1 },
    ]
    const text = pdfPages((await render(run, 'runs')).path)
      .join(' ')
      .replaceAll(/\s+/g, ' ')
    expect(text).toMatch(/Run 1 2026-03-04 \d\d:10:00 UTC[^,]*, 2 min[^,]*, 231 flows/)
    expect(text).toMatch(/Run 3 2026-03-04 \d\d:40:00 UTC[^,]*, [^,]*, 1 flow, stopped before its end/)
  })

  test('with 2,000 findings', async () => {
    const run = mixedRun()
    const [one] = run.findings
    if (!one) throw new Error('the sample has findings')
    run.findings = Array.from({ length: 2000 }, (_, i) => ({ ...one, id: `F${i + 1}`, rules: {} }))
    const { path, ms } = await render(run, 'findings')
    expect(ms).toBeLessThan(20_000)
    const pages = pdfPages(path)
    expect(pages[0]).toContain('more findings: see Findings.')
    expect(pages.join('\n')).toMatch(/Those of F1, which has the same cause/)
  })
})
