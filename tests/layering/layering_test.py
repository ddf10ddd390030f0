#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The second guard of the layering: no file includes a room above its own, and the pure rooms include no I/O, clock,
thread, network or SQL. Usage: layering_test.py SOURCE_DIR; with --self-test it proves that it can fail."""
import os
import re
import sys

BELOW = {
    'common': [],
    'plan': ['common'],
    'rules': ['common', 'plan'],
    'alerts': ['common', 'plan', 'rules'],
    'store': ['common', 'plan', 'rules', 'alerts'],
    'notifiers': ['common', 'plan', 'rules', 'alerts'],
    'web': ['common', 'plan', 'rules', 'alerts'],
    'daemon': ['common', 'plan', 'rules', 'alerts', 'store', 'notifiers', 'web'],
    'cli': ['common', 'plan', 'rules', 'alerts', 'store', 'notifiers', 'web', 'daemon'],
}
PURE = ['common', 'plan', 'rules', 'alerts']
IMPURE_HEADERS = re.compile(
    r'^(boost/asio|boost/beast|curl/|sqlite3|spdlog/|thread|mutex|condition_variable|atomic|future|fstream|'
    r'filesystem|unistd\.h|sys/|fcntl\.h|systemd/)')
CLOCK_CALLS = re.compile(r'(system_clock|steady_clock)::now|\btime\(nullptr\)|\btime\(NULL\)|\bgettimeofday\(')
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')


def problems_in(room, name, text):
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        include = INCLUDE.match(line)
        if include:
            quote, path = include.groups()
            target = path.split('/')[0]
            if quote == '"' and target in BELOW and target != room and target not in BELOW[room]:
                found.append(f'{name}:{number}: {room} must not include {target} ({path})')
            if room in PURE and IMPURE_HEADERS.match(path):
                found.append(f'{name}:{number}: {room} is pure and must not include <{path}>')
        elif room in PURE and CLOCK_CALLS.search(line):
            found.append(f'{name}:{number}: {room} is pure: now and today are arguments')
    return found


def check(root):
    found = []
    for room in BELOW:
        for folder, _, files in os.walk(os.path.join(root, room)):
            for file in sorted(files):
                if file.endswith(('.h', '.cc')):
                    path = os.path.join(folder, file)
                    with open(path, encoding='utf-8') as stream:
                        found += problems_in(room, os.path.relpath(path, root), stream.read())
    return found


def self_test():
    assert problems_in('rules', 'x.h', '#include "store/ports.h"\n')
    assert problems_in('common', 'x.h', '#include <thread>\n')
    assert problems_in('alerts', 'x.cc', 'auto t = std::chrono::system_clock::now();\n')
    assert problems_in('web', 'x.cc', '#include "store/ports.h"\n')
    assert problems_in('notifiers', 'x.cc', '#include "web/token.h"\n')
    assert not problems_in('daemon', 'x.cc', '#include "store/ports.h"\n#include <thread>\n')
    assert not problems_in('rules', 'x.h', '#include "plan/model.h"\n')


if __name__ == '__main__':
    self_test()
    failures = check(sys.argv[1])
    print('\n'.join(failures) or 'every arrow points down')
    sys.exit(1 if failures else 0)
