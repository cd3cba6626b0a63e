"""What the meeting looks at: plain server-rendered pages of a matter, its documents and its data, beside Streamlit."""
