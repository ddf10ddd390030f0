#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What delivering costs: chaserd's outbox worker beside Alertmanager, libcurl alone and the smallest durable outbox.

    run.py PROGRAMS [--count 10000] [--pairs 5] [--connections 32] [--json FILE]

PROGRAMS is the folder of the release build's programs. All of them send to the same sink on the loopback, in turn. The time
is that between the first and the last arrival; the processor's is the sender's own. Chaser's messages were composed and
frozen before, Alertmanager makes its own when it sends them, and keeps none. Ends with 0 whether goals are met or not.
"""
import argparse
import contextlib
import json
import os
import platform
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import date, datetime, timedelta, timezone

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'engine'))
import frozen_outbox  # noqa: E402
import measuring  # noqa: E402
from measuring import Runs, Table, program  # noqa: E402

SMALL = 450  # bytes: what the prototype sends
PATIENCE = 600
ALERTMANAGER = 'prometheus-alertmanager'
NAMES = {'smtp': 'e-mail', 'http': 'webhooks'}
GOALS = {'smtp': (3, 1 / 5), 'http': (3.5, 1 / 6)}  # times as fast as Alertmanager; of its processor time


class Sink:
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ports = json.loads(self.process.stdout.readline())

    def ask(self, what):
        with urllib.request.urlopen(f'http://127.0.0.1:{self.ports["http"]}/{what}', timeout=30) as answer:
            return json.load(answer)

    def url(self, kind):
        return f'{kind}://127.0.0.1:{self.ports[kind]}' + ('/office' if kind == 'http' else '')

    def arrived(self, kind):
        return self.ask('stats')['mails' if kind == 'smtp' else 'posts']

    def wait_for(self, kind, count, process):
        limit = time.monotonic() + PATIENCE
        while self.arrived(kind) < count:
            if process.poll() is not None or time.monotonic() > limit:
                raise AssertionError(f'{self.arrived(kind)} of {count} arrived')
            time.sleep(0.005)

    @contextlib.contextmanager
    def deaf(self):
        """Takes nothing meanwhile."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def most_resident(process):
    with open(f'/proc/{process}/status', encoding='ascii') as file:
        return next(int(line.split()[1]) for line in file if line.startswith('VmHWM:')) / 1024


