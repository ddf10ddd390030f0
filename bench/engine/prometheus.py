# SPDX-License-Identifier: Apache-2.0
"""The ten rules as alerting rules of Prometheus, over the same rows as time series.

Whoever chases with Prometheus has an exporter that shows every date as a gauge and lets Prometheus ask all of them at each
interval. Here the exporter is a file that is served, made once and not counted; what is counted is how long Prometheus says
that it took over the group of rules.

Days become moments thus: it is noon of the benchmark's day when the rows are shown, and a day is shown as the midnight at its
end, so that `<= time()` says that it has passed.
"""
import functools
import http.server
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from datetime import date

from measuring import Runs, resident_of

INTERVAL = 15  # seconds between evaluations, and more than one takes at the sizes that are tried
SCRAPES = 60  # seconds between two readings of the file
PATIENCE = 240  # seconds until the first evaluation over all rows
ALL_DAY = 86400

# In the order of workload.QUERIES.
RULES = [
    ('indicative-date-passed', 'milestone_day_ends{basis="indicative",state="open",review="0"} <= time()'),
    ('agreed-date-missed', 'milestone_day_ends{basis!="indicative",state="open",review="0"} <= time()'),
    ('due-soon', '(milestone_day_ends{state="open",review="0"} > time()) <= time() + 15 * 86400'),
    ('no-date', 'milestone_undated{state="open"}'),
    ('date-slipped-twice', 'milestone_slips{state="open",review="0"} >= 2'),
    ('green-stale', 'action_progress_day_ends{rag="green"} <= time() - 28 * 86400'),
    ('at-risk-unreviewed', 'action_review_day_ends{rag="amber"} <= time() - 14 * 86400'),
    ('off-track-no-progress', 'action_progress_day_ends{rag="red"} <= time() - 7 * 86400'),
    ('complete-but-nothing-done', 'action_done_milestones{rag="blue"} == 0'),
    ('no-owner', 'action_owners == 0'),
]

ACTIONS = """
SELECT a.id, a.ref, coalesce(a.rag, ''), coalesce(a.progressed_at, ''), max(a.updated_at, coalesce(a.confirmed_at, '')),
       (SELECT count(*) FROM milestone AS m WHERE m.action_id = a.id AND m.state IN ('complete', 'verified')),
       (a.by_whom <> '') + (SELECT count(*) FROM owner AS o WHERE o.action_id = a.id)
  FROM action AS a WHERE a.closed_at IS NULL
"""
MILESTONES = """
SELECT m.id, a.id, a.ref, coalesce(m.basis, ''), m.state, m.review, coalesce(m.due, ''), m.slips
  FROM milestone AS m JOIN action AS a ON a.id = m.action_id WHERE a.closed_at IS NULL
"""


