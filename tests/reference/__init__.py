"""Hand-worked towns and a slow, independent oracle of `travel-times`, written from the definitions alone."""
