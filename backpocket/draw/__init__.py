"""Draw: a pose is joint angles; a figure is the SVG drawn from it."""
