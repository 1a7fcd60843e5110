/** What we say of the kernel's structures, held against the system's own headers by its own compiler. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as abi from '../../../../main/probe/native/abi.ts'

/** Of glibc's newer names, what an older set of headers may lack is left out by #ifdef. */
const HEADERS = `
#include <stddef.h>
#include <stdio.h>
#include <errno.h>
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/epoll.h>
#include <netinet/in.h>
#include <linux/errqueue.h>
#include <linux/tcp.h>
#include <linux/filter.h>
#include <linux/in6.h>
#include <asm/socket.h>
#define SAY(name) printf("%s %ld\\n", #name, (long)(name));
`
const STATES = '#define TCP_ESTABLISHED 1\n#define TCP_SYN_SENT 2\n#define TCP_SYN_RECV 3\n#define TCP_CLOSE_WAIT 8\n'

const LAYOUTS: readonly [string, number][] = [
  ['sizeof(struct epoll_event)', abi.epollEvent(process.arch).size],
  ['offsetof(struct epoll_event, data)', abi.epollEvent(process.arch).data],
  ['sizeof(struct msghdr)', abi.MSGHDR.size],
  ['offsetof(struct msghdr, msg_namelen)', abi.MSGHDR.nameLength],
  ['offsetof(struct msghdr, msg_iov)', abi.MSGHDR.iov],
  ['offsetof(struct msghdr, msg_iovlen)', abi.MSGHDR.iovLength],
  ['offsetof(struct msghdr, msg_control)', abi.MSGHDR.control],
  ['offsetof(struct msghdr, msg_controllen)', abi.MSGHDR.controlLength],
  ['sizeof(struct iovec)', abi.IOVEC.size],
  ['offsetof(struct iovec, iov_len)', abi.IOVEC.length],
  ['sizeof(struct cmsghdr)', abi.CMSGHDR.size],
  ['offsetof(struct cmsghdr, cmsg_level)', abi.CMSGHDR.level],
  ['offsetof(struct cmsghdr, cmsg_type)', abi.CMSGHDR.type],
  ['sizeof(struct sock_extended_err)', abi.EXTENDED_ERROR.size],
  ['offsetof(struct sock_extended_err, ee_origin)', abi.EXTENDED_ERROR.origin],
  ['offsetof(struct sock_extended_err, ee_type)', abi.EXTENDED_ERROR.type],
  ['offsetof(struct sock_extended_err, ee_code)', abi.EXTENDED_ERROR.code],
  ['offsetof(struct sock_extended_err, ee_info)', abi.EXTENDED_ERROR.info],
  ['offsetof(struct tcp_info, tcpi_state)', abi.TCP_INFO_LAYOUT.state],
  ['offsetof(struct tcp_info, tcpi_rtt)', abi.TCP_INFO_LAYOUT.rtt],
  ['offsetof(struct tcp_info, tcpi_total_retrans)', abi.TCP_INFO_LAYOUT.totalRetrans],
  ['sizeof(struct sockaddr_in)', abi.SOCKADDR_IN_SIZE],
  ['sizeof(struct sockaddr_in6)', abi.SOCKADDR_IN6_SIZE],
  ['offsetof(struct sockaddr_in6, sin6_scope_id)', 24],
  ['offsetof(struct sockaddr_in6, sin6_addr)', 8],
  ['offsetof(struct sockaddr_in, sin_addr)', 4],
  ['sizeof(struct sock_filter)', 8],
  ['sizeof(struct sock_fprog)', 16],
  ['offsetof(struct sock_fprog, filter)', 8],
]

function whyNoCompiler(): string | null {
  if (process.platform !== 'linux') return `this is ${process.platform}`
  try {
    execFileSync('cc', ['--version'], { stdio: 'pipe' })
    return null
  } catch {
    return 'there is no C compiler'
  }
}

const why = whyNoCompiler()
if (why !== null) console.warn(`the headers of the system: skipped, because ${why}`)

describe.skipIf(why !== null)('the numbers of the kernel', () => {
  test('are those of the headers here', () => {
    const constants = Object.entries(abi).flatMap(([name, value]): [string, number][] =>
      typeof value === 'number' ? [[name, value]] : [],
    )
    const named = constants.filter(([name]) => !name.endsWith('_SIZE'))
    expect(named.length).toBeGreaterThan(40)
    const lines = [...named.map(([name]) => name), ...LAYOUTS.map(([expression]) => expression)]
    const directory = mkdtempSync(join(tmpdir(), 'abi-'))
    try {
      const body = lines.map((line) => `SAY(${line})`).join('\n')
      writeFileSync(join(directory, 'say.c'), `${HEADERS}${STATES}int main(void) {\n${body}\nreturn 0;\n}\n`)
      execFileSync('cc', ['-o', join(directory, 'say'), join(directory, 'say.c')], { stdio: 'pipe' })
      const said = execFileSync(join(directory, 'say'), { encoding: 'utf8' }).trim().split('\n')
      const real = said.map((line) => Number(line.split(' ').at(-1)))
      const ours = [...named.map(([, value]) => value), ...LAYOUTS.map(([, value]) => value)]
      expect(Object.fromEntries(lines.map((line, i) => [line, ours[i]]))).toEqual(
        Object.fromEntries(lines.map((line, i) => [line, real[i]])),
      )
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
