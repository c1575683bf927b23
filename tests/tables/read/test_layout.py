"""Where a table stands on a sheet of which nobody promised anything."""

from __future__ import annotations

import pytest

from ckanext.city.tables.findings import Refused
from ckanext.city.tables.read.choice import Choice
from ckanext.city.tables.read.grid import Grid
from ckanext.city.tables.read.tabulate import tabulate

BODY = [
    ["Élodie", "12", "2024-03-01", "Nord"],
    ["Noël", "8", "2024-03-02", "Sud"],
    ["Zoé", "5", "2024-03-09", "Est"],
]
HEAD = ["Nom", "Voix", "Date", "Bureau"]


def read(rows, at: str | None = None, **kwargs):
    return tabulate("t.csv", [Grid(rows, **kwargs)], Choice(at=at))


def headers(table) -> list[str]:
    return [column.header for column in table.columns]


def codes(table) -> dict[str, tuple[int, ...]]:
    return {finding.code: finding.rows for finding in table.findings}


def numbers(table) -> list[int]:
    return table.frame()["#"].to_list()


def test_a_plain_table_has_nothing_said_of_it() -> None:
    table = read([HEAD, *BODY])
    assert (headers(table), codes(table), numbers(table)) == (HEAD, {}, [2, 3, 4])


def test_titles_and_notes_are_left_out_and_said() -> None:
    table = read(
        [
            ["Résultats du vote"],
            ["Service des élections", "", ""],
            [],
            HEAD,
            *BODY,
            [],
            ["Source : mairie"],
        ]
    )
    assert headers(table) == HEAD
    assert numbers(table) == [5, 6, 7]
    assert codes(table) == {"table.titles": (1, 2), "table.notes": (9,)}


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (
            [["Identité", "", "Adresse", "", ""], ["Nom", "Voix", "Rue", "CP", "Ville"]],
            [
                "Identité / Nom",
                "Identité / Voix",
                "Adresse / Rue",
                "Adresse / CP",
                "Adresse / Ville",
            ],
        ),
        (
            [["Nom", "Voix", "Adresse", "", ""], ["", "", "Rue", "CP", "Ville"]],
            ["Nom", "Voix", "Adresse / Rue", "Adresse / CP", "Adresse / Ville"],
        ),
        (
            [["Nom", "Voix", "Surface", "CP", "Ville"], ["", "", "(m²)", "", ""]],
            ["Nom", "Voix", "Surface / (m²)", "CP", "Ville"],
        ),
    ],
    ids=["groups", "groups and names", "units"],
)
def test_a_header_of_several_lines_is_joined(lines, names) -> None:
    body = [
        ["A", "1", "12", "92040", "Issy"],
        ["B", "3", "14", "92040", "Issy"],
        ["C", "4", "15", "92130", "Sèvres"],
    ]
    table = read([*lines, *body])
    assert headers(table) == names
    assert codes(table) == {"table.header-lines": (1, 2)}
    assert numbers(table) == [3, 4, 5]


def test_merged_cells_tell_what_a_header_groups() -> None:
    rows = [
        ["Bilan 2024"],
        ["Lieu", "Été", "", "Hiver", ""],
        ["", "Jours", "Entrées", "Jours", "Entrées"],
    ]
    rows += [["Piscine", "12", "300", "14", "200"], ["Musée", "11", "150", "8", "80"]]
    merged = [(0, 0, 0, 4), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4)]
    table = read(rows, merged=merged)
    assert headers(table) == [
        "Lieu",
        "Été / Jours",
        "Été / Entrées",
        "Hiver / Jours",
        "Hiver / Entrées",
    ]
    assert numbers(table) == [4, 5]


@pytest.mark.parametrize(
    "total",
    [
        ["TOTAL", "25", "", ""],
        ["Total général :", "25", "", ""],
        ["", "25", "", ""],
        ["Sous-total Nord", "25", "", ""],
    ],
    ids=["word", "general", "no word but the sum", "subtotal"],
)
def test_total_rows_are_marked_and_kept(total) -> None:
    table = read([HEAD, *BODY, total])
    assert codes(table) == {"table.totals": (5,)}
    assert numbers(table) == [2, 3, 4, 5]


