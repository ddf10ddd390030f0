#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes an Excel workbook of a big action plan, as Excel itself would write it: shared strings, styled cells, true
dates beside written ones, ratings by word and fill. The same arguments give the same bytes.

    make_plan.py ROWS FILE
"""
import random
import sys
import zipfile
from datetime import date
from xml.sax.saxutils import escape

HEADINGS = ["Ref", "Recommendation", "Action", "Lead", "By whom", "Timescale", "RAG", "Progress", "Assurance",
            "Evidence"]
VERBS = ["Review", "Publish", "Agree", "Audit", "Strengthen", "Embed", "Recruit to", "Redesign", "Report on", "Train"]
THINGS = ["the discharge pathway", "the training matrix", "clinical supervision", "the risk register",
          "out-of-hours cover", "the incident policy", "medicines reconciliation", "the safeguarding referral form",
          "the induction programme", "handover between teams", "record keeping", "the complaints process"]
TAILS = ["with each provider", "and share the learning", "across all sites", "for the next board", "with staff and carers",
         "so that no case is missed", "in line with the national standard", "& report exceptions monthly"]
ROLES = ["Director of Nursing", "Medical Director", "Head of Quality", "Operations Manager", "Head of Estates",
         "Chief Pharmacist", "Clinical Lead", "Governance Manager"]
BOARDS = ["Quality Committee", "Programme Board", "Executive Group", "Safeguarding Board"]
RATINGS = [("Red", 2), ("Amber", 3), ("Green", 4), ("Blue", 5)]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December"]
EPOCH = date(1899, 12, 30)

STYLES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/>\
<name val="Calibri"/></font></fonts><fills count="6"><fill><patternFill patternType="none"/></fill><fill>\
<patternFill patternType="gray125"/></fill>%s</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/>\
</cellStyleXfs><cellXfs count="6"><xf/><xf numFmtId="14" applyNumberFormat="1"/>%s</cellXfs></styleSheet>""" % (
    "".join('<fill><patternFill patternType="solid"><fgColor rgb="FF%s"/></patternFill></fill>' % c
            for c in ("FF0000", "FFC000", "00B050", "0070C0")),
    "".join('<xf fillId="%d" applyFill="1"/>' % (i + 2) for i in range(4)))

PARTS = {
    "[Content_Types].xml": """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
ContentType="application/xml"/><Override PartName="/xl/workbook.xml" \
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override \
PartName="/xl/worksheets/sheet1.xml" \
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override \
PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override \
PartName="/xl/sharedStrings.xml" \
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>""",
    "_rels/.rels": """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>\
</Relationships>""",
    "xl/workbook.xml": """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" \
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Plan" sheetId="1" \
r:id="rId1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>\
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" \
Target="styles.xml"/><Relationship Id="rId3" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>\
</Relationships>""",
    "xl/styles.xml": STYLES,
}


class Strings:
    def __init__(self):
        self.index, self.items, self.uses = {}, [], 0

    def of(self, text):
        self.uses += 1
        if text not in self.index:
            self.index[text] = len(self.items)
            self.items.append('<si><t xml:space="preserve">%s</t></si>' % escape(text))
        return self.index[text]


def sentence(rng):
    return "%s %s %s" % (rng.choice(VERBS), rng.choice(THINGS), rng.choice(TAILS))


def timescale(rng):
    """A true date in half of all rows, words in the others."""
    year, month = rng.randint(2016, 2019), rng.randint(1, 12)
    kind = rng.randint(0, 7)
    if kind < 4:
        return date(year, month, rng.randint(1, 28))
    if kind == 4:
        return "%s %d (A)" % (MONTHS[month - 1], year)
    if kind == 5:
        return "Qtr %d %d/%02d (I)" % (rng.randint(1, 4), year, (year + 1) % 100)
    if kind == 6:
        return "By end of %s %d" % (MONTHS[month - 1], year)
    return "Ongoing - review %s %d" % (MONTHS[month - 1], year)


def row_of(rng, number):
    progress = "\n".join("%02d/%02d/2016: %s." % (rng.randint(1, 28), rng.randint(1, 12), sentence(rng))
                         for _ in range(rng.randint(0, 2)))
    return ["%d.%d" % (number // 20 + 1, number % 20 + 1),
            "%s, %s." % (sentence(rng), sentence(rng).lower()),
            "%s; %s." % (sentence(rng), sentence(rng).lower()),
            rng.choice(ROLES), rng.choice(["Commissioner", "Provider", "Joint"]), timescale(rng),
            rng.choice(RATINGS), progress, rng.choice(BOARDS),
            "Minutes of %s %d" % (rng.choice(MONTHS), rng.randint(2015, 2018)) if rng.random() < 0.4 else ""]


def cell_of(strings, place, value):
    if isinstance(value, date):
        return '<c r="%s" s="1"><v>%d</v></c>' % (place, (value - EPOCH).days)
    style = ""
    if isinstance(value, tuple):
        value, style = value[0], ' s="%d"' % value[1]
    return '<c r="%s"%s t="s"><v>%d</v></c>' % (place, style, strings.of(value)) if value else ""


def main():
    rows, path = int(sys.argv[1]), sys.argv[2]
    rng, strings = random.Random(2016), Strings()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as book:
        def put(name, text=None):
            info = zipfile.ZipInfo(name, (2016, 3, 31, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            if text is None:
                return book.open(info, "w")
            book.writestr(info, text)

        for name, text in PARTS.items():
            put(name, text)
        with put("xl/worksheets/sheet1.xml") as sheet:
            sheet.write(('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet '
                         'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:J%d"/>'
                         '<sheetData>' % (rows + 1)).encode())
            for number in range(rows + 1):
                values = HEADINGS if number == 0 else row_of(rng, number - 1)
                cells = "".join(cell_of(strings, "%s%d" % ("ABCDEFGHIJ"[i], number + 1), value)
                                for i, value in enumerate(values))
                sheet.write(('<row r="%d" spans="1:10">%s</row>' % (number + 1, cells)).encode())
            sheet.write(b"</sheetData></worksheet>")
        put("xl/sharedStrings.xml",
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst '
            'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="%d" uniqueCount="%d">%s</sst>' %
            (strings.uses, len(strings.items), "".join(strings.items)))


if __name__ == "__main__":
    main()
