# SPDX-License-Identifier: Apache-2.0
"""What the engine benchmarks work on: the ten rules and their forty variants as configurations, and the same ten as
queries that somebody would write by hand."""
import os
import re
from datetime import date, timedelta

HERE = os.path.dirname(os.path.abspath(__file__))
OFFICERS = 500  # as generate.cc names them

# What the second, third and fourth variant of a rule ask instead of the first.
VARIANTS = {
    'indicative-date-passed': ['basis = indicative and state = open and not review and due < today - %s' % span
                               for span in ('1w', '3w', '6w')],
    'agreed-date-missed': ['basis != indicative and state = open and not review and due < today - %s' % span
                           for span in ('1w', '3w', '6w')],
    'due-soon': ['state = open and not review and due >= today and due <= today + %s' % span
                 for span in ('1w', '3w', '4w')],
    'no-date': ['state = open and due is missing and basis %s' % basis
                for basis in ('= indicative', '= agreed', 'is missing')],
    'date-slipped-twice': ['slips >= %d and state = open and not review' % slips for slips in (1, 3, 4)],
    'green-stale': ['status = on-track and not progressed >= today - %s' % span for span in ('6w', '8w', '12w')],
    'at-risk-unreviewed': ['status = at-risk and not updated >= today - %s and not confirmed >= today - %s' % (span, span)
                           for span in ('3w', '4w', '6w')],
    'off-track-no-progress': ['status = off-track and not progressed >= today - %s' % span
                              for span in ('2w', '3w', '4w')],
    'complete-but-nothing-done': ['status = complete and ' + rest for rest in (
        'open_milestones > 0', 'open_milestones > 1', 'complete_milestones < milestones')],
    'no-owner': ['owner is missing and status = ' + status for status in ('at-risk', 'off-track', 'on-track')],
}

# The ten rules as queries, in the order of rules_10.yaml: id, what it is over, and its condition. Whoever writes them
# knows what a colour means in these plans, and that `2017-10-02T…` comes before `2017-10-03`.
QUERIES = [
    ('indicative-date-passed', 'milestone', "m.basis = 'indicative' AND m.state = 'open' AND m.review = 0 AND m.due < :today"),
    ('agreed-date-missed', 'milestone',
     "m.basis IS NOT 'indicative' AND m.state = 'open' AND m.review = 0 AND m.due < :today"),
    ('due-soon', 'milestone', "m.state = 'open' AND m.review = 0 AND m.due BETWEEN :today AND :in2w"),
    ('no-date', 'milestone', "m.state = 'open' AND m.due IS NULL"),
    ('date-slipped-twice', 'milestone', "m.slips >= 2 AND m.state = 'open' AND m.review = 0"),
    ('green-stale', 'action', "a.rag = 'green' AND coalesce(a.progressed_at, '') < :ago4w"),
    ('at-risk-unreviewed', 'action',
     "a.rag = 'amber' AND a.updated_at < :ago2w AND coalesce(a.confirmed_at, '') < :ago2w"),
    ('off-track-no-progress', 'action', "a.rag = 'red' AND coalesce(a.progressed_at, '') < :ago1w"),
    ('complete-but-nothing-done', 'action',
     "a.rag = 'blue' AND NOT EXISTS (SELECT 1 FROM milestone AS d WHERE d.action_id = a.id"
     " AND d.state IN ('complete', 'verified'))"),
    ('no-owner', 'action', "a.by_whom = '' AND NOT EXISTS (SELECT 1 FROM owner AS o WHERE o.action_id = a.id)"),
]
# What somebody adds who wants these queries to be fast.
INDEXES = """
CREATE INDEX bench_due ON milestone (due, basis) WHERE state = 'open' AND review = 0;
CREATE INDEX bench_undated ON milestone (action_id) WHERE state = 'open' AND due IS NULL;
CREATE INDEX bench_slipped ON milestone (slips) WHERE state = 'open' AND review = 0;
CREATE INDEX bench_progressed ON action (rag, progressed_at);
CREATE INDEX bench_updated ON action (rag, updated_at);
CREATE INDEX bench_by_whom ON action (by_whom);
ANALYZE;
"""


def parts(over):
    """The subject's id, and where it comes from."""
    if over == 'milestone':
        return 'm.id', 'milestone AS m JOIN action AS a ON a.id = m.action_id'
    return 'a.id', 'action AS a'