def test_a_club_called_total_is_no_total() -> None:
    head = ["Association", "SIRET", "Objet", "Montant"]
    body = [
        [name, "81234567800012", "Fonctionnement", "1500"] for name in ("Judo", "Foot", "Échecs")
    ]
    assert codes(read([head, *body, ["Total Danse", "", "Fonctionnement", "900"]])) == {}


def test_a_company_called_total_is_no_total() -> None:
    rows = [["Total Énergies", "7", "2024-03-03", "Ouest"], *BODY]
    assert codes(read([HEAD, *rows])) == {}


def test_subtotals_between_rows_are_marked() -> None:
    table = read(
        [
            HEAD,
            *BODY,
            ["Sous-total", "25", "", ""],
            *BODY,
            ["Sous-total", "25", "", ""],
            ["Total", "50", "", ""],
        ]
    )
    assert codes(table) == {"table.totals": (5, 9, 10)}


def test_a_table_without_a_header_is_read_whole_and_said() -> None:
    table = read(BODY)
    assert headers(table) == ["", "", "", ""]
    assert (table.header_row, numbers(table), codes(table)) == (
        0,
        [1, 2, 3],
        {"table.no-header": ()},
    )


def test_years_can_be_headers() -> None:
    table = read([["Quartier", "2022", "2023"], ["Nord", "12", "15"], ["Sud", "11", "9"]])
    assert headers(table) == ["Quartier", "2022", "2023"]


def test_empty_columns_and_rows_keep_letters_and_numbers() -> None:
    rows = [[], ["", *HEAD[:2], "", *HEAD[2:]], *(["", *row[:2], "", *row[2:]] for row in BODY)]
    table = read(rows)
    assert [column.letter for column in table.columns] == ["B", "C", "E", "F"]
    assert (table.header_row, numbers(table)) == (2, [3, 4, 5])


def test_a_row_shifted_by_one_column_is_said() -> None:
    table = read([HEAD, *BODY, ["", "Léa", "9", "2024-03-04", "Nord"], *BODY])
    assert codes(table) == {"table.shifted": (5,)}
    assert table.frame().rows()[3] == (5, None, "Léa", "9", "2024-03-04", "Nord")


def test_of_several_tables_the_fitting_one_is_taken_and_the_others_said() -> None:
    other = [["Agent", "Heures"], ["Paul", "12"], ["Anne", "7"]]
    rows = [HEAD, *BODY, [], [], ["Temps passé"], *other]
    table = read(rows)
    assert headers(table) == HEAD
    assert [f.values for f in table.findings if f.code == "table.others"] == [("A7:B10",)]
    fitting = tabulate("t.csv", [Grid(rows)], Choice(lambda names: float("Heures" in names)))
    assert (headers(fitting), numbers(fitting)) == (["Agent", "Heures"], [9, 10])


def test_tables_side_by_side_are_two() -> None:
    left, right = [HEAD, *BODY, *BODY], [["Agent", "Heures"], ["Paul", "12"], ["Anne", "7"]]
    rows = [[*a, "", *(right[i] if i < len(right) else ["", ""])] for i, a in enumerate(left)]
    table = read(rows)
    assert headers(table) == HEAD
    assert codes(table) == {"table.others": ()}


def test_two_tables_under_their_own_titles_are_two() -> None:
    table = read(
        [
            ["Bureaux", "", "", "", "", "", "Contacts", ""],
            [*HEAD, "", "", "Fonction", "Poste"],
            [*BODY[0], "", "", "Accueil", "4201"],
            [*BODY[1], "", "", "Maire", "4202"],
            [*BODY[2], "", "", "Astreinte", "4203"],
        ]
    )
    assert headers(table) == HEAD
    assert codes(table)["table.others"] == ()


STACKED = [["2024"], HEAD, *BODY, [], ["2025"], HEAD, *BODY[:2], ["Total", "20"]]


