# SPDX-License-Identifier: Apache-2.0
"""Files that nobody who means well would send. Each is a function that gives the file's bytes, and what has to come of it:
`error`, or `doubt` for a plan that is read with something in it left open."""
import io
import random
import struct
import sys
import zipfile
import zlib

WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
HEADINGS = ['No', 'Action', 'Owner', 'Timescale', 'RAG']
ROW = ['1.1', 'Book rooms', 'Matron', '31/03/2017', 'Red']
MEGA = 1 << 20

FILES = []


def hostile(name, result):
    def add(make):
        FILES.append((name, result, make))
        return make
    return add


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w', method) as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name, (2017, 1, 1, 0, 0, 0)), content, compress_type=method)
    return buffer.getvalue()


def cell(text, properties=''):
    return f'<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>'


def word_table(rows):
    return '<w:tbl>' + ''.join('<w:tr>' + ''.join(row) + '</w:tr>' for row in rows) + '</w:tbl>'


def document(body, prologue=''):
    return f'<?xml version="1.0" encoding="UTF-8"?>{prologue}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def docx(body, prologue='', more=()):
    return zipped([('word/document.xml', document(body, prologue)), *more])


def plan_docx(*rows):
    return docx(word_table([[cell(text) for text in HEADINGS], *rows]))


def plain(texts):
    return [cell(text) for text in texts]


def inline(ref, text):
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def xlsx_row(number, texts):
    return f'<row r="{number}">' + ''.join(inline(f'{"ABCDEFGH"[i]}{number}', text) for i, text in enumerate(texts)) + '</row>'