def parameters(day):
    today = date.fromisoformat(day)
    days = {'today': 0, 'in2w': 14, 'ago1w': -7, 'ago2w': -14, 'ago4w': -28}
    return {name: (today + timedelta(days=count)).isoformat() for name, count in days.items()}


def queries(day):
    """A script for the sqlite3 shell: a line for every pair of a rule and a row."""
    lines = ['.mode list', '.parameter init']
    lines += [".parameter set :%s \"'%s'\"" % pair for pair in parameters(day).items()]
    for rule, over, where in QUERIES:
        subject, source = parts(over)
        due = 'm.due' if over == 'milestone' else 'a.updated_at'
        lines.append("SELECT '%s', %s, a.ref, a.plan_id, %s FROM %s WHERE a.closed_at IS NULL AND %s;" %
                     (rule, subject, due, source, where))
    return '\n'.join(lines) + '\n'


def queries_told_once(day):
    """The same, saying only what the table `told` does not know yet, which a daily job would need."""
    lines = ['.mode list', '.parameter init']
    lines += [".parameter set :%s \"'%s'\"" % pair for pair in parameters(day).items()]
    lines += ['CREATE TABLE IF NOT EXISTS told (rule TEXT, item INTEGER, run TEXT, PRIMARY KEY (rule, item)) WITHOUT ROWID;',
              "CREATE TEMP TABLE this AS SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now') AS run;", 'BEGIN;']
    for rule, over, where in QUERIES:
        subject, source = parts(over)
        where = 'a.closed_at IS NULL AND ' + where
        lines.append("SELECT '%s', %s, a.ref FROM %s WHERE %s AND NOT EXISTS (SELECT 1 FROM told WHERE rule = '%s' AND item = %s);"
                     % (rule, subject, source, where, rule, subject))
        lines.append("INSERT INTO told SELECT '%s', %s, (SELECT run FROM this) FROM %s WHERE %s"
                     " ON CONFLICT DO UPDATE SET run = excluded.run;" % (rule, subject, source, where))
    lines += ['DELETE FROM told WHERE run <> (SELECT run FROM this);', 'COMMIT;']
    return '\n'.join(lines) + '\n'


def rules(variants=1, told_at_once=False, reworded=False):
    """rules_10.yaml, with further variants of each rule; with a first step on the day itself; or asking the same in
    other words, so that it is another set of rules and nothing moves."""
    with open(os.path.join(HERE, 'rules_10.yaml'), encoding='utf-8') as file:
        head, *blocks = re.split(r'(?m)^(?=  - id: )', file.read())
    text = head + ''.join(blocks)
    for variant in range(variants - 1):
        for block in blocks:
            rule = re.match(r'  - id: (\S+)', block).group(1)
            block = block.replace('id: ' + rule, 'id: %s-%d' % (rule, variant + 2))
            text = text.rstrip('\n') + '\n\n' + re.sub(r'(?m)^    when: .*$', '    when: ' + VARIANTS[rule][variant], block)
    if told_at_once:
        text = text.replace('after: 8w, ', '')
    if reworded:
        text = text.replace('review and due < today\n', 'review and due < today and due is not missing\n')
    return text


def write_configuration(folder, data, officers=OFFICERS, **wishes):
    """A folder with chaser.yaml, the contacts that the rows name and the rules; the stock rules are switched off. `data`
    is the folder of what is shipped. Gives the path of chaser.yaml."""
    os.makedirs(os.path.join(folder, 'rules.d'))
    for name in os.listdir(os.path.join(data, 'rules.d')):
        open(os.path.join(folder, 'rules.d', name), 'w', encoding='utf-8').close()
    with open(os.path.join(folder, 'rules.d', '50-bench.yaml'), 'w', encoding='utf-8') as file:
        file.write(rules(**wishes))
    with open(os.path.join(folder, 'contacts.yaml'), 'w', encoding='utf-8') as file:
        file.write('contacts:\n  - {name: Programme manager, email: manager@council.example}\n')
        for number in range(1, officers + 1):
            file.write('  - {name: Person %d, email: person%d@council.example, roles: [Officer %d]}\n' % ((number,) * 3))
        file.write('window: {days: working, from: "08:30", to: "17:30", timezone: Europe/London,'
                   ' holidays: england-and-wales}\n')
    path = os.path.join(folder, 'chaser.yaml')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('database: plan.db\ndeliver: maildir\nmaildir: mail\ngather: 0s\nspread: 0s\n')
    return path
