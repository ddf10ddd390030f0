#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The benchmark of delivery with few messages: everything that is measured can be done, and what is sent is what was made."""
import contextlib
import io
import os
import sys
import unittest

from chaser_cli import BIN, SOURCE, CliTest

sys.path[:0] = [os.path.join(SOURCE, 'bench', 'delivery')]
import run  # noqa: E402

FEW = 12


class SmallDelivery(CliTest):
    def setUp(self):
        super().setUp()
        self.bench = run.Bench(BIN, self.folder, FEW, 1, 4)
        self.addCleanup(self.bench.sink.close)

    def table_of(self, kind):
        with contextlib.redirect_stdout(io.StringIO()):
            self.bench.kind(kind)
        return {(row['work'], row['beside'].split(' ')[0]): row for row in self.bench.table.rows}

    def test_mail_is_measured_with_every_message_settled_once(self):
        rows = self.table_of('smtp')
        self.assertIn(('e-mail, durable', 'libcurl'), rows)
        self.assertIn(('e-mail, 450 bytes', 'outbox'), rows)
        self.assertTrue(all(row['milestones'] == FEW for row in rows.values()))
        size = float(rows['e-mail, durable', '']['note'].split()[0])
        self.assertTrue(8500 < size < 11500, size)

    def test_webhooks_are_measured_and_the_prototypes_messages_have_its_size(self):
        rows = self.table_of('http')
        self.assertIn(('webhooks, 450 bytes', 'outbox'), rows)
        stats = self.bench.sink.ask('stats')
        self.assertGreater(stats['posts'], 0)

    def test_nothing_of_it_is_lost_on_the_way_to_the_sink(self):
        load_runs = run.Runs()
        with self.bench.sink.deaf():
            load = run.frozen_outbox.Workload(BIN, SOURCE, self.path('load'), 'http', self.bench.sink.ports, FEW, 4)
        self.bench.ours('http', load, load_runs, run.SMALL)
        stats = self.bench.sink.ask('stats')
        self.assertEqual((stats['posts'], stats['bytes']), (FEW, FEW * run.SMALL))
        self.assertGreater(load_runs.rss[0], 1)


if __name__ == '__main__':
    unittest.main()
