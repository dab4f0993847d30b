"""The page of one course, and the addresses of all that is done there or at a site."""
