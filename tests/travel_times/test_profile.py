"""Traveller profiles as the table says."""

from assessment.travel_times.profile import traveller_profiles, whole_seconds


def test_profiles_are_those_of_the_table() -> None:
    speeds = {name: profile.walk_speed_ms for name, profile in traveller_profiles().items()}
    assert speeds == {
        "adult": 1.2,
        "age_65_74": 1.1,
        "age_75_84": 0.9,
        "age_85_": 0.75,
        "walking_frame": 0.6,
        "manual_wheelchair": 0.7,
    }
    adult, frame = traveller_profiles()["adult"], traveller_profiles()["walking_frame"]
    assert (adult.max_walk_s, adult.max_transfer_walk_s, adult.max_time_s) == (1200, 600, 10_800)
    assert frame.max_walk_s == 500  # 300 m at 0.6 m/s
    assert [name for name, profile in traveller_profiles().items() if profile.wheelchair] == ["manual_wheelchair"]


def test_minutes_become_whole_seconds_without_a_hair_of_rounding() -> None:
    assert whole_seconds(300 / 0.6 / 60) == 500
    assert whole_seconds(0.999) == 59
