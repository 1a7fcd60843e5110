// @vitest-environment happy-dom
/** A capture that is dropped on the window: its summary beside the check that is open, and what is said of one that cannot be read. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { CallError } from '../../../renderer/client.ts'
import type { CaptureView } from '../../../shared/capture-view.ts'
import { SITE_DRAFT, coreDouble, summaryOf } from '../support/checks.ts'
import { mountApp, openFromList } from '../support/mount.tsx'

const ID = 'A'.repeat(22)
const VIEW: CaptureView = {
  name: 'wire.pcap',
  totals: {
    formats: ['pcap'],
    packets: 1200,
    bytes: 90_000,
    tcpPackets: 1100,
    icmpPackets: 4,
    firstFragments: 0,
    skipped: {},
    unknownLinkTypes: {},
    duplicateSyns: 0,
    flows: 3,
    byState: {},
    packetsBeyond: 0,
    dropped: 7,
    firstSeen: '2026-05-04T12:02:11.000Z',
    lastSeen: '2026-05-04T12:04:11.000Z',
    comments: [],
  },
  warnings: ['the capturing tool lost 7 packets: an answer that is missing here may have come'],
  flows: [
    {
      source: '10.1.1.1',
      destination: '10.9.9.9',
      port: 8080,
      state: 'unanswered',
      meaning: '<script>window.hit=1</script>',
    },
  ],
  flowsBeyond: 12,
  plan: {
    site: 'DC-1 row 7',
    seen: [
      {
        id: 'user-to-psm/laptop/psm-1/443',
        service: 'apigw',
        source: 'laptop',
        destination: 'psm-1',
        port: 443,
        shows: 'rejected',
        meaning: 'Rejected: 10.77.10.1 said so.',
      },
    ],
    seenBeyond: 0,
    notSeen: 1,
  },
}

async function mounted() {
  const core = coreDouble([summaryOf('one', { site: 'Here' })], { one: SITE_DRAFT })
  core.client.answer({
    'capture.begin': () => ({ capture: ID }),
    'capture.show': () => VIEW,
    'capture.end': () => ({}),
  })
  return { core, ...(await mountApp(core)) }
}

/** pcap by its first bytes, whatever it is called. */
const file = new File([new Uint8Array([0xd4, 0xc3, 0xb2, 0xa1])], 'wire.dump')
const drop = () => fireEvent.drop(window, { dataTransfer: { types: ['Files'], files: [file] } })

test('its summary is shown, set against the check that is open, and nothing of it is markup', async () => {
  const { core, user } = await mounted()
  await openFromList(user, 'Here')
  drop()
  const dialog = await screen.findByRole('dialog', { name: 'Capture wire.dump' })
  const planned = await within(dialog).findByRole('region', { name: 'Flows of DC-1 row 7 in it' })
  expect(within(planned).getByRole('row', { name: /laptop → psm-1:443 apigw rejected Rejected: 10/ })).toBeTruthy()
  expect(
    within(planned).getByText(/1 flow of the check is not in the capture: that says nothing about it/),
  ).toBeTruthy()
  expect(within(dialog).getByText(/1,200 packets, 1,100 of them TCP, 3 flows/)).toBeTruthy()
  expect(within(dialog).getByText(/lost 7 packets/)).toBeTruthy()
  expect(within(dialog).getByText('<script>window.hit=1</script>')).toBeTruthy()
  expect(within(dialog).getByText(/and 12 more/)).toBeTruthy()
  expect(core.client.paramsOf('capture.begin')).toEqual([{ name: 'wire.dump', bytes: 4, check: 'one' }])
  await user.click(within(dialog).getByRole('button', { name: 'Close' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('on the start page it stands for itself; what cannot be read is told, and the core lets go of it', async () => {
  const { core } = await mounted()
  core.client.answer({
    'capture.show': () => {
      throw new CallError('refused', 'wire.dump: found a PNG picture; accepted: a packet capture.')
    },
  })
  drop()
  expect(await screen.findByText(/found a PNG picture/)).toBeTruthy()
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(core.client.paramsOf('capture.begin')).toEqual([{ name: 'wire.dump', bytes: 4, check: null }])
  expect(core.client.paramsOf('capture.end')).toEqual([{ capture: ID }])
})
