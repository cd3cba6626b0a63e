"""The chapters of the assessment document, each a tuple of blocks; assessment_document.py puts them in their order."""
