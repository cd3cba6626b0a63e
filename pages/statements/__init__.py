"""The councils' pages: plain HTML from the server, beside Streamlit in the same process; no script is needed.

A request's way: `council_pages` (which addresses) -> `plain_pages` (safe headers) -> `asking` (who asks, form, tokens,
limits, refusals) -> a page's function -> one use case of `assessment.records` -> a template. No rule lives here.
"""
