"""From the labels and answers of a commitment to its raw records: titles, levels, marks, legends."""
