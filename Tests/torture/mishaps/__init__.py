"""Things that go wrong around a store, one module for each sort, and the table of what Reckon says of them."""
