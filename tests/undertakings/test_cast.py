from tests.people_and_places import Town, acting


def test_the_cast_stands_where_its_capacities_say(town: Town) -> None:
    found = {
        who.name: [(grant.kind, grant.path) for grant in acting(who).grants]
        for who in (town.wang, town.li, town.chen, town.zhao)
    }

    assert found == {
        "王阿姨": [("resident", town.household.path)],
        "李书记": [("secretary", town.farm.path)],
        "陈工": [("unit_worker", town.street.path)],
        "赵先生": [("resident", town.lakeside.path)],
    }
