#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Some of the points at which `make faults` lets a run fail: nothing is lost, and what comes twice was seen before."""
import unittest

import failing

PEOPLE, CHANNELS = 8, 3
# Where in a run, as a share of the calls of the class (of which not every run makes the same number).
SHARES = (0.25, 0.4, 0.5, 0.6, 0.7)


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = failing.House(PEOPLE, CHANNELS)
        cls.addClassCleanup(cls.house.close)

    def walk(self, program, kinds):
        total = failing.calls(self.house, program)
        print('\n' + failing.HEAD)
        for position, (each, how, lasting) in enumerate(kinds):
            row = failing.Row(program, each, how, lasting, total[each])
            number = max(1, int(total[each] * SHARES[position % len(SHARES)]))
            failing.attempt(self.house, program, row, each, number, how, lasting, audited=False)
            print(row.line(), flush=True)
            self.assertEqual(row.wrong, [], row.line())
            self.assertEqual(row.struck, 1, row.line())

    def test_one_run_after_another_loses_nothing_wherever_it_failed(self):
        self.walk(failing.Once, [*((*kind, False) for kind in failing.KILLS), *((*kind, True) for kind in failing.DISK)])

    def test_the_daemon_loses_nothing_either(self):
        self.walk(failing.Daemon, [('data-end', 'kill-after', False), ('write', 'full', False), ('sync', 'io-error', True)])

    def test_a_loss_would_be_noticed_and_so_would_other_bytes(self):
        self.house.fresh()
        failing.Once.under_faults(self.house, failing.preload(self.house, 'data-end', 3, 'kill-before'), False)
        arrived = len(self.house.sinks.mail.get())
        self.assertEqual(arrived, 2)
        failing.Once.again(self.house)
        to, name, raw = self.house.sinks.mail.get()[0]
        self.assertEqual(failing.judge(self.house)[1], [])
        self.house.sinks.mail.add(to, name, raw + b'!')
        self.house.sinks.mail.add(to, 'another', raw)
        self.house.sinks.mail.add('stranger@northmoor.example', 'third', raw)
        with self.house.sinks.mail.lock:
            self.house.sinks.mail.all = [one for one in self.house.sinks.mail.all if one[0] != 'p8@northmoor.example']
        self.assertEqual(failing.judge(self.house)[1],
                         [f'mail {name} came with other bytes', 'mail to p8@northmoor.example was lost',
                          f'mail to {to} came under 2 ids', 'mail to stranger@northmoor.example, who is not to be told'])


if __name__ == '__main__':
    unittest.main()
