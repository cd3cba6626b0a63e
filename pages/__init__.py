"""The screens: a page reads widgets, calls one function, draws."""
