"""Reports of the Independent Reporting Mechanism, all products and generations.

`irm_report` is the parser. What a report says passes through these modules, each of which uses those above it:

- words and names: `words` (levels of scales), `ratings` (a level with the text behind it), `labels` (what a heading
  asks for), `naming` (how a heading or cell names a commitment)
- rating grids: `rating_heads` (what each column represents), `grid_cells` (marks under columns), `rating_rows` (rows)
- items: `items` (texts), `form_tables` (label at the left, answer at the right)
- commitments: `sections` (where each begins and ends), `section_reader` (its texts, milestones and
  ratings), `grid_commitments` (rows of grids), `sentence_levels` (set phrases), all into the `ledger`, whose entries
  `report_reader` fills in order from the items of the whole report
- prose of reviews: `prose_ratings` (which commitments a sentence rates, and all of them)
- the plan and the report: `process`, `recommendations`, and `totals`, which checks the report's counts
"""
