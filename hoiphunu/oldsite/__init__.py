"""Taking over the news of the Union's former site from saved pages. See docs/adr/0018."""
