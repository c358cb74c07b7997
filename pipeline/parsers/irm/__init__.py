"""Reports of the Independent Reporting Mechanism, all products and generations.

`irm_report` is the parser. What a report says passes through these modules, each of which uses those above it:

- words and names: `ratings` (levels of scales, and a level with the text behind it), `labels` (what a heading asks
  for), `naming` (how a heading or cell names a commitment)
- rating grids: `rating_heads` (what each column represents), `rating_rows` (rows, and the marks under columns)
- items: `sections` (texts), `form_tables` (label at the left, answer at the right)
- commitments: `sections` (where each begins and ends), `section_reader` (its texts, milestones, ratings and set
  phrases), all into the `ledger` with the rows of grids; `report_reader` fills its entries in order from the items of
  the whole report
- prose of reviews: `prose_ratings` (which commitments a sentence rates, and all of them)
- the plan and the report: `process`, `recommendations`, and `totals`, which checks the report's counts
"""
