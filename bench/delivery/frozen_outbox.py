# SPDX-License-Identifier: Apache-2.0
"""A database in which so many different messages are frozen and none was sent: what the outbox worker then has to do."""
import os
import shutil
import sqlite3
import subprocess

# How much is said in one e-mail, so that it has about ten thousand bytes.
MILESTONES = 3
RULES = {
    'smtp': '''rules:
  - {id: late, summary: This was promised for a day that has passed, over: milestone, when: due < today, ladder: [{tell: owner}]}
''',
    'http': '''rules:
  - {id: late, summary: Late, over: action, when: overdue_milestones > 0, ladder: [{tell: "webhook:office"}]}
''',
}
# The copies that are made of it are no clones: none has sent anything yet. What was under way when the time was up has
# not arrived either, for nobody was listening.
AT_HOME = ("DELETE FROM setting WHERE name LIKE 'home%'", 'UPDATE message SET outcome_unknown = 0')


class Workload:
    """`kind` is smtp or http; `ports` are the sink's, which does not listen while this is made; `programs` the folder of
    Chaser's programs."""

    def __init__(self, programs, source, folder, kind, ports, count, connections):
        self.programs, self.source, self.folder, self.kind, self.count = programs, source, folder, kind, count
        os.makedirs(os.path.join(folder, 'rules.d'))
        self.database, self.template = self.path('plan.db'), self.path('frozen.db')
        for name in os.listdir(os.path.join(source, 'etc', 'rules.d')):
            self.write('rules.d/' + name, '')
        self.write('rules.d/50-bench.yaml', RULES[kind])
        self.write('contacts.yaml', 'contacts:\n  - {name: Programme manager, email: manager@council.example}\n' + ''.join(
            f'  - {{name: Person {n}, email: p{n}@council.example, roles: [Officer {n}], digest: immediate}}\n'
            for n in range(1, count + 1) if kind == 'smtp') +
            f'webhooks:\n  - {{name: office, url: "http://127.0.0.1:{ports["http"]}/office", '
            f'max_connections: {connections}}}\n'
            'plans:\n  - {key: promises, coordinator: Programme manager}\n'
            'window: {days: all, from: "00:00", to: "24:00", timezone: Europe/London, holidays: england-and-wales}\n')
        self.write('chaser.yaml', 'database: plan.db\ndeliver: smtp\nfrom: Chaser <chaser@council.example>\n'
                                  'domain: council.example\ngather: 0s\nspread: 0s\nlog_level: warning\n'
                                  f'storm_limit: {20 * count}\nstorm_items: {20 * count}\n'
                                  f'smtp: {{host: 127.0.0.1, port: {ports["smtp"]}, tls: "off", per_minute: 0, '
                                  f'max_connections: {connections}}}\n')
        self.freeze()

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text)

    def chaser(self, *arguments, allowed=(0,)):
        done = subprocess.run([os.path.join(self.programs, 'chaser'), '--config', self.path('chaser.yaml'), *arguments],
                              cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode not in allowed:
            raise AssertionError(f'chaser {" ".join(arguments)}: {done.returncode} {done.stdout}{done.stderr}')

    def sql(self, *statements):
        base = sqlite3.connect(self.database, timeout=60)
        with base:
            for statement in statements:
                answer = base.execute(statement).fetchall()
        base.close()
        return answer

    def freeze(self):
        """Everything but the sending, by the programs themselves."""
        self.write('plan.csv', 'Ref,Action,Owner,By when\n' + ''.join(
            f'{n},Do thing {n} for the wards and schools that asked for it in the spring,Officer {n},31 January 2020\n'
            for n in range(1, self.count + 1)))
        self.chaser('import', 'plan.csv', '--plan', 'promises', '--as-of', '2020-01-01')
        if self.kind == 'smtp':
            self.sql('INSERT INTO milestone (action_id, text, basis, due) WITH RECURSIVE n (n) AS (SELECT 2 UNION ALL SELECT'
                     f" n + 1 FROM n WHERE n < {MILESTONES}) SELECT id, 'Stage ' || n || ' of thing ' || ref, 'agreed',"
                     " date('2020-01-31', n || ' days') FROM action, n")
        self.chaser('run', '--once', '--limit', '1', allowed=(0, 4))
        frozen, = self.sql("SELECT count(*) FROM message WHERE state = 'ready'")
        if frozen[0] < self.count:
            raise AssertionError(f'only {frozen[0]} of {self.count} messages were frozen')
        self.count = frozen[0]
        self.sql(*AT_HOME)
        shutil.copyfile(self.database, self.template)

    def ready(self, size=None):
        """The database as it was when all was frozen; with messages of so many bytes, when that is asked for."""
        for name in os.listdir(self.folder):
            if name.startswith('plan.db'):
                os.remove(self.path(name))
        shutil.copyfile(self.template, self.database)
        if size:
            # What the prototype sends, in Chaser's outbox.
            head = ("'From: <chaser@council.example>' || x'0d0a' || 'Message-ID: <' || m.message_id || '>' || x'0d0a0d0a'"
                    if self.kind == 'smtp' else "'{\"id\": \"' || m.message_id || '\", \"text\": \"'")
            tail = "x'0d0a'" if self.kind == 'smtp' else "'\"}'"
            body = f'{head} || substr(hex(zeroblob({size})), 1, {size} - length({head}) - 2) || {tail}'
            self.sql(f'UPDATE message_body SET bytes = (SELECT CAST({body} AS BLOB) FROM message AS m '
                     'WHERE m.id = message_body.message_id)')
            self.sql('PRAGMA user_version')

    def size(self):
        return self.sql('SELECT avg(length(bytes)) FROM message_body')[0][0]

    def unsettled(self):
        return self.sql("SELECT EXISTS (SELECT 1 FROM message WHERE state IN ('ready', 'sending'))")[0][0]

    def tried_once(self):
        """Nothing was sent twice on the way."""
        return self.sql('SELECT count(*) FROM attempt')[0][0] == self.count