def test_tables_of_one_header_below_each_other_are_one() -> None:
    table = read(STACKED)
    assert headers(table) == HEAD
    assert numbers(table) == list(range(3, 12))
    told = codes(table)
    assert (told["table.headings"], told["table.header-again"]) == ((7,), (8,))
    assert told["table.totals"] == (11,)
    stacked = next(each for each in table.findings if each.code == "table.stacked")
    assert stacked.values == ("A1:D5", "A7:D11")


@pytest.mark.parametrize("cell", ["A7", "d9", "$B$8", "A7:D11"])
def test_one_of_several_tables_is_chosen_by_a_cell(cell: str) -> None:
    table = read(STACKED, at=cell)
    assert numbers(table) == [9, 10, 11]
    assert "table.stacked" not in codes(table)
    others = next(each for each in table.findings if each.code == "table.others")
    assert others.values == ("A1:D5",)


@pytest.mark.parametrize("cell", ["Z9", "A40", "deux"])
def test_a_cell_of_no_table_is_refused_with_those_that_there_are(cell: str) -> None:
    with pytest.raises(Refused) as refused:
        read(STACKED, at=cell)
    assert refused.value.finding.code == "table.unknown"
    assert refused.value.finding.details["ranges"] == "A1:D5, A7:D11"


def test_sheets_of_the_same_columns_are_said() -> None:
    sheets = [Grid([HEAD, *BODY], sheet=year) for year in ("2023", "2024")]
    table = tabulate("t.xlsx", sheets, Choice())
    assert codes(table)["sheets.alike"] == ()
    assert table.sheet == "2023"


@pytest.mark.parametrize("name", ["Exemple", "exemples", "Aide", "Notice", "Listes", "À corriger"])
def test_a_sheet_that_explains_another_is_read_only_where_no_other_fits(name: str) -> None:
    fewer, more = Grid([HEAD, BODY[0]], sheet="2024"), Grid([HEAD, *BODY * 4], sheet=name)
    table = tabulate("t.xlsx", [more, fewer], Choice())
    assert table.sheet == "2024"
    assert "sheets.alike" not in codes(table)
    assert tabulate("t.xlsx", [more], Choice()).sheet == name


def test_notes_below_one_half_do_not_part_a_table_at_its_empty_column() -> None:
    notes = [
        [],
        ["* selon la liste"],
        ["Source : mairie"],
        ["Mis à jour en mai"],
        ["Service voirie"],
    ]
    table = read([[*HEAD, "", "Rue", "Ville"], *([*row, "", "x", "y"] for row in BODY), *notes])
    assert headers(table) == [*HEAD, "Rue", "Ville"]


def test_headings_and_subtotals_may_be_more_than_the_rows() -> None:
    rows = []
    for name in ("SPORT", "CULTURE", "SOCIAL"):
        rows += [[name], ["Club", "12", "2024-03-01", "Nord", "x"], [f"Sous-total {name}", "12"]]
    table = read([[*HEAD, "Note"], *rows])
    assert codes(table) == {"table.headings": (2, 5, 8), "table.totals": (4, 7, 10)}


def test_blank_rows_stay_in_the_table() -> None:
    table = read([HEAD, *BODY, [], [], *BODY, ["", "", "", ""], ["", "", "", ""]])
    assert numbers(table) == list(range(2, 12))
    assert codes(table) == {}


def test_a_header_repeated_among_the_rows_is_said() -> None:
    table = read([HEAD, *BODY, HEAD, *BODY])
    assert codes(table) == {"table.header-again": (5,)}


def test_a_header_in_capitals_without_accents_is_one_once_more() -> None:
    head = ["Bureau", "Inscrits", "Exprimés"]
    rows = [["1", "100", "50"], ["BUREAU", "INSCRITS", "EXPRIMES"], ["2", "90", "45"]]
    assert codes(read([head, *rows])) == {"table.header-again": (3,)}


