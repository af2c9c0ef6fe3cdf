"""Which of the kept scenarios become tests: few, and each for a reason."""

MOST = 240
MOST_EXTRA = 6


def chosen(kept):
    """Those that tell a changed source, then those that reach a place of their own, then some more results of each function."""
    picked, reached, extra = [], set(), {}
    for one in sorted(kept, key=lambda one: (-one.kills, one.size)):
        if one.kills:
            picked.append(one)
            reached |= one.features
    rest = sorted((one for one in kept if not one.kills), key=lambda one: one.size)
    for one in rest:
        places = {feature for feature in one.features if isinstance(feature[0], int) and len(feature) == 2} - reached
        if places and not one.is_wrong:
            picked.append(one)
            reached |= one.features
    for one in rest:
        name = one.steps[-1]["code"].split("(")[0]
        if one not in picked and not one.is_wrong and extra.get(name, 0) < MOST_EXTRA:
            extra[name] = extra.get(name, 0) + 1
            picked.append(one)
    return picked[:MOST]
