#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws what `bench/engine/run.py --json` wrote: cost against the number of milestones, both in powers of ten.

    chart.py RESULTS.json CHART.svg
"""
import json
import math
import sys
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 205, 50, 60
# What is drawn, in the order of the colours; a dashed line is no work of ours.
LINES = [
    ('limit of a cold pass', '#8a8a8a', True),
    ('cold pass', '#0b6e99', False),
    ('tick after 100 edits', '#b8560f', False),
    ('idle tick', '#3d7a3d', False),
]


def spoken(seconds):
    for unit, factor in (('s', 1), ('ms', 1e3)):
        if seconds * factor >= 0.9999:
            return '%g %s' % (float('%.3g' % (seconds * factor)), unit)
    return '%g µs' % float('%.3g' % (seconds * 1e6))


class Scale:
    """From a power of ten to a place on the paper."""

    def __init__(self, values, begin, end):
        self.low = math.floor(math.log10(min(values)))
        self.high = max(self.low + 1, math.ceil(math.log10(max(values))))
        self.begin, self.end = begin, end

    def at(self, value):
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)

    def marks(self):
        return [10.0 ** power for power in range(self.low, self.high + 1)]


def text(x, y, words, anchor='start', colour='#333333', size=13):
    return '<text x="%.1f" y="%.1f" text-anchor="%s" fill="%s" font-size="%d">%s</text>' % (
        x, y, anchor, colour, size, escape(words))


def apart(labels, gap=17):
    """Moves labels down until none covers another: [y, …] by their places."""
    last = -math.inf
    for label in sorted(labels):
        label[0] = max(label[0], last + gap)
        last = label[0]
    return labels


def draw(points, told):
    drawn = [(name, colour, dashed, sorted((int(size), cost) for size, cost in points[name].items()))
             for name, colour, dashed in LINES if points.get(name)]
    across = Scale([size for *_, line in drawn for size, _ in line], LEFT, WIDTH - RIGHT)
    up = Scale([cost for *_, line in drawn for _, cost in line], HEIGHT - BOTTOM, TOP)
    svg = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" role="img">' % (WIDTH, HEIGHT),
           '<title>What looking costs, by the number of milestones</title>',
           '<rect width="%d" height="%d" fill="#ffffff"/>' % (WIDTH, HEIGHT),
           text(LEFT, 28, 'What looking costs, by the number of milestones', size=16)]
    for mark in up.marks():
        y = up.at(mark)
        svg.append('<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#e4e4e4"/>' % (LEFT, y, WIDTH - RIGHT, y))
        svg.append(text(LEFT - 8, y + 4, spoken(mark), 'end'))
    for mark in across.marks():
        x = across.at(mark)
        svg.append('<line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#e4e4e4"/>' % (x, TOP, x, HEIGHT - BOTTOM))
        svg.append(text(x, HEIGHT - BOTTOM + 20, format(int(mark), ','), 'middle'))
    svg.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, told, 'middle', '#666666', 12))
    labels = []
    for name, colour, dashed, line in drawn:
        places = ' '.join('%.1f,%.1f' % (across.at(size), up.at(cost)) for size, cost in line)
        dash = ' stroke-dasharray="6 4"' if dashed else ''
        svg.append('<polyline points="%s" fill="none" stroke="%s" stroke-width="2"%s/>' % (places, colour, dash))
        for size, cost in line:
            svg.append('<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s"><title>%s, %s milestones: %s</title></circle>' % (
                across.at(size), up.at(cost), colour, escape(name), format(size, ','), spoken(cost)))
        size, cost = line[-1]
        labels.append([up.at(cost) + 4, '%s, %s' % (name, spoken(cost)), colour, across.at(size) + 10])
    for y, words, colour, x in apart(labels):
        svg.append(text(x, y, words, colour=colour))
    return '\n'.join(svg + ['</svg>']) + '\n'


def main():
    with open(sys.argv[1], encoding='utf-8') as file:
        results = json.load(file)
    machine = results['machine']
    told = 'milestones; %s cores, %s' % (machine['cores'], results['day'])
    with open(sys.argv[2], 'w', encoding='utf-8') as file:
        file.write(draw(results['points'], told))


if __name__ == '__main__':
    main()