def test_the_head_of_a_page_above_a_header_that_comes_again_is_no_record() -> None:
    head, rows = [*HEAD, "Rue"], [[*row, "rue Haute"] for row in BODY]
    page = ["Édition du 02/09/2024", "", "", "Page 2", ""]
    table = read([head, *rows, page, head, *rows])
    assert codes(table) == {"table.headings": (5,), "table.header-again": (6,)}
    sparse = read([head, *rows, ["Chorale", "", "", "Ouest", ""], head, *rows])
    assert codes(sparse) == {"table.header-again": (6,)}


def test_each_line_of_a_header_is_known_again_also_where_it_was_joined() -> None:
    groups = ["", "", "Séance du\n12 mars", ""]
    names = ["Nom", "Voix", "Date", "Bureau"]
    merged = [(0, 2, 0, 3), (5, 2, 5, 3)]
    table = read([groups, names, *BODY, groups, names, *BODY], merged=merged)
    assert headers(table) == [
        "Nom",
        "Voix",
        "Séance du 12 mars / Date",
        "Séance du 12 mars / Bureau",
    ]
    assert codes(table)["table.header-again"] == (7,)


def test_a_row_that_begins_as_the_header_does_is_a_record() -> None:
    assert codes(read([HEAD, *BODY, ["Nom", "3", "2024-03-05", "Ouest"]])) == {}


@pytest.mark.parametrize(
    ("title", "merged"),
    [
        (["Ville de Saint-Aubin", "", "Année 2024", "", ""], []),
        (["Saint-Aubin", "", "2024", "", ""], []),
        (["Direction des finances", "", "", "mise à jour le 12/03/2024", ""], []),
        (["Ville de Saint-Aubin", "", "", "Année 2024", ""], [(0, 0, 0, 2), (0, 3, 0, 4)]),
        (["Subventions versées aux associations sportives", "", "", "", ""], [(0, 0, 0, 2)]),
    ],
    ids=["who and when", "bare", "department and update", "merged", "merged over a part"],
)
def test_titles_of_several_cells_are_no_groups(title, merged) -> None:
    names = ["Nom", "Voix", "Date", "Bureau", "Rue"]
    table = read([title, names, *([*row, "rue Haute"] for row in BODY)], merged=merged)
    assert headers(table) == names
    assert codes(table) == {"table.titles": (1,)}


@pytest.mark.parametrize(
    ("groups", "names"),
    [
        (["Année 2023", "", "Année 2024", ""], ["Prévu", "Voté", "Prévu", "Voté"]),
        (["Ville de Nord", "", "Ville de Sud", ""], ["Prévu", "Voté", "Prévu", "Voté"]),
        (["Identité", "", "Budget 2024", ""], ["Nom", "Âge", "Prévu", "Voté"]),
        (["Service", "", "Demande", ""], ["Nom", "Âge", "Prévu", "Voté"]),
    ],
)
def test_groups_that_look_like_titles_stay_groups(groups, names) -> None:
    table = read([groups, names, ["1", "2", "3", "4"], ["5", "6", "7", "8"], ["9", "8", "7", "6"]])
    joined = [f"{groups[at // 2 * 2]} / {name}" for at, name in enumerate(names)]
    assert headers(table) == joined


def test_the_title_of_a_table_is_not_that_of_the_one_beside_it() -> None:
    gap = [""]
    rows = [
        ["Verre", "", "", "", *gap, "Papier", "", "", ""],
        [*HEAD, *gap, *HEAD],
        *([*row, *gap, *row] for row in BODY),
    ]
    for at, title in (("A2", "Verre"), ("F2", "Papier")):
        table = read(rows, at=at)
        told = {each.code: each.values for each in table.findings}
        assert told["table.titles"] == (title,)


def test_a_heading_among_the_rows_is_said() -> None:
    table = read([HEAD, ["Canton Nord", "", "", ""], *BODY, ["Canton Sud", "", "", ""], *BODY])
    assert codes(table) == {"table.headings": (2, 6)}


def test_a_schemas_names_below_words_are_the_header() -> None:
    words = ["Nom de la ville", "Votes pour", "Date", "Objet de la séance"]
    table = read([words, ["COLL_NOM", "VOTE_POUR", "DELIB_DATE", "DELIB_OBJET"], *BODY])
    assert headers(table) == ["COLL_NOM", "VOTE_POUR", "DELIB_DATE", "DELIB_OBJET"]
    assert codes(table) == {"table.titles": (1,)}


