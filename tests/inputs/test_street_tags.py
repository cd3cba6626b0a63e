"""What OpenStreetMap tags say: the rules one by one."""

import pytest

from assessment.inputs.street_tags import car_speeds_ms, is_walkable, step_free_state


def kmh(tags: dict[str, str]) -> tuple[float, float]:
    forward_ms, backward_ms = car_speeds_ms(tags)
    return round(forward_ms * 3.6, 2), round(backward_ms * 3.6, 2)


@pytest.mark.parametrize(
    ("tags", "walkable"),
    [
        ({"highway": "residential"}, True),
        ({"highway": "trunk"}, True),
        ({"highway": "trunk", "motorroad": "yes"}, False),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway", "foot": "yes"}, True),
        ({"highway": "footway", "foot": "no"}, False),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "private", "foot": "permissive"}, True),
        ({"highway": "cycleway"}, True),
    ],
)
def test_who_may_walk(tags: dict[str, str], walkable: bool) -> None:
    assert is_walkable(tags) is walkable


@pytest.mark.parametrize(
    ("tags", "state"),
    [
        ({"highway": "steps"}, 2),
        ({"highway": "steps", "ramp:wheelchair": "yes"}, 1),
        ({"highway": "footway", "wheelchair": "no"}, 2),
        ({"highway": "footway", "wheelchair": "yes"}, 1),
        ({"highway": "footway", "wheelchair": "limited"}, 0),
        ({"highway": "residential"}, 0),
    ],
)
def test_step_free_has_three_states(tags: dict[str, str], state: int) -> None:
    assert step_free_state(tags) == state


@pytest.mark.parametrize(
    ("tags", "speeds"),
    [
        ({"highway": "residential"}, (40, 40)),
        ({"highway": "residential", "maxspeed": "30"}, (30, 30)),
        ({"highway": "primary", "maxspeed": "50 mph"}, (80.47, 80.47)),
        ({"highway": "primary", "maxspeed": "FI:urban"}, (50, 50)),
        ({"highway": "primary", "maxspeed": "signals"}, (80, 80)),
        ({"highway": "primary", "maxspeed": "0"}, (80, 80)),
        ({"highway": "primary", "maxspeed": "80", "maxspeed:backward": "60"}, (80, 60)),
        ({"highway": "residential", "oneway": "yes"}, (40, 0)),
        ({"highway": "residential", "oneway": "-1"}, (0, 40)),
        ({"highway": "tertiary", "junction": "roundabout"}, (60, 0)),
        ({"highway": "motorway"}, (110, 0)),
        ({"highway": "motorway", "oneway": "no"}, (110, 110)),
        ({"highway": "service", "access": "private"}, (0, 0)),
        ({"highway": "service", "access": "private", "motor_vehicle": "yes"}, (20, 20)),
        ({"highway": "residential", "motor_vehicle": "no"}, (0, 0)),
        ({"highway": "footway"}, (0, 0)),
        ({"highway": "proposed"}, (0, 0)),
    ],
)
def test_car_speeds_each_way(tags: dict[str, str], speeds: tuple[float, float]) -> None:
    assert kmh(tags) == speeds
