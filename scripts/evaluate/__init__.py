"""Score what the pipeline gives against gold: fields, labels and segmentation, with a stored baseline."""
