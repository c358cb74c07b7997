"""Institutions, officials, countries and plan periods."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lexicon.scope import narrow_languages
from pipeline.normalize import contacts, institutions
from pipeline.normalize.countries import find_country, read_country
from pipeline.normalize.institution_lists import split_institutions
from pipeline.normalize.periods import plan_number, read_period


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ministry of Finance, NGOs", ["Ministry of Finance", "NGOs"]),
        ("Audit Office (AO, Control); Press Club", ["Audit Office (AO, Control)", "Press Club"]),
        ("• Ministry of Justice\n• Courts", ["Ministry of Justice", "Courts"]),
        ("Ministry of Education, Culture and Sport, Mayor", ["Ministry of Education, Culture and Sport", "Mayor"]),
        ("Mapping, post and telecommunication authority", ["Mapping, post and telecommunication authority"]),
        ("Ministry of Health and Ministry of Justice", ["Ministry of Health", "Ministry of Justice"]),
        ("OMB and OSTP", ["OMB", "OSTP"]),
        ("INCI y FENASCOL.", ["INCI", "FENASCOL"]),
        ("Ministry of Mining and Heavy Industry", ["Ministry of Mining and Heavy Industry"]),
        ("Department of Health and Human Services (HHS)", ["Department of Health and Human Services (HHS)"]),
        ("National Archives and Records Office (NARO)", ["National Archives and Records Office (NARO)"]),
        ("Ministerio de Minas y Energía", ["Ministerio de Minas y Energía"]),
        ("Planeación Nacional – PN y Ministerio de Minas", ["Planeación Nacional – PN", "Ministerio de Minas"]),
        ("Ministerio de Salud y Seguridad Social e Invima", ["Ministerio de Salud y Seguridad Social", "Invima"]),
        ("Secretaría de\nTransparencia", ["Secretaría de Transparencia"]),
        ("Ministry of Trade\nand Industry", ["Ministry of Trade and Industry"]),
        ("Mapping, post, and telecommunication authority", ["Mapping, post, and telecommunication authority"]),
        ("Audit Office along with town councils", ["Audit Office", "town councils"]),
        ("Assembly with support from the Reform Programme", ["Assembly", "the Reform Programme"]),
        (
            "Ministry of Interior and Town Affairs & Ministry of Safety and Justice",
            ["Ministry of Interior and Town Affairs", "Ministry of Safety and Justice"],
        ),
        ("Ministry of Budget and National Planning", ["Ministry of Budget and National Planning"]),
        (
            "Ministarstvo obrta, ribarstva i prometa, Centar za vodne putove",
            ["Ministarstvo obrta, ribarstva i prometa", "Centar za vodne putove"],
        ),
        ("Increase the number of open data sets", []),
        (
            "Controladoria Geral da República e Ministério do Orçamento, Planejamento e Gestão",
            ["Controladoria Geral da República", "Ministério do Orçamento, Planejamento e Gestão"],
        ),
        (
            "Centre for Leadership, Strategy & Development (CLSD)",
            ["Centre for Leadership, Strategy & Development (CLSD)"],
        ),
        (
            "Ministry of Rivers, Land Planning and Fields (Office of Maps). Coast Council",
            ["Ministry of Rivers, Land Planning and Fields (Office of Maps)", "Coast Council"],
        ),
        (
            "Archives Commission, Human\nResources Office, Reform\nUnit, Mayor",
            ["Archives Commission", "Human Resources Office", "Reform Unit", "Mayor"],
        ),
        ("Mayor, Independent Adviser\nSociety for Rivers", ["Mayor", "Independent Adviser", "Society for Rivers"]),
        (
            "- Relevant ministries - Archives of Quen - Data Agency (DA)",
            ["Relevant ministries", "Archives of Quen", "Data Agency (DA)"],
        ),
        ("State Chancellery/E-Government Center", ["State Chancellery", "E-Government Center"]),
        ("Human Rights Commission/HRC", ["Human Rights Commission/HRC"]),
        ("Responsable:\nRíos Claros\nCorresponsable\ns: Mar y Sol", ["Ríos Claros", "Mar y Sol"]),
        ("Centro Ríos: Estudios del Agua", ["Centro Ríos: Estudios del Agua"]),
        ("Oxfam, EcoW. River Alert", ["Oxfam", "EcoW", "River Alert"]),
        ("the partners involved are UNDP", ["UNDP"]),
        (
            "State actors involved Office of Maps CSOs, private sector, multilaterals, working groups • River Club",
            ["Office of Maps", "River Club"],
        ),
        (
            "State actors involved Office of Maps Other actors involved The River Club",
            ["Office of Maps", "The River Club"],
        ),
        ("Government • Chamber of Quen • Senate \n\nCivil Society • Oxfam", ["Chamber of Quen", "Senate", "Oxfam"]),
        ("• Control bodies (Court of Audit, IGF) • Mayor", ["Court of Audit", "IGF", "Mayor"]),
        (
            "Audit Office\nAda Example, IDX, ada@idx.org B. Other, River Club, +389 70123456",
            ["Audit Office", "IDX", "River Club"],
        ),
        ("Ada Example,\nHead of research, Strategy Group,\nemail: a@b.org", ["Strategy Group"]),
        ("Provincial Government of Quen – Information Office", ["Provincial Government of Quen – Information Office"]),
        ("Senado – Corte Suprema", ["Senado", "Corte Suprema"]),
        ("Dirección de Mapas - Dirección de Ríos", ["Dirección de Mapas", "Dirección de Ríos"]),
        ("Audit Office.\nContacto: Ada Example, Head of Department, tel. 620 00 00", ["Audit Office"]),
        ("Audit Office, Ada Example, Head of Section", ["Audit Office"]),
        ("Assembly of the Quenian\nRepublic", ["Assembly of the Quenian Republic"]),
        ("SAEX, SIEX \nPublic fund «Quen», Mayor", ["SAEX", "SIEX", "Public fund «Quen»", "Mayor"]),
        ("Mayor, E Government Department", ["Mayor", "E Government Department"]),
        ("Justice Quen and the Privy Council Office", ["Justice Quen", "the Privy Council Office"]),
        ("Mayor, OGP\nSecretariat", ["Mayor", "OGP Secretariat"]),
        ("Forum for Rivers (FORIV) Action Aid", ["Forum for Rivers (FORIV)", "Action Aid"]),
        ("Mayor, other government institutions", ["Mayor", "other government institutions"]),
        ("Treasury Treasury Board Treasury Treasury Board", ["Treasury Treasury Board"]),
        ("Unclosed (bracket, here\nNext", ["Unclosed (bracket, here", "Next"]),
        ("Cabinet of Quen y Unidad Rural de Ríos", ["Cabinet of Quen", "Unidad Rural de Ríos"]),
        ("Unidad de Reforma y Gobierno Rural", ["Unidad de Reforma y Gobierno Rural"]),
        ("Youth Policy and Service Delivery Office", ["Youth Policy and Service Delivery Office"]),
        ("Ministry of Finance and the Coast (Board of Ports)", ["Ministry of Finance and the Coast (Board of Ports)"]),
        (
            "Secretaría General de Quen y otros servicios públicos con temas afines",
            ["Secretaría General de Quen", "otros servicios públicos con temas afines"],
        ),
        (
            "Ministry of Rivers, Reform and Ports (in cooperation with the Map Agency (MA) and the River Club (RC).",
            ["Ministry of Rivers, Reform and Ports", "the Map Agency (MA)", "the River Club (RC)"],
        ),
        ("NGOs (such as the Quen Club and Oxfam)", ["the Quen Club", "Oxfam"]),
        ("Civil society organisations (Oxfam, Quen Club)", ["Oxfam", "Quen Club"]),
        ("Ministries (Finance, Health)", ["Ministries (Finance, Health)"]),
        (
            "Department of Ports and Coastal\nDevelopment\nDepartment of Public Works and\nRivers",
            ["Department of Ports and Coastal Development", "Department of Public Works and Rivers"],
        ),
        (
            "Government:\nMinistry of Ports\nState Map Office\nCivil society:\nOxfam\nFriends of the Rivers of Quen",
            ["Ministry of Ports", "State Map Office", "Oxfam", "Friends of the Rivers of Quen"],
        ),
        ("Map Office of Quen Rural\nAuthority", ["Map Office of Quen Rural Authority"]),
        ("i) Mayor; ii) Map Office; iii) Port of Quen", ["Mayor", "Map Office", "Port of Quen"]),
        ("Quen “River Club,” Oxfam", ["Quen “River Club”", "Oxfam"]),
        ("Ministerium des Innern, für Bau und Häfen; OMB", ["Ministerium des Innern, für Bau und Häfen", "OMB"]),
        ("Oficina de Mapas, de Secretaría de Salud", ["Oficina de Mapas", "de Secretaría de Salud"]),
        ("Grupo A; Quen.es", ["Grupo A", "Quen.es"]),
        ("Mayor, committees, factions etc.", ["Mayor", "committees", "factions"]),
        ("Primarily the River Club, such as Oxfam", ["the River Club", "Oxfam"]),
        ("\ufffc\ufffcMayor", ["Mayor"]),
        ("River Club for the Coast\n(RCC)\nMayor", ["River Club for the Coast (RCC)", "Mayor"]),
        (
            "- Dirección General de Mapas\n Ríos y Costas\n- Fiscalía",
            ["Dirección General de Mapas Ríos y Costas", "Fiscalía"],
        ),
        (
            'Association "Public\nRivers" Center "Coast" Society "Maps"',
            ['Association "Public Rivers"', 'Center "Coast"', 'Society "Maps"'],
        ),
        (
            "Mayor, the State Agency for Maps\nThe Union of Quen",
            ["Mayor", "the State Agency for Maps", "The Union of Quen"],
        ),
        ("Mayor, Public fund «Maps»\nAssociation of Ports,", ["Mayor", "Public fund «Maps»", "Association of Ports"]),
        ("Reform and Ports. Directorate General of Maps", ["Reform and Ports", "Directorate General of Maps"]),
        (
            "Other actors involved (Public) Ministry of Maps • Civil society organizations • Mayor",
            ["Ministry of Maps", "Civil society organizations", "Mayor"],
        ),
        (
            "Office of Maps (OM) -Board of Rivers (BR) –Unit of Reform, Ports and Taxes (URPT)",
            ["Office of Maps (OM)", "Board of Rivers (BR)", "Unit of Reform, Ports and Taxes (URPT)"],
        ),
        (
            "Institutos de Mapas Rurales, Institutos de Ríos y las Costas, Fiscalía",
            ["Institutos de Mapas Rurales", "Institutos de Ríos y las Costas", "Fiscalía"],
        ),
        (
            "Institut der Häfen, Instituto dos Portos, do Mar e das Ilhas (IPMI), Archivio",
            ["Institut der Häfen", "Instituto dos Portos, do Mar e das Ilhas (IPMI)", "Archivio"],
        ),
        ("N/A", []),
        ("-", []),
        ("None", []),
    ],
)
def test_lists_are_cut_at_separators_outside_names(text: str, names: list[str]) -> None:
    assert [institutions.clean_name(raw) for raw in split_institutions(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ministerio de Quen y Fiscalía General", ["Ministerio de Quen", "Fiscalía General"]),
        ("Ports Bureau & Judiciary & Police", ["Ports Bureau", "Judiciary", "Police"]),
        ("Oxfam, Save the Rivers and Quen International", ["Oxfam", "Save the Rivers", "Quen International"]),
        ("Oxfam, Peace and Development Corps", ["Oxfam", "Peace and Development Corps"]),
        (
            "Ministry of Ports and Rivers and Bankers Association",
            ["Ministry of Ports and Rivers", "Bankers Association"],
        ),
        ("Министерство портов и Верховный суд", ["Министерство портов", "Верховный суд"]),
        ("Министерство образования и науки", ["Министерство образования и науки"]),
        ("Ministarstvo luka i Državni zavod za rijeke", ["Ministarstvo luka", "Državni zavod za rijeke"]),
        ("Justizministerium und Bundeskanzleramt", ["Justizministerium", "Bundeskanzleramt"]),
        ("Adalet Bakanlığı ve İçişleri Bakanlığı", ["Adalet Bakanlığı", "İçişleri Bakanlığı"]),
        (
            "Aile, Çalışma ve Sosyal Hizmetler Bakanlığı",
            ["Aile, Çalışma ve Sosyal Hizmetler Bakanlığı"],
        ),
        ("وزارة العدل ووزارة المالية", ["وزارة العدل", "وزارة المالية"]),
        ("ministère des ports et ministère des eaux", ["ministère des ports", "ministère des eaux"]),
        ("Ministry of Ports and/or Ministry of Rivers", ["Ministry of Ports", "Ministry of Rivers"]),
        ("Agencia de Gobierno y Sociedad de Mapas (AGSM)", ["Agencia de Gobierno y Sociedad de Mapas (AGSM)"]),
        ("Municipalidades de Quen, Norte y Sur", ["Municipalidades de Quen, Norte y Sur"]),
        (
            "Indigenous Quen, Rural Quen and Rivers and Roads Quen",
            ["Indigenous Quen", "Rural Quen", "Rivers and Roads Quen"],
        ),
        ("companies, schools and libraries", ["companies", "schools", "libraries"]),
        ("Bank of Quen and Quen Ports Authority", ["Bank of Quen", "Quen Ports Authority"]),
        ("Ministry of Ports and ICT", ["Ministry of Ports and ICT"]),
        ("Federación de Puertos y Provincias", ["Federación de Puertos y Provincias"]),
        ("Map Office (MO) with the Audit Board (AB)", ["Map Office (MO)", "the Audit Board (AB)"]),
        ("All ministries, departments and agencies", ["All ministries, departments and agencies"]),
        ("civil society and private sector", ["civil society", "private sector"]),
        ("MINISTRY OF PORTS AND MINISTRY OF RIVERS", ["MINISTRY OF PORTS", "MINISTRY OF RIVERS"]),
        ("MINISTRY OF PORTS AND RIVERS", ["MINISTRY OF PORTS AND RIVERS"]),
        (
            "Unit of Maps of the Ministry of Ports, Rivers and Coasts",
            ["Unit of Maps of the Ministry of Ports, Rivers and Coasts"],
        ),
    ],
)
def test_a_conjunction_separates_two_bodies_and_no_subjects(text: str, names: list[str]) -> None:
    assert [institutions.clean_name(raw) for raw in split_institutions(text)] == names


def test_a_word_of_another_language_is_a_conjunction_in_its_own() -> None:
    text = "Ministerstvo vnútra a Úrad vlády"
    assert split_institutions(text) == [text]
    with narrow_languages(["sk"]):
        assert split_institutions(text) == ["Ministerstvo vnútra", "a Úrad vlády"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Map Agency (MA) – lead; River Office – co-lead", ["Map Agency (MA)", "River Office"]),
        ("Map Agency (coordinator), River Office (subject to consent)", ["Map Agency", "River Office"]),
        ("Government: Map Agency\nCivil society: Oxfam, Quen Club", ["Map Agency", "Oxfam", "Quen Club"]),
        ("Lead: Map Agency; Support: OMB and Oxfam", ["Map Agency", "OMB", "Oxfam"]),
        ("Ответственный исполнитель: Комитет карт; партнеры: НПО", ["Комитет карт", "НПО"]),
        ("Lead agency – Map Agency", ["Map Agency"]),
        ("Map Agency – Mr. A. Example, Director of Maps, Tel. +233 30 000 0000", ["Map Agency"]),
        ("Map Agency; Responsible person: Ada Example", ["Map Agency"]),
        ("Map Agency (formerly Chart Agency)", ["Map Agency"]),
        ("Budget Department, Ministry of Ports", ["Budget Department, Ministry of Ports"]),
        ("University of Quen – School of Law", ["University of Quen – School of Law"]),
        (
            "Ministry of Ports, Budget Department, Ministry of Rivers",
            ["Ministry of Ports", "Budget Department", "Ministry of Rivers"],
        ),
        ("River Trust, Inc., Oxfam", ["River Trust, Inc.", "Oxfam"]),
        ("Quen Map Commission, QMC; OMB", ["Quen Map Commission (QMC)", "OMB"]),
        ("NGO “River Club”", ["River Club"]),
        ("Map Agency\n/ River Office", ["Map Agency", "River Office"]),
        ("1. Map Agency 2. River Office 3. UNDP", ["Map Agency", "River Office", "UNDP"]),
        ("Ministry of\nPorts\nNational Map\nOffice", ["Ministry of Ports", "National Map Office"]),
        ("Mr. A. Example, Director, Map Agency", ["Map Agency"]),
        ("Map Agency Contact person: Ada Example Position: Director", ["Map Agency"]),
        ("Map Agency is responsible, with support from the River Office.", ["Map Agency", "the River Office"]),
        ("Oxfam, Quen Club. Others: Map Agency", ["Oxfam", "Quen Club", "Map Agency"]),
        ("With the support of: Map Agency", ["Map Agency"]),
        ("Map Agency (MA), entre otros", ["Map Agency (MA)"]),
        ("Néant", []),
    ],
)
def test_roles_persons_and_remarks_are_no_part_of_a_name(text: str, names: list[str]) -> None:
    assert [institutions.clean_name(raw) for raw in split_institutions(text)] == names


@given(
    st.lists(st.sampled_from(["Ministry of Finance", "Open Data Club", "UNDP", "City (A, B)"]), min_size=1, max_size=5)
)
def test_names_joined_by_semicolons_come_back(names: list[str]) -> None:
    assert split_institutions("; ".join(names)) == names


@given(st.text(max_size=120))
def test_cutting_keeps_all_words(text: str) -> None:
    kept = " ".join(split_institutions(text))
    assert set(re.findall(r"[a-z]{2,}", kept)) <= set(re.findall(r"[a-z]{2,}", text))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("The Ministry of Finance", "government"),
        ("Office of the Auditor-General for the Federation", "government"),
        ("Open Society NGO", "civil_society"),
        ("Policy Institute", "civil_society"),
        ("UNDP", "multilateral"),
        ("Chamber of Commerce", "private"),
        ("Rural Press Commission (RPC)", "government"),
        ("Secretaría de Transparencia", "government"),
        ("Министерство юстиции", "government"),
        ("XYZ", "unknown"),
    ],
)
def test_kinds(name: str, kind: str) -> None:
    assert institutions.classify_kind(name) == kind


def test_officials() -> None:
    assert contacts.extract_person("A. Example, a head of the audit division") == "A. Example"
    assert contacts.extract_person("Example, Ann") == "Example, Ann"
    assert contacts.extract_email("ann @ example.org; 123456") == "ann@example.org"
    assert contacts.extract_phones("70112468, 70112485") == "70112468, 70112485"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("MONGOLIA", "MN"),
        ("Republic of North Macedonia", "MK"),
        ("GBR", "UK"),
        ("GETB", "TBI"),
        ("Côte d’Ivoire", "CI"),
        ("Nowhere", None),
        ("", None),
    ],
)
def test_members_by_name_and_code(text: str, code: str | None) -> None:
    found = read_country(text)
    assert (found and found[0]) == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("II PLAN DE ACCIÓN 2015 -2017 COLOMBIA", "CO"),
        ("United States of America Midterm Report", "US"),
        ("Tbilisi, Georgia Action Plan 2018-2020", "TBI"),
        ("Open Government Partnership", None),
    ],
)
def test_the_first_member_named_in_a_title(line: str, code: str | None) -> None:
    found = find_country(line)
    assert (found and found[0]) == code


@pytest.mark.parametrize(
    ("text", "years", "number"),
    [
        ("Mongolia Action Plan 2019-2021", (2019, 2021), None),
        ("Mongolia, First Action Plan, 2014-16", (2014, 2016), 1),
        ("Jordan Third National Action Plan 2016-2018", (2016, 2018), 3),
        ("Philippines 2017-2019 Action Plan (Updated)", (2017, 2019), None),
        ("Mongolia Action Plan 2023-2027 (December)", (2023, 2027), None),
        ("December 2023–December 2027", (2023, 2027), None),
        ("II PLAN DE ACCIÓN 2015 -2017", (2015, 2017), None),
        ("Second Open Government National Action Plan 2013-2015", (2013, 2015), 2),
        ("Not Attached", None, None),
        ("Law 1712/2014, budget 2030-2090", None, None),
    ],
)
def test_plans(text: str, years: tuple[int, int] | None, number: int | None) -> None:
    assert read_period(text) == years
    assert plan_number(text) == number


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Ministry of Finance, Budget and National Planning, Budget Office",
            ["Ministry of Finance, Budget and National Planning", "Budget Office"],
        ),
        (
            "Ministry of Education, Universities and Research (MIUR)",
            ["Ministry of Education, Universities and Research (MIUR)"],
        ),
        (
            "Ministry of Justice, the State Committee of technologies and communication",
            ["Ministry of Justice", "the State Committee of technologies and communication"],
        ),
        ("Parliament. EITI Secretariat; Oxfam", ["Parliament", "EITI Secretariat", "Oxfam"]),
        ("Secretaría de\nHacienda y Crédito\nPúblico", ["Secretaría de Hacienda y Crédito Público"]),
        ("Oxfam, those who are concerned by the evaluation, secondarily, (ISED)", ["Oxfam"]),
        ("software vendors, local communities", ["software vendors", "local communities"]),
        ("國發會、(行政院)", ["國發會", "行政院"]),
    ],
)
def test_lists_of_institutions_give_names_and_no_remarks(text: str, names: list[str]) -> None:
    assert split_institutions(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "Local councils and farmers' groups, especially those of the delta",
        "Transport stakeholders, including drivers, port workers, and others",
    ],
)
def test_groups_that_are_only_described_stay_as_printed(text: str) -> None:
    assert split_institutions(text) == [text]


def test_examples_behind_a_group_are_parted_where_they_are_names() -> None:
    assert "Oxfam" in split_institutions("Civil society, including Oxfam, Publish What You Pay")
