/** The served core against whoever reaches loopback: another user, another page, another name, and nonsense. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CONTENT_SECURITY_POLICY } from '../../../main/transport/security-headers.ts'
import { BODY_LIMIT } from '../../../main/transport/read-body.ts'
import { CALL_NAMES, KEY_HEADER } from '../../../shared/contract.ts'
import type { PlanDraft } from '../../../shared/shapes.ts'
import { emptyDraft } from '../../../shared/plan/draft.ts'
import type { Leave } from '../../support/enter.ts'
import { Served } from '../../support/served.ts'

let served: Served
let leave: Leave
let cookie: string
beforeAll(async () => {
  served = await Served.open()
  leave = await served.signIn()
  cookie = leave.cookie
})
afterAll(() => served.close())

const host = () => `127.0.0.1:${served.door.port}`
const call = (name: string, params: unknown, headers: Record<string, string> = {}) =>
  served.post(`/api/${name}`, JSON.stringify(params), { ...leave, ...headers })
const statusOf = (raw: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(raw)?.[1])

describe('the way in', () => {
  test('a link works once: a cookie that scripts and other sites do not get, and the page without the token', async () => {
    const link = served.door.newLink()
    const first = await fetch(link, { redirect: 'manual' })
    expect([first.status, first.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/#key=[\w-]{43}$/)])
    expect(first.headers.get('set-cookie')).toMatch(/^psm-preflight-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
    const again = await fetch(link, { redirect: 'manual' })
    expect([again.status, again.headers.get('set-cookie')]).toEqual([403, null])
    expect(await again.text()).toContain('Press Enter.')
  })

  test('a link has 256 bits, and no two are the same', () => {
    const links = Array.from({ length: 5 }, () => new URL(served.door.newLink()).searchParams.get('token') ?? '')
    expect(new Set(links).size).toBe(5)
    for (const token of links) expect(Buffer.from(token, 'base64url').length).toBe(32)
  })

  test.each(['/?token=', '/?token=wrong', `/?token=${'A'.repeat(43)}`, '/?', '/?other=1'])(
    '%s is refused',
    async (path) => {
      const { status, headers, text } = await served.get(path)
      expect([status, headers.get('set-cookie')]).toEqual([403, null])
      expect(text).not.toContain('wrong')
    },
  )

  test.each(['/', '/index.html', '/events', '/assets/index-AbCd1234.js', '/reports/x'])(
    'without a session %s is refused',
    async (path) => {
      expect((await served.get(path)).status).toBe(403)
      expect((await served.get(path, { cookie: `psm-preflight-${served.door.port}=wrong` })).status).toBe(403)
    },
  )

  test.each([...CALL_NAMES])('without a session the call %s is refused', async (name) => {
    expect((await served.post(`/api/${name}`, '{}')).status).toBe(403)
  })
})

/** What a server on another port of this machine gets of a browser that visits it: cookies know no ports. */
describe('the cookie alone, which other ports get too', () => {
  test.each([...CALL_NAMES])('the call %s is refused', async (name) => {
    expect((await served.post(`/api/${name}`, '{}', { cookie })).status).toBe(403)
    expect((await served.post(`/api/${name}`, '{}', { cookie, [KEY_HEADER]: 'wrong' })).status).toBe(403)
  })

  test('it hears no events, and guesses no report', async () => {
    expect((await served.get('/events', { cookie })).status).toBe(403)
    expect((await served.get('/events', { cookie, [KEY_HEADER]: '' })).status).toBe(403)
    expect((await served.get(`/reports/${'A'.repeat(43)}`, { cookie })).status).toBe(404)
  })

  test('it is no key, and the key is no cookie', async () => {
    const [name = '', session = ''] = cookie.split('=')
    const swapped = { cookie: `${name}=${leave[KEY_HEADER]}`, [KEY_HEADER]: session }
    expect((await served.post('/api/checks.list', '{}', swapped)).status).toBe(403)
    expect((await served.post('/api/checks.list', '{}', { [KEY_HEADER]: leave[KEY_HEADER] })).status).toBe(403)
  })

  test('a second link in the same browser replaces its cookie, and the first tab goes on', async () => {
    const second = await served.signIn()
    expect((await call('checks.list', {}, { cookie: second.cookie })).status).toBe(200)
  })
})