def xlsx(rows, after='', strings=None, styles=None, sheet_target='worksheets/sheet1.xml', more=()):
    parts = [('[Content_Types].xml', '<Types/>'),
             ('_rels/.rels', f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
             ('xl/workbook.xml', f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="Plan" sheetId="1" r:id="r1"/></sheets></workbook>'),
             ('xl/_rels/workbook.xml.rels',
              f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/worksheet" Target="{sheet_target}"/>'
              f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
              f'<Relationship Id="r3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'),
             ('xl/worksheets/sheet1.xml', f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData>{after}</worksheet>')]
    if strings is not None:
        parts.append(('xl/sharedStrings.xml', f'<sst xmlns="{SHEET}">{strings}</sst>'))
    if styles is not None:
        parts.append(('xl/styles.xml', f'<styleSheet xmlns="{SHEET}">{styles}</styleSheet>'))
    return zipped([*parts, *more])


def csv(*rows):
    return '\n'.join([','.join(HEADINGS), *rows, '']).encode()


def deflated_blanks(size):
    """A block that was flushed whole may be repeated as often as wanted."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b' ' * MEGA) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * (size // MEGA) + b'\3\0'


def raw_zip(entries):
    """A zip archive byte by byte. An entry: name, packed bytes, claimed size, flags; or the offset of another's."""
    body, directory = b'', b''
    for name, packed, size, flags, at in entries:
        name = name.encode()
        offset = len(body) if at is None else at
        if at is None:
            body += struct.pack('<4s5H3I2H', b'PK\3\4', 20, flags, 8, 0, 0, 0, len(packed), size, len(name), 0) + name + packed
        directory += struct.pack('<4s6H3I5H2I', b'PK\1\2', 20, 20, flags, 8, 0, 0, 0, len(packed), size, len(name), 0, 0, 0, 0, 0,
                                 offset) + name
    end = struct.pack('<4s4H2IH', b'PK\5\6', 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + end


# ------------------------------------------------------------------------------------------------------------- archives

@hostile('bomb-flat.docx', 'error')
def _():
    return raw_zip([('word/document.xml', deflated_blanks(512 * MEGA), 512 * MEGA, 0, None)])


@hostile('bomb-that-lies.docx', 'error')
def _():
    return raw_zip([('word/document.xml', deflated_blanks(512 * MEGA), 1000, 0, None)])


@hostile('bomb-flat.xlsx', 'error')
def _():
    return raw_zip([('xl/workbook.xml', deflated_blanks(512 * MEGA), 512 * MEGA, 0, None)])


@hostile('bomb-nested.docx', 'error')
def _():
    inner = b'PK'
    for _ in range(10):
        inner = zipped([(f'word/document{i}.xml', inner * 10) for i in range(2)] + [('word/document.xml', inner * 10)])
    return inner


@hostile('bomb-overlapping.docx', 'error')
def _():
    packed = deflated_blanks(256 * MEGA)
    return raw_zip([('word/document.xml', packed, 256 * MEGA, 0, None)] +
                   [(f'word/document{i}.xml', packed, 256 * MEGA, 0, 0) for i in range(1000)])


@hostile('bomb-of-parts.xlsx', 'error')
def _():
    return zipped([(f'xl/worksheets/sheet{i}.xml', '') for i in range(60000)], zipfile.ZIP_STORED)


@hostile('encrypted-part.docx', 'error')
def _():
    return raw_zip([('word/document.xml', zlib.compress(b'<a/>')[2:-4], 4, 1, None)])


@hostile('sum-is-wrong.docx', 'error')
def _():
    return raw_zip([('word/document.xml', zlib.compress(document('').encode())[2:-4], len(document('')), 0, None)])


@hostile('no-document.docx', 'error')
def _():
    return zipped([('word/styles.xml', '<a/>')])


@hostile('part-outside.docx', 'error')
def _():
    return zipped([('../../../../etc/passwd', 'root::0:0'), ('/word/document.xml', document('')), ('..\\word\\document.xml', '')])


@hostile('part-is-a-link.docx', 'error')
def _():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w') as archive:
        link = zipfile.ZipInfo('word/document.xml', (2017, 1, 1, 0, 0, 0))
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, '/etc/passwd')
    return buffer.getvalue()


@hostile('empty-archive.docx', 'error')
def _():
    return zipped([])


# ------------------------------------------------------------------------------------------------------------------ XML

@hostile('billion-laughs.docx', 'error')
def _():
    entities = '<!ENTITY a "ha">' + ''.join(f'<!ENTITY {x} "{f"&{y};" * 10}">' for y, x in zip('abcdefghi', 'bcdefghij'))
    return docx(word_table([plain(HEADINGS), plain(['1', '&j;', '', '', ''])]), f'<!DOCTYPE w:document [{entities}]>')


@hostile('billion-laughs.xlsx', 'error')
def _():
    workbook = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><workbook>&b;</workbook>'
    return zipped([('xl/workbook.xml', workbook), ('_rels/.rels', '<Relationships/>')])


@hostile('external-entity.docx', 'error')
def _():
    return docx(word_table([plain(HEADINGS), plain(['1', '&x;', '', '', ''])]), '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>')


@hostile('external-dtd.xlsx', 'error')
def _():
    return zipped([('xl/workbook.xml', '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><workbook/>')])


@hostile('deep-nesting.docx', 'error')
def _():
    return docx('<w:tbl><w:tr><w:tc>' * 20000 + '</w:tc></w:tr></w:tbl>' * 20000)


@hostile('deep-nesting.xlsx', 'error')
def _():
    return xlsx('<row>' * 100000)


@hostile('unclosed.docx', 'error')
def _():
    return zipped([('word/document.xml', document('')[:-30])])


@hostile('nul-bytes.docx', 'error')
def _():
    return zipped([('word/document.xml', b'\0' * 1000)])


@hostile('span-of-a-billion.docx', 'doubt')
def _():
    return plan_docx([cell('1', '<w:gridSpan w:val="1000000000"/>'), cell('Book'), *plain(ROW[2:])],
                     plain(['2', 'B', 'X', '31 September 2017', 'Red']))


@hostile('before-a-billion.docx', 'doubt')
def _():
    return plan_docx(['<w:trPr><w:gridBefore w:val="4294967295"/></w:trPr>', *plain(ROW)], plain(['2', 'B', '', '31 September 2017', '']))


@hostile('negative-span.docx', 'doubt')
def _():
    return plan_docx([cell('1', '<w:gridSpan w:val="-5"/>'), *plain(['B', 'X', '30 February 2018', 'Red'])])


@hostile('million-cells-a-row.docx', 'error')
def _():
    return plan_docx(['<w:tc/>' * 2_000_000])


@hostile('millions-of-elements.docx', 'error')
def _():
    names = random.Random(1)
    block = ''.join(f'<{names.choice("abcdefgh")}/>' for _ in range(1 << 16))
    return docx(block * (50 * MEGA // len(block)))


@hostile('text-that-is-merged-down.docx', 'error')
def _():
    words = random.Random(1).randbytes(100_000).hex()
    below = [cell('', '<w:vMerge/>'), *plain(ROW[1:])]
    return plan_docx([cell(words, '<w:vMerge w:val="restart"/>'), *plain(ROW[1:])], *[below] * 5_000)


@hostile('label-of-a-megabyte.docx', 'doubt')
def _():
    numbering = (f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:lvlText w:val="{"x" * MEGA}"/></w:lvl>'
                 '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>')
    paragraph = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>'
    body = paragraph * 50_000 + word_table([plain(HEADINGS), plain(['2', 'B', 'X', '31 September 2017', 'Red'])])
    return zipped([('word/document.xml', document(body)), ('word/numbering.xml', numbering)], zipfile.ZIP_STORED)


@hostile('fields-without-end.docx', 'doubt')
def _():
    marks = '<w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/>' * 200_000
    return zipped([('word/document.xml', document(f'<w:p><w:r>{marks}</w:r></w:p>' + word_table(
        [plain(HEADINGS), plain(['2', 'B', 'X', '31 September 2017', 'Red'])])))], zipfile.ZIP_STORED)


# ------------------------------------------------------------------------------------------------------------ workbooks

@hostile('far-corner.xlsx', 'error')
def _():
    return xlsx(f'<row r="1048576">{inline("XFD1048576", "x")}</row>')


@hostile('beyond-the-corner.xlsx', 'error')
def _():
    return xlsx(f'<row r="99999999999999999999">{inline("ZZZZZZZZZZ99999999999999999999", "x")}</row>')


@hostile('merged-everything.xlsx', 'error')
def _():
    merges = '<mergeCells>' + '<mergeCell ref="A2:XFD1048576"/>' * 1000 + '</mergeCells>'
    return xlsx(xlsx_row(1, HEADINGS) + xlsx_row(2, ['1', 'B', 'X', '31 September 2017', 'Red']), merges)


@hostile('ranges-over-each-other.xlsx', 'doubt')
def _():
    refs = [f'{chr(65 + i % 20)}2:{chr(85 + i % 6)}2' for i in range(199_000)]
    merges = '<mergeCells>' + ''.join(f'<mergeCell ref="{ref}"/>' for ref in ['A2:A3', *refs]) + '</mergeCells>'
    rows = xlsx_row(1, HEADINGS) + xlsx_row(2, ['1', 'B', 'X', '31 September 2017', 'Red']) + xlsx_row(3, ['2', 'C', 'X', '31 September 2017', ''])
    return xlsx(rows, merges)


@hostile('ranges-side-by-side.xlsx', 'error')
def _():
    def column(n):
        return (column((n - 1) // 26) if n > 26 else '') + chr(65 + (n - 1) % 26)
    refs = ''.join(f'<mergeCell ref="{column(n)}2:{column(n + 1)}2"/>' for n in range(16_383, 0, -2))
    return xlsx(xlsx_row(1, HEADINGS) + xlsx_row(2, ['1', 'B', 'X', '31 September 2017', 'Red']), f'<mergeCells>{refs}</mergeCells>')


@hostile('million-columns.xlsx', 'error')
def _():
    return xlsx('<row r="1">' + '<c t="inlineStr"><is><t>x</t></is></c>' * 1_000_000 + '</row>')


@hostile('numbers-that-are-none.xlsx', 'doubt')
def _():
    numbers = ''.join(f'<row r="{i + 2}"><c r="A{i + 2}"><v>{i + 1}</v></c>{inline(f"B{i + 2}", "Do it")}<c r="D{i + 2}" s="1"><v>{v}</v></c></row>'
                      for i, v in enumerate(['NaN', 'Infinity', '1E400', '-1', '2958466', '1e308', '0x10', '', '99999999999999999999']))
    return xlsx(xlsx_row(1, HEADINGS) + numbers, styles='<cellXfs><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>')


@hostile('comment-of-rows.xlsx', 'doubt')
def _():
    comment = ''.join(f'</row>{i}' for i in range(400_000))
    return xlsx(xlsx_row(1, HEADINGS) + f'<!-- {comment} -->' + xlsx_row(2, ['1', 'B', 'X', '31 September 2017', 'Red']))


@hostile('strings-without-end.xlsx', 'error')
def _():
    return xlsx(xlsx_row(1, HEADINGS), strings='<si><t>x</t></si>' * 6_000_000)


@hostile('one-string-in-every-cell.xlsx', 'error')
def _():
    cells = ''.join(f'<row r="{r}">' + f'<c t="s"><v>0</v></c>' * 100 + '</row>' for r in range(1, 200))
    return xlsx(cells, strings=f'<si><t>{"x" * MEGA}</t></si>')


@hostile('string-that-is-not-there.xlsx', 'error')
def _():
    return xlsx('<row r="1"><c t="s"><v>4294967296</v></c><c t="s"><v>-1</v></c></row>', strings='')


@hostile('relation-in-a-circle.xlsx', 'error')
def _():
    return xlsx('', sheet_target='workbook.xml')


@hostile('relation-outside.xlsx', 'error')
def _():
    return xlsx('', sheet_target='../../../../../etc/passwd')


@hostile('relation-to-the-world.xlsx', 'error')
def _():
    return xlsx('', sheet_target='http://127.0.0.1:9/sheet.xml')


@hostile('style-that-is-not-there.xlsx', 'doubt')
def _():
    row = f'<row r="2">{inline("A2", "1")}{inline("B2", "Book")}<c r="D2" s="4000000000"><v>31</v></c><c r="E2" s="-1"/></row>'
    return xlsx(xlsx_row(1, HEADINGS) + row, styles='<cellXfs><xf fillId="77" numFmtId="9999"/></cellXfs>')


# ------------------------------------------------------------------------------------------------------------------ CSV

@hostile('one-line-of-100-megabytes.csv', 'error')
def _():
    return b'x' * (100 * MEGA)


@hostile('cell-of-10-megabytes.csv', 'error')
def _():
    return csv(f'1,Book,Matron,31 September 2017,"{"word " * (2 * MEGA)}"')


@hostile('timeline-of-10-megabytes.csv', 'error')
def _():
    return csv(f'1,Book,Matron,"{"March 2017, " * MEGA}",Red')


@hostile('owners-of-8-megabytes.csv', 'error')
def _():
    return csv(f'1,Book,"{"Head of Quality and Safety; Dr A. Example, " * 190_000}",31 September 2017,Red')


@hostile('longest-timeline.csv', 'doubt')
def _():
    return csv(f'1,Book,Matron,"{"March 2017, " * 20_000}",Red')


@hostile('longest-owners.csv', 'doubt')
def _():
    return csv(f'1,Book,"{"Head of Quality and Safety; Dr A. Example, " * 5_000}",31 September 2017,Red')


@hostile('million-columns.csv', 'error')
def _():
    return b'x,' * 1_000_000


@hostile('twenty-thousand-headings.csv', 'error')
def _():
    return (','.join(HEADINGS) + ',Extra' * 20_000 + '\n1,Book,Matron,31 September 2017,Red\n').encode()


@hostile('equal-headings.csv', 'doubt')
def _():
    row = ['1', 'Book', 'Matron', '31 September 2017', 'Red', *['x'] * 990]
    return '\n'.join(','.join(cells) for cells in [HEADINGS + ['Extra'] * 990, row] * 20).encode()


@hostile('owners-of-every-milestone.csv', 'doubt')
def _():
    owners = '\n'.join(f'1-99. Team {i}' for i in range(1600))
    dates = '\n'.join(f'{i % 99 + 1}. March {2017 + i // 99}' for i in range(201))
    return csv(f'1,Book,"{owners}","{dates}",Red')


@hostile('quotation-mark-unclosed.csv', 'error')
def _():
    return csv('1,"Book,Matron,31/03/2017,Red') + b'x,y\n' * 100_000


@hostile('quotation-marks-everywhere.csv', 'error')
def _():
    return b'"' * (4 * MEGA + 1)


@hostile('nul-bytes.csv', 'error')
def _():
    return csv('1,Bo\0ok,Matron,31/03/2017,Red')


@hostile('no-utf8.csv', 'doubt')
def _():
    return csv('1,Book,Matron,31 September 2017,Red') + b'2,\xff\xfe\xc0\x80\xed\xa0\x80,\xf8\x88\x80\x80\x80,TBC soon,Red\n'


@hostile('days-that-are-none.csv', 'doubt')
def _():
    days = ['31 September 2017', '30/02/2018', '00/00/0000', '-1/-1/-2017', '99/99/9999', '1/1/99999999999999999999', 'Qtr 9 2017',
            '31/12/999999', '29 February 2100', '0 March 2017', 'w/c 31 June 2017']
    return csv(*[f'{i + 1},Do it,Matron,{day},Red' for i, day in enumerate(days)])


@hostile('same-number-everywhere.csv', 'doubt')
def _():
    return csv(*['1,Do it,Matron,31 September 2017,Red'] * 3_000)


# ---------------------------------------------------------------------------------------------------------- other files

@hostile('picture.docx', 'error')
def _():
    return b'\x89PNG\r\n\x1a\n' + bytes(range(256)) * 100


@hostile('printed.pdf', 'error')
def _():
    return b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n' + b'1 0 obj\n' * 1000


@hostile('old.doc', 'error')
def _():
    return b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\0' * 5000


@hostile('old.xls', 'error')
def _():
    return b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + b'\xff' * 5000


@hostile('with-password.docx', 'error')
def _():
    return b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + 'EncryptedPackage'.encode('utf-16le') * 100


@hostile('other-office.ods', 'error')
def _():
    return zipped([('mimetype', 'application/vnd.oasis.opendocument.spreadsheet'), ('content.xml', '<a/>')])


@hostile('program.docx', 'error')
def _():
    return b'MZ\x90\0' + b'\0' * 10_000


@hostile('page.docx', 'error')
def _():
    return b'<html><body><table><tr><td>No<td>Action</table></html>'


@hostile('nothing.csv', 'error')
def _():
    return b''


@hostile('blanks.csv', 'error')
def _():
    return b' \r\n\t' * MEGA


# ---------------------------------------------------------------------------------------------------------------- feeds

FEEDS = []  # name, format, what comes of it, a function that gives what is piped in


def feed(name, form, result):
    def add(make):
        FEEDS.append((name, form, result, make))
        return make
    return add


@feed('twenty-thousand-headings', 'csv', 'error')
def _():
    return (','.join(HEADINGS) + ',Extra' * 20_000 + '\n1,Book,Matron,31 September 2017,Red\n').encode()


@feed('cell-of-10-megabytes', 'csv', 'error')
def _():
    return csv(f'1,Book,Matron,31 September 2017,"{"ongoing " * MEGA}"')


@feed('cell-of-10-megabytes', 'ndjson', 'error')
def _():
    return b'{"No": 1, "Action": "Book", "Progress": "' + b'ongoing ' * MEGA + b'"}\n'


@feed('names-without-end', 'ndjson', 'error')
def _():
    return ('{"No": 1, "Action": "Book"' + ''.join(f', "n{i}": 1' for i in range(300_000)) + '}\n').encode()


@feed('lists-without-end', 'ndjson', 'error')
def _():
    return b'{"No": 1, "Action": [' + b'[],' * 10_000_000 + b'[]]}\n'


if __name__ == '__main__':  # NAME PATH: in a process of its own, whose memory is not counted as the reader's
    with open(sys.argv[2], 'wb') as out:
        made = {**{name: make for name, _, make in FILES}, **{f'{name}.{form}': make for name, form, _, make in FEEDS}}
        out.write(made[sys.argv[1]]())