def expose(database, day, into):
    """Writes the rows as Prometheus reads them, grouped by name as its format wants it."""
    start = date.fromisoformat(day)
    noon = int(time.time())

    def ends(moment):
        if not moment:
            return 0
        return noon + ALL_DAY // 2 + (date.fromisoformat(moment[:10]) - start).days * ALL_DAY

    series = {}

    def show(name, labels, value):
        series.setdefault(name, []).append('%s{%s} %d\n' % (name, labels, value))

    rows = sqlite3.connect('file:%s?mode=ro' % urllib.parse.quote(database), uri=True)
    for action, ref, rag, progressed, reviewed, done, owners in rows.execute(ACTIONS):
        labels = 'action="%d",ref="%s",rag="%s"' % (action, ref, rag)
        show('action_progress_day_ends', labels, ends(progressed))
        show('action_review_day_ends', labels, ends(reviewed))
        show('action_done_milestones', labels, done)
        show('action_owners', labels, owners)
    for milestone, action, ref, basis, state, review, due, slips in rows.execute(MILESTONES):
        labels = 'milestone="%d",action="%d",ref="%s",basis="%s",state="%s",review="%d"' % (
            milestone, action, ref, basis, state, review)
        if due:
            show('milestone_day_ends', labels, ends(due))
        else:
            show('milestone_undated', labels, 1)
        show('milestone_slips', labels, slips)
    rows.close()
    with open(into, 'w', encoding='utf-8') as file:
        for name, lines in series.items():
            file.write('# TYPE %s gauge\n' % name)
            file.writelines(lines)
    return sum(map(len, series.values()))


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *args):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Server:
    """Prometheus over the rows of a database, from start to end of a `with`."""

    def __init__(self, database, day, folder, interval=INTERVAL, scrapes=SCRAPES):
        self.interval, self.scrapes = '%ds' % interval, '%ds' % scrapes
        self.folder = os.path.join(folder, 'prometheus')
        shown = os.path.join(self.folder, 'shown')
        os.makedirs(shown)
        self.series = expose(database, day, os.path.join(shown, 'metrics'))
        self.exporter = http.server.ThreadingHTTPServer(('127.0.0.1', 0), functools.partial(Quiet, directory=shown))
        threading.Thread(target=self.exporter.serve_forever, daemon=True).start()
        self.address = '127.0.0.1:%d' % free_port()
        self.process = None

    def write(self, name, value):
        path = os.path.join(self.folder, name)
        with open(path, 'w', encoding='utf-8') as file:
            json.dump(value, file)  # which is YAML too
        return path

    def __enter__(self):
        rules = self.write('rules.yaml', {'groups': [{'name': 'plan', 'rules': [
            {'alert': name, 'expr': expression, 'annotations': {'summary': '{{ $labels.ref }}: ' + name}}
            for name, expression in RULES]}]})
        config = self.write('prometheus.yaml', {
            'global': {'scrape_interval': self.scrapes, 'scrape_timeout': self.scrapes, 'evaluation_interval': self.interval},
            'rule_files': [rules],
            'scrape_configs': [{'job_name': 'plan', 'static_configs': [
                {'targets': ['127.0.0.1:%d' % self.exporter.server_address[1]]}]}]})
        with open(os.path.join(self.folder, 'log'), 'wb') as log:
            self.process = subprocess.Popen(
                ['prometheus', '--config.file=' + config, '--storage.tsdb.path=' + os.path.join(self.folder, 'series'),
                 '--web.listen-address=' + self.address, '--query.max-samples=500000000'], stdout=log, stderr=log)
        return self

    def __exit__(self, *what):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.exporter.shutdown()
        self.exporter.server_close()

    def get(self, path):
        if self.process.poll() is not None:
            sys.exit('prometheus ended; see %s' % os.path.join(self.folder, 'log'))
        try:
            with urllib.request.urlopen('http://%s%s' % (self.address, path), timeout=60) as answer:
                return answer.read().decode()
        except OSError:
            return ''  # it is only starting

    def metrics(self, *names):
        """Figures that Prometheus gives about itself, of one moment; 0 for what it does not give."""
        told = self.get('/metrics')
        found = [re.search(r'(?m)^%s(?:\{.*\})? (\S+)$' % name, told) for name in names]
        return [float(each.group(1)) if each else 0.0 for each in found]

    def firing(self):
        """How many rows each rule found, in the order of RULES."""
        query = urllib.parse.quote('count by (alertname) (ALERTS)')
        found = json.loads(self.get('/api/v1/query?query=' + query))['data']['result']
        counts = {each['metric']['alertname']: int(each['value'][1]) for each in found}
        return [counts.get(name, 0) for name, _ in RULES]

    def evaluations(self, count):
        """What so many evaluations took, once all rows were read and asked about."""
        runs = Runs()
        until = time.monotonic() + PATIENCE
        # Its own few hundred series are beyond these.
        while self.metrics('prometheus_tsdb_head_series')[0] < self.series:
            if time.monotonic() > until:
                sys.exit('prometheus did not read %d series in %d s' % (self.series, PATIENCE))
            time.sleep(0.5)
        # Both are set when an evaluation has ended. The one that is under way saw some of the rows, and the next fires all
        # alerts for the first time.
        ended = [self.metrics('prometheus_rule_group_last_evaluation_timestamp_seconds')[0]]
        while len(runs.wall) < count:
            time.sleep(0.2)
            began, took = self.metrics('prometheus_rule_group_last_evaluation_timestamp_seconds',
                                       'prometheus_rule_group_last_duration_seconds')
            if time.monotonic() > until + PATIENCE:
                sys.exit('prometheus did not evaluate the rules %d times in %d s' % (count, PATIENCE))
            if not began or began == ended[-1]:
                continue
            ended.append(began)
            if len(ended) > 3:
                runs.add((took, 0.0))
        runs.rss.append(resident_of(self.process.pid))
        return runs