describe('other pages and other names', () => {
  test.each(['evil.example', 'evil.example:80', 'localhost', '127.0.0.1', '127.0.0.1:1', '[::1]:80', ''])(
    'Host %s is refused, also with a session',
    async (name) => {
      const raw = await served.raw(`GET / HTTP/1.1\r\nHost: ${name}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)
      expect(statusOf(raw)).toBe(421)
      expect(raw.toLowerCase()).not.toContain('evil')
    },
  )

  test('no Host at all is refused; localhost with the port is served', async () => {
    expect(statusOf(await served.raw(`GET / HTTP/1.0\r\nCookie: ${cookie}\r\n\r\n`))).toBe(421)
    const name = `localhost:${served.door.port}`
    const raw = await served.raw(`GET / HTTP/1.1\r\nHost: ${name}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)
    expect(statusOf(raw)).toBe(200)
  })

  test.each(['https://evil.example', 'null', 'http://127.0.0.1:1', 'http://localhost.evil.example'])(
    'Origin %s is refused',
    async (origin) => {
      const { status, headers } = await call('checks.list', {}, { origin })
      expect(status).toBe(403)
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    },
  )

  test('the own origin is served', async () => {
    expect((await call('checks.list', {}, { origin: served.origin })).status).toBe(200)
  })

  test.each(['cross-site', 'same-site', 'none'])('a call with Sec-Fetch-Site %s is refused', async (site) => {
    const raw = `POST /api/checks.list HTTP/1.1\r\nHost: ${host()}\r\nCookie: ${cookie}\r\nSec-Fetch-Site: ${site}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`
    expect(statusOf(await served.raw(raw))).toBe(403)
  })

  test('a preflight request of CORS gets no leave', async () => {
    const response = await fetch(`${served.origin}/api/checks.list`, {
      method: 'OPTIONS',
      headers: { cookie, 'access-control-request-method': 'POST' },
    })
    expect(response.status).toBe(405)
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('calls', () => {
  test('an unknown one is not found, with its error as data', async () => {
    for (const name of ['nothing', 'toString', '__proto__', 'checks.list/../x', 'constructor']) {
      const { status, text } = await call(name, {})
      expect(status, name).toBe(404)
      expect(JSON.parse(text)).toMatchObject({ ok: false, error: { code: 'unknown-call' } })
    }
  })

  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('by %s nothing is called', async (method) => {
    const response = await fetch(`${served.origin}/api/checks.list`, { method, headers: { cookie } })
    expect(response.status).toBe(405)
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'content of the type "%s", which a form of another page can send, is refused',
    async (type) => {
      expect((await call('checks.list', {}, { 'content-type': type })).status).toBe(415)
    },
  )

  test.each(['', '{', 'nonsense', '[1', '\u0000'])('%j is no JSON', async (body) => {
    expect((await served.post('/api/checks.list', body, { ...leave })).status).toBe(400)
  })

  test.each([
    '{"__proto__":{"polluted":1}}',
    '{"from":"blank","__proto__":{"polluted":1}}',
    '{"from":"blank","constructor":{"prototype":{"polluted":1}}}',
    '{"id":"a","draft":{"site":{"__proto__":{"polluted":1}}}}',
  ])('%s is refused, and nothing is polluted', async (body) => {
    for (const name of ['checks.list', 'checks.create', 'plan.save']) {
      const { text } = await served.post(`/api/${name}`, body, { ...leave })
      expect(JSON.parse(text)).toMatchObject({ ok: false, error: { code: 'bad-params' } })
    }
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test.each([
    ['checks.open', { id: '../../etc' }],
    ['checks.open', { id: 'a/b' }],
    ['checks.open', { id: '..' }],
    ['checks.open', { id: 'a'.repeat(81) }],
    ['checks.flows', { id: 'a', from: -1, limit: 10 }],
    ['checks.flows', { id: 'a', from: 0, limit: 1e9 }],
    ['reports.save', { id: 'a', format: 'exe' }],
    ['run.start', { id: 'a', ask: { kind: 'all', extra: 1 } }],
    ['checks.list', { extra: 1 }],
    ['checks.list', null],
    ['checks.list', []],
  ])('%s %j: bad params', async (name, params) => {
    const { status, text } = await call(name, params)
    expect([status, JSON.parse(text).error.code]).toEqual([200, 'bad-params'])
    expect(text).not.toMatch(/ at .*\.ts|node_modules/)
  })

  test('a body that says it is too large is refused before it is sent, and the connection ends', async () => {
    const head = `POST /api/checks.list HTTP/1.1\r\nHost: ${host()}\r\nCookie: ${cookie}\r\n${KEY_HEADER}: ${leave[KEY_HEADER]}\r\nContent-Type: application/json\r\n`
    const raw = await served.raw(`${head}Content-Length: ${BODY_LIMIT + 1}\r\n\r\n{`)
    expect(statusOf(raw)).toBe(413)
    expect(raw.toLowerCase()).toContain('connection: close')
  })

  test('a body that turns out too large is refused', async () => {
    const body = `"${'x'.repeat(BODY_LIMIT)}"`
    const status = await served.post('/api/checks.list', body, { ...leave }).then(
      (answer) => answer.status,
      // The connection ended while the body was being sent.
      () => 413,
    )
    expect(status).toBe(413)
    const chunked = `POST /api/checks.list HTTP/1.1\r\nHost: ${host()}\r\nCookie: ${cookie}\r\n${KEY_HEADER}: ${leave[KEY_HEADER]}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`
    expect(statusOf(await served.raw(chunked + chunk.repeat(93)))).toBe(413)
    expect((await call('checks.list', {})).status).toBe(200)
  })

  test('markup in every field of a plan stays text in JSON', async () => {
    const evil = '<script>alert(1)</script>'
    const draft: PlanDraft = {
      ...emptyDraft(),
      site: { name: evil, customer: evil, engineer: evil },
      endpoints: [{ name: evil, role: evil, address: evil, vantage: { ssh: { user: evil } } }],
      rules: [{ id: evil, service: evil, port: evil, from: evil, to: evil }],
    }
    const { id } = JSON.parse((await call('checks.create', { from: 'blank' })).text).result
    for (const { headers, text } of [
      await call('plan.save', { id, draft }),
      await call('checks.open', { id }),
      await call('checks.list', {}),
    ]) {
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(JSON.stringify(JSON.parse(text))).toContain(evil)
    }
  })
})

describe('files', () => {
  test('the page and its assets; what is hashed is kept by the browser', async () => {
    const page = await served.get('/', { cookie })
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('cache-control')).toBe('no-store')
    const asset = await served.get('/assets/index-AbCd1234.js', { cookie })
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(asset.headers.get('cache-control')).toContain('immutable')
  })

  test.each([
    '/../outside.json',
    '/../../etc/passwd',
    '/..%2foutside.json',
    '/%2e%2e/outside.json',
    '/%2e%2e%2f%2e%2e%2fetc/passwd',
    '/assets/../../outside.json',
    '/assets/..\\..\\outside.json',
    '/..%5coutside.json',
    '//outside.json',
    '/assets/%00',
    '/notes.secret',
    '/assets',
    '/assets/',
    'http://evil.example/',
    '/./index.html',
    '*',
  ])('%s is not there', async (path) => {
    const raw = await served.raw(
      `GET ${path} HTTP/1.1\r\nHost: ${host()}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
    )
    expect([400, 404]).toContain(statusOf(raw))
    expect(raw).not.toMatch(/root:|outside":|not served/)
  })

  test('every answer carries the policy, refusals too', async () => {
    const answers = [
      await served.get('/', { cookie }),
      await served.get('/'),
      await served.get('/nothing', { cookie }),
      await call('checks.list', {}),
      await call('nothing', {}),
    ]
    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('permissions-policy')).toContain('camera=()')
      expect(headers.get('cache-control')).toBe('no-store')
    }
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*/)
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'")
  })
})

test('who sends slowly is cut off, and others are served meanwhile', async () => {
  const slow = Array.from({ length: 20 }, () => {
    const socket = served.socket()
    socket.on('error', () => {})
    socket.write(`GET / HTTP/1.1\r\nHost: ${host()}\r\nX-Slow: `)
    return new Promise<number>((resolve) => {
      const since = performance.now()
      socket.on('close', () => resolve(performance.now() - since))
      socket.resume()
    })
  })
  expect((await served.get('/', { cookie })).status).toBe(200)
  for (const ms of await Promise.all(slow)) expect(ms).toBeLessThan(15_000)
}, 25_000)

test('more connections than some tens are not taken', async () => {
  const sockets = Array.from({ length: 100 }, () => served.socket())
  const ended = sockets.map(
    (socket) =>
      new Promise<void>((resolve) => {
        socket.on('error', () => {})
        socket.on('close', () => resolve())
        socket.resume()
      }),
  )
  const first = await Promise.race([
    Promise.any(ended).then(() => 'refused'),
    new Promise((r) => setTimeout(r, 3000, 'none')),
  ])
  expect(first).toBe('refused')
  for (const socket of sockets) socket.destroy()
})
