#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes northmoor.docx, the invented plan that the demo imports: a Word table as people make them, with a legend, coloured
RAG cells, a continuation row and dates in the forms that plans use. Run it after changing the rows below."""
import os
import zipfile
from xml.sax.saxutils import escape

FILLS = {'Red': 'FF0000', 'Amber': 'FFC000', 'Green': '00B050', 'Blue': '0070C0'}
LEGEND = [
    ('Red', 'Not on track - remedial action required'),
    ('Amber', 'Needs monitoring to stay on track'),
    ('Green', 'On track, no additional action'),
    ('Blue', 'Completed, evidence available'),
]
HEADINGS = ['No.', 'Recommendation', 'Actions', 'Lead', 'Assurance process', 'Timeline\n(I = indicative, A = agreed)',
            'Update/Progress', 'RAG']
IMPROVEMENT = "Children's improvement board"
HEALTH = 'Health partnership board'
ROWS = [
    ('1.1', 'Publish the local offer in plain English.', 'Rewrite the ten most visited pages with parents.',
     'Head of inclusion', IMPROVEMENT, 'January 2027 (A)', 'Six pages rewritten and tested with parents.', 'Green'),
    ('1.2', 'Tell families within two days who their named officer is.', 'Add the named officer to the first letter.',
     'Head of inclusion', IMPROVEMENT, 'Letter in use by 29/01/2027 (A)', 'Letter drafted.', 'Green'),
    ('2.1', 'Cut the wait for speech and language therapy.', 'Agree a joint waiting list and publish it monthly.',
     'Therapies manager', HEALTH, 'NCH Qtr 4 2026/27 (I)', 'Data sharing agreement with the lawyers.', 'Amber'),
    ('2.2', 'Cut the wait for speech and language therapy.', 'Recruit two therapists for the under fives.',
     'Therapies manager', HEALTH, 'NCH January 2027 (I)', 'First round of interviews held, one post offered.', 'Amber'),
    ('3.1', 'Make sure that annual reviews are held on time.', 'Give every school a term plan of its reviews.',
     'Schools lead', IMPROVEMENT, 'NSP Spring term 2027 (A)', 'Plans with 41 of 60 schools.', 'Green'),
    ('3.2', 'Make sure that annual reviews are held on time.', 'Report late reviews to the board each month.',
     'Schools lead', IMPROVEMENT, 'Ongoing – Review February 2027', 'First report made in December.', 'Green'),
    ('4.1', 'Share health histories before a first assessment.', 'Set up secure e-mail for all six clinics.',
     'Health information manager', HEALTH, 'NCH actions complete by end of January 2027 (A)', 'Four clinics connected.',
     'Green'),
    ('4.2', 'Share health histories before a first assessment.', 'Audit a sample of twenty assessments.',
     'Health information manager; Head of inclusion', HEALTH, 'Audit tool agreed by 5 February 2027 (I)\n'
     'Audit reported by Qtr 1 2027/28 (I)', '', 'Amber'),
    ('5.1', 'Prepare young people for adulthood from year 9.', 'Train every named officer in preparing for adulthood.',
     'Workforce lead', IMPROVEMENT, 'Completed 11/12/2026', 'All 24 officers trained.', 'Blue'),
    ('', '', '', 'Schools lead', '', 'NSP by 12 February 2027 (A)', 'Careers day planned with three colleges.', 'Green'),
    ('6.1', 'Use what families say to change services.', 'Ask every family after an assessment and publish the answers.',
     'Participation officer', IMPROVEMENT, 'TBC', 'Waiting for the new survey tool.', 'Red'),
    ('6.2', 'Use what families say to change services.', 'Hold a parents and carers assembly.',
     'Participation officer', IMPROVEMENT, '31 September 2027', '', 'Amber'),
]

WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'


def cell(text, fill=None, bold=False):
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ''
    weight = '<w:rPr><w:b/></w:rPr>' if bold else ''
    paragraphs = ''.join(f'<w:p><w:r>{weight}<w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
                         for line in text.split('\n'))
    return f'<w:tc><w:tcPr><w:tcW w:w="1700" w:type="dxa"/>{shade}</w:tcPr>{paragraphs}</w:tc>'


def table(rows):
    return '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>' + ''.join(
        f'<w:tr>{"".join(cells)}</w:tr>' for cells in rows) + '</w:tbl><w:p/>'


def document():
    legend = table([[cell(name, FILLS[name]), cell(words)] for name, words in LEGEND])
    rows = [[cell(heading, bold=True) for heading in HEADINGS]]
    for row in ROWS:
        rows.append([cell(text) for text in row[:-1]] + [cell('', FILLS[row[-1]])])
    title = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Northmoor inclusion action plan</w:t></w:r></w:p>'
    return (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{WORD}"><w:body>'
            f'{title}{legend}{table(rows)}<w:sectPr/></w:body></w:document>')


TYPES = ('<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
         'wordprocessingml.document.main+xml"/></Types>')
RELATIONS = ('<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
             'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
             'relationships/officeDocument" Target="word/document.xml"/></Relationships>')

if __name__ == '__main__':
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'northmoor.docx')
    with zipfile.ZipFile(target, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, text in (('[Content_Types].xml', TYPES), ('_rels/.rels', RELATIONS), ('word/document.xml', document())):
            entry = zipfile.ZipInfo(name, date_time=(2027, 1, 4, 9, 0, 0))  # the same bytes at every run
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    print(target)