@contextlib.contextmanager
def running(command, folder):
    with open(os.path.join(folder, 'log'), 'ab') as log:
        environment = {key: value for key, value in os.environ.items() if key not in ('NOTIFY_SOCKET', 'JOURNAL_STREAM')}
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Bench:
    def __init__(self, programs, folder, count, pairs, connections):
        self.programs, self.folder, self.count, self.pairs, self.connections = programs, folder, count, pairs, connections
        self.source = os.path.abspath(os.path.join(HERE, '..', '..'))
        self.sink = Sink(os.path.join(programs, 'delivery_sink'))
        self.table = Table()

    def span(self):
        stats = self.sink.ask('stats')
        return stats['last'] - stats['first']

    def ours(self, kind, load, runs, size=None):
        """chaserd, from its start with everything frozen until everything is settled."""
        load.ready(size)
        self.sink.ask('reset')
        with running([os.path.join(self.programs, 'chaserd'), '--config', load.path('chaser.yaml')], load.folder) as daemon:
            self.sink.wait_for(kind, 1, daemon)
            before = measuring.processor_of(daemon.pid)
            self.sink.wait_for(kind, load.count, daemon)
            while load.unsettled():
                time.sleep(0.005)
            spent = measuring.processor_of(daemon.pid) - before
            runs.add((self.span(), spent))
            runs.rss.append(most_resident(daemon.pid))
        if not load.tried_once():
            raise AssertionError('something was sent twice')

    def limits(self, what, kind, count, size, runs):
        more = ['--database', os.path.join(self.folder, 'outbox.db')] if what == 'outbox' else []
        runs.take(program(os.path.join(self.programs, 'delivery_limits'), what, '--url', self.sink.url(kind), '--count', count,
                          '--bytes', int(size), '--connections', self.connections, *more), 'deliver')

    def alertmanager(self, kind, count, padding, runs):
        """Each alert a group of its own, so that each is a message; bytes that one has on average are returned."""
        folder = os.path.join(self.folder, 'alertmanager')
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        port = free_port()
        to = ("email_configs: [{to: 'owner@council.example', send_resolved: false}]" if kind == 'smtp' else
              f"webhook_configs: [{{url: '{self.sink.url(kind)}', send_resolved: false}}]")
        with open(os.path.join(folder, 'am.yml'), 'w', encoding='utf-8') as file:
            file.write(f"global: {{smtp_require_tls: false, smtp_smarthost: '127.0.0.1:{self.sink.ports['smtp']}', "
                       "smtp_from: 'chaser@council.example', smtp_hello: localhost, resolve_timeout: 24h}\n"
                       "route: {receiver: all, group_by: ['...'], group_wait: 0s, group_interval: 5m, repeat_interval: 4h}\n"
                       f'receivers: [{{name: all, {to}}}]\n')
        self.sink.ask('reset')
        address = f'127.0.0.1:{port}'
        with running([ALERTMANAGER, '--config.file=am.yml', '--storage.path=data', '--web.listen-address=' + address,
                      '--cluster.listen-address=', '--log.level=error'], folder) as peer:
            wait_until_ready(f'http://{address}/-/ready', peer)
            before = measuring.processor_of(peer.pid)
            for batch in alerts(count, padding):
                post(f'http://{address}/api/v2/alerts', batch)
            self.sink.wait_for(kind, count, peer)
            runs.add((self.span(), measuring.processor_of(peer.pid) - before))
            runs.rss.append(most_resident(peer.pid))
        stats = self.sink.ask('stats')
        return stats['bytes'] / max(1, stats['mails'] + stats['posts'])

    def padding(self, kind, size):
        """How much text makes Alertmanager's messages as long as ours; it may say it more than once."""
        plain, longer = (self.alertmanager(kind, 20, more, Runs()) for more in (0, 1000))
        return max(0, int((size - plain) / (longer - plain) * 1000))

    def kind(self, kind):
        name = NAMES[kind]
        with self.sink.deaf():
            load = frozen_outbox.Workload(self.programs, self.source, os.path.join(self.folder, kind), kind, self.sink.ports,
                                          self.count, self.connections)
        size = load.size()
        here = shutil.which(ALERTMANAGER) is not None
        padding = self.padding(kind, size) if here else 0
        ours, small, peer, curl, outbox = Runs(), Runs(), Runs(), Runs(), Runs()
        for _ in range(self.pairs):
            self.ours(kind, load, ours)
            if here:
                theirs = self.alertmanager(kind, load.count, padding, peer)
            self.limits('curl', kind, load.count, size, curl)
            self.ours(kind, load, small, SMALL)
            self.limits('outbox', kind, load.count, SMALL, outbox)
        self.rows(name, kind, load, size, ours, small, curl, outbox)
        if here:
            faster, processor = GOALS[kind]
            self.table.add(name + ', durable', load.count, ours, 'Alertmanager', peer, faster, times=True,
                           note='%.0f bytes each; Alertmanager %.0f and %.0f MiB' % (size, theirs, max(peer.rss)))
            share = statistics.median(a / b for a, b in zip(ours.cpu, peer.cpu))
            self.table.put(name + ', processor a message', load.count, each(ours, load.count), 'Alertmanager ' + each(
                peer, load.count), '%.3g ×' % share, '≤ %.3g ×' % processor, share <= processor)
        else:
            self.table.say(name + ', durable', load.count, 'Alertmanager', 'not installed')
        shutil.rmtree(load.folder)

    def rows(self, name, kind, load, size, ours, small, curl, outbox):
        table, count = self.table, load.count
        rate = count / ours.median()
        table.put(name + ', durable', count, '%.0f a second' % rate, '', '', '', None, note='%.0f bytes each' % size)
        table.add(name + ', durable', count, ours, 'libcurl alone', curl, times=True, note='the share of its rate')
        table.add(name + f', {SMALL} bytes', count, small, 'outbox', outbox, 0.8, times=True, note='%.0f a second; outbox %.0f'
                  % (count / small.median(), count / outbox.median()))
        table.limit(name + ', most resident', count, max(ours.rss), 32, 'MiB')


def each(runs, count):
    return '%.3g ms' % (statistics.median(runs.cpu) / count * 1e3)


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def wait_until_ready(url, process):
    for _ in range(600):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise AssertionError('Alertmanager did not start')


def alerts(count, padding):
    now = datetime.now(timezone.utc)
    stamp = lambda at: at.strftime('%Y-%m-%dT%H:%M:%SZ')
    for first in range(0, count, 1000):
        yield [{'labels': {'alertname': 'Late', 'item': str(n), 'ref': f'AP-{n}', 'owner': f'owner{n}@council.example'},
                'annotations': {'summary': f'AP-{n} was promised for a day that has passed', 'text': 'x' * padding},
                'startsAt': stamp(now), 'endsAt': stamp(now + timedelta(hours=24))} for n in range(first, min(count, first + 1000))]


def post(url, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {'Content-Type': 'application/json'})
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('programs')
    parser.add_argument('--count', type=int, default=10000)
    parser.add_argument('--pairs', type=int, default=5)
    parser.add_argument('--connections', type=int, default=32)
    parser.add_argument('--kinds', default='smtp,http')
    parser.add_argument('--json')
    wishes = parser.parse_args()
    began = measuring.weather()
    with tempfile.TemporaryDirectory(prefix='chaser-bench-') as folder:
        bench = Bench(os.path.abspath(wishes.programs), folder, wishes.count, wishes.pairs, wishes.connections)
        try:
            for kind in wishes.kinds.split(','):
                bench.kind(kind)
        finally:
            bench.sink.close()
    if wishes.json:
        with open(wishes.json, 'w', encoding='utf-8') as file:
            json.dump({'machine': {'processor': platform.processor() or platform.machine(), 'cores': os.cpu_count()},
                       'day': date.today().isoformat(), 'weather': [began, measuring.weather()], 'rows': bench.table.rows},
                      file, indent=1, ensure_ascii=False)
    return 0


if __name__ == '__main__':
    sys.exit(main())
