"""Account: a proof on the finished files that what an edition is to show stands in them."""
