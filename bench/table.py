#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what `bench/engine/run.py --json` wrote into a document, as a table between the two marks.

    table.py RESULTS.json DOCUMENT.md [NAME]

The marks are `<!-- NAME: begin -->` and `<!-- NAME: end -->`; the name is `figures` unless another is given.
"""
import json
import sys



def table(results):
    lines = ['| work | milestones | Chaser | beside it | clock | processor | goal | |',
             '| --- | ---: | --- | --- | ---: | ---: | ---: | --- |']
    for row in results['rows']:
        size = '' if row['milestones'] is None else format(row['milestones'], ',')
        work = row['work'] + ('; ' + row['note'] if row.get('note') else '')
        lines.append('| ' + ' | '.join([work, size, row['ours'], row['beside'], row['ratio'], row.get('processor', ''),
                                        row['goal'], row['verdict']]) + ' |')
    machine = results['machine']
    told = 'Measured on %s with %s cores; load %.1f when it began and %.1f when it ended.' % (
        results['day'], machine['cores'], *results['weather'])
    return told + '\n\n' + '\n'.join(lines) + '\n'


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        results = json.load(file)
    with open(sys.argv[2], encoding='utf-8') as file:
        text = file.read()
    name = sys.argv[3] if len(sys.argv) > 3 else 'figures'
    begin, end = (f'<!-- {name}: {which} -->\n' for which in ('begin', 'end'))
    before, rest = text.split(begin)
    after = rest.split(end)[1]
    with open(sys.argv[2], 'w', encoding='utf-8') as file:
        file.write(before + begin + table(results) + end + after)


if __name__ == '__main__':
    main()