def test_a_table_that_stands_in_one_column_is_cut() -> None:
    lines = [HEAD, *BODY, ["a;b", "1", "2024-01-01", ""]]
    rows = [[";".join(f'"{cell}"' if ";" in cell else cell for cell in line)] for line in lines]
    kinds = [["text"] for _ in rows]
    table = read(rows, kinds=kinds)
    assert headers(table) == HEAD
    assert table.frame().rows()[-1] == (5, "a;b", "1", "2024-01-01", None)
    assert codes(table) == {"table.one-column": ()}


def test_commas_within_a_column_are_no_columns() -> None:
    rows = [["adresse"], ["12 rue des Tanneurs, Saintville"], ["3 place Foch, Saintville"]]
    assert headers(read(rows)) == ["adresse"]


def test_a_line_of_words_below_the_header_is_said() -> None:
    words = ["Nom de la ville", "Nombre de voix", "Jour du vote", "Nom du bureau"]
    table = read([["COLL_NOM", "VOTE_POUR", "DELIB_DATE", "BUREAU_NOM"], words, *BODY])
    assert headers(table)[0] == "COLL_NOM"
    assert codes(table) == {"table.labels": (2,)}


@pytest.mark.parametrize(
    "row", [["Zoé", "24 (dont 3 pouvoirs)", "1er mars"], ["Zoé", "48°37'12\"N", "2°19'E"]]
)
def test_a_first_row_whose_figures_have_words_beside_them_is_a_record(row: list[str]) -> None:
    table = read([HEAD, [*row, "Nord"], *BODY[:2], ["Léa", "9", "2024-03-12", "Sud"]])
    assert codes(table) == {}


def test_groups_of_the_same_names_end_alike() -> None:
    lines = [
        ["Bureau", "1er tour", "", "2e tour", "", ""],
        ["Bureau", "Votants", "Nuls", "Votants", "Nuls", "Remarque"],
    ]
    rows = [["1", "50", "2", "60", "1", ""], ["2", "70", "4", "80", "3", "RAS"]]
    assert headers(read([*lines, *rows])) == [
        "Bureau",
        "1er tour / Votants",
        "1er tour / Nuls",
        "2e tour / Votants",
        "2e tour / Nuls",
        "Remarque",
    ]


def test_a_weak_word_needs_two_sums_to_be_a_total() -> None:
    head, body = ["École", "2022", "2023"], [["Ferry", "12", "14"], ["Macé", "9", "11"]]
    assert codes(read([head, *body, ["Ensemble", "21", "25"]])) == {"table.totals": (4,)}
    assert codes(read([head, *body, ["Ensemble", "21", "99"]])) == {}


def test_a_total_below_a_commune_and_its_code_is_one_where_two_columns_add_up() -> None:
    head = ["Commune", "INSEE", "Bureau", "Inscrits", "Votants"]
    rows = [["Issy", "92040", str(n), str(100 + n), str(50 + n)] for n in range(1, 4)]
    total = ["Issy", "92040", "Total", "306", "156"]
    assert codes(read([head, *rows, total])) == {"table.totals": (5,)}
    assert codes(read([head, *rows, [*total[:3], "306", "155"]])) == {}


@pytest.mark.parametrize(
    ("title", "is_told"),
    [
        ("Budget 2025 (en milliers d'euros)", True),
        ("Montants en k€", True),
        ("Unité : M€", True),
        ("Tarifs (en milliers)", True),
        ("Plus de 3 millions d'euros de subventions", False),
        ("Montants en euros", False),
        ("M. Dupont, service des finances", False),
    ],
)
def test_a_title_that_counts_in_thousands_is_told(title, is_told) -> None:
    table = read([[title], [], ["Compte", "Voté"], ["60611", "41"], ["60612", "38"]])
    assert codes(table).get("table.multiple") == ((1,) if is_told else None)
