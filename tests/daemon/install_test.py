#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installing over an installation leaves the administrator's files as they are, and brings a new machine examples to
begin with. Usage: install_test.py CMAKE BUILD_DIR"""
import os
import subprocess
import sys
import tempfile


def install(cmake, build, root):
    subprocess.run([cmake, '--install', build, '--component', 'host'], check=True, capture_output=True,
                   env={**os.environ, 'DESTDIR': root})


def read(*path):
    with open(os.path.join(*path), encoding='utf-8') as file:
        return file.read()


def find(root, name):
    return [os.path.join(folder, name) for folder, _, files in os.walk(root) if name in files]


def main(cmake, build):
    with tempfile.TemporaryDirectory() as root:
        install(cmake, build, root)
        own = os.path.join(root, 'etc', 'chaser')
        shipped = {name: read(own, name) for name in ('chaser.yaml', 'contacts.yaml')}
        assert 'database:' in shipped['chaser.yaml'] and 'contacts:' in shipped['contacts.yaml']

        with open(os.path.join(own, 'chaser.yaml'), 'w', encoding='utf-8') as file:
            file.write('# mine\n')
        os.remove(os.path.join(own, 'contacts.yaml'))
        install(cmake, build, root)
        assert read(own, 'chaser.yaml') == '# mine\n'
        assert read(own, 'contacts.yaml') == shipped['contacts.yaml'], 'what is missing comes again'
        for name, text in shipped.items():
            examples = [path for path in find(root, name) if '/doc/chaser/examples/' in path]
            assert len(examples) == 1 and read(examples[0]) == text, name
        assert find(root, 'chaserd.service') and find(root, 'operations.md')
        assert [path for path in find(root, '10-dates.yaml') if '/doc/chaser/examples/rule-tests/' in path]
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
