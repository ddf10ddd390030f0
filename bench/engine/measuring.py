# SPDX-License-Identifier: Apache-2.0
"""Running programs in turn, and saying what they took."""
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time


SETTLING = 3  # seconds after its start in which a daemon may still be busy


def weather():
    """How busy the machine is: the load of the last minute."""
    return os.getloadavg()[0]


def program(path, *arguments, patience=None):
    """The report of one of the programs that measure themselves; none when it took longer than that many seconds."""
    try:
        done = subprocess.run([path, *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=False, timeout=patience)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0:
        sys.exit('%s %s failed' % (path, ' '.join(map(str, arguments))))
    return json.loads(done.stdout)


def shell(database, script):
    """Seconds and processor seconds of the sqlite3 shell: a file of statements, or the statements themselves."""
    with tempfile.TemporaryFile() as told:
        given = open(script, 'rb') if os.path.exists(script) else tempfile.TemporaryFile()
        with given:
            if not os.path.exists(script):
                given.write(script.encode())
                given.seek(0)
            began = time.monotonic()
            child = subprocess.Popen(['sqlite3', '-batch', database], stdin=given, stdout=told)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = status
        if status != 0:
            sys.exit('sqlite3 failed over %s' % script[:100])
        return time.monotonic() - began, usage.ru_utime + usage.ru_stime


def processor_of(process):
    """Seconds that all threads of a process have run for, to the nanosecond."""
    folder = '/proc/%d/task' % process
    total = 0
    for thread in os.listdir(folder):
        with open(os.path.join(folder, thread, 'schedstat'), encoding='ascii') as file:
            total += int(file.read().split()[0])
    return total / 1e9


def resident_of(process):
    """MiB that a process has now."""
    with open('/proc/%d/status' % process, encoding='ascii') as file:
        return next(int(line.split()[1]) for line in file if line.startswith('VmRSS:')) / 1024


def started(chaserd, config, database, folder, watched=0):
    """Starts chaserd, ends it, and gives the seconds until it told its manager that it is ready; and, when it is to be
    watched for some seconds after a while, which share of a core it took then and how many MiB."""
    path = os.path.join(folder, 'notify')
    share = resident = None
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        manager.settimeout(600)
        began = time.monotonic()
        with open(os.path.join(folder, 'chaserd.log'), 'ab') as log:
            daemon = subprocess.Popen([chaserd, '--config', config, '--database', database], stdout=log, stderr=log,
                                      env={**os.environ, 'NOTIFY_SOCKET': path})
        try:
            while b'READY=1' not in manager.recv(4096):
                pass
            took = time.monotonic() - began
            if watched:
                time.sleep(SETTLING)
                before = processor_of(daemon.pid)
                time.sleep(watched)
                share, resident = (processor_of(daemon.pid) - before) / watched, resident_of(daemon.pid)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait()
    os.remove(path)
    return took, share, resident


class Runs:
    """What the repetitions of one kind of work took, in order, so that pairs can be made."""

    def __init__(self):
        self.wall, self.cpu, self.rss = [], [], []

    def add(self, spent):
        self.wall.append(spent[0])
        self.cpu.append(spent[1])

    def take(self, report, name, middle=False):
        """From a program's report; of many short ones in one process the median counts as one."""
        spent = report['runs'][name]
        if middle:
            self.add([statistics.median(column) for column in zip(*spent)])
        else:
            for each in spent:
                self.add(each)
        self.rss.append(report['rss_kib'] / 1024)

    def median(self):
        return statistics.median(self.wall)

    def rss_mib(self):
        return max(self.rss)

    def said(self):
        if len(self.wall) == 1:
            return spoken(self.wall[0]) + ' (once)'
        return '%s (%s to %s, n=%d)' % (spoken(self.median()), spoken(min(self.wall)), spoken(max(self.wall)), len(self.wall))

    def values(self):
        return {'wall': self.wall, 'cpu': self.cpu, 'rss_mib': self.rss}


def spoken(seconds):
    for unit, factor in (('s', 1), ('ms', 1e3)):
        if seconds * factor >= 0.9995:
            return '%.3g %s' % (seconds * factor, unit)
    return '%.3g µs' % (seconds * 1e6)


class Table:
    def __init__(self):
        self.rows = []

    def put(self, work, size, ours, beside, ratio, goal, met, **more):
        row = {'work': work, 'milestones': size, 'ours': ours, 'beside': beside, 'ratio': ratio, 'goal': goal,
               'verdict': {True: 'met', False: 'missed', None: ''}[met], **more}
        if not self.rows:
            print(line({'work': 'work', 'milestones': 'milestones', 'ours': 'Chaser', 'beside': 'beside it', 'ratio': 'clock',
                        'processor': 'processor', 'goal': 'goal', 'verdict': ''}))
        self.rows.append(row)
        print(line(row), flush=True)

    def add(self, work, size, ours, name, peer, goal=None, times=False, note=''):
        """Ours against a peer: at most `goal` times what it takes, or at least `goal` times as fast."""
        pairs = list(zip(ours.wall, peer.wall))
        ratio = statistics.median(b / a if times else a / b for a, b in pairs)
        met = None if goal is None else ratio >= goal if times else ratio <= goal
        wanted = '' if goal is None else ('≥ %g ×' if times else '≤ %g ×') % goal
        processor = [b / a if times else a / b for a, b in zip(ours.cpu, peer.cpu) if a > 0 and b > 0]
        self.put(work, size, ours.said(), '%s %s' % (name, peer.said()), '%.3g ×' % ratio, wanted, met, note=note,
                 processor='%.3g ×' % statistics.median(processor) if processor else '', runs=ours.values(), peer_runs=peer.values())

    def limit(self, work, size, value, most, unit):
        self.put(work, size, '%.3g %s' % (value, unit), '', '', '≤ %g %s' % (most, unit.split()[0]), value <= most)

    def given_up(self, work, size, patience, goal):
        self.put(work, size, 'not done after %g s' % patience, '', '', goal, False)

    def alone(self, work, size, runs, note=''):
        self.put(work, size, runs.said(), '', '', '', None, note=note, runs=runs.values())

    def say(self, work, size, beside, words):
        self.put(work, size, words if not beside else '', '%s: %s' % (beside, words) if beside else '', '', '', None)


def line(row):
    size = row['milestones']
    size = format(size, ',') if isinstance(size, int) else size or ''
    text = '%-34s %10s  %-36s %-52s %9s %9s %10s %s' % (row['work'], size, row['ours'], row['beside'], row['ratio'],
                                                      row.get('processor', ''), row['goal'], row['verdict'])
    return text.rstrip() + ('  [%s]' % row['note'] if row.get('note') else '')
