"""What French departments call the columns of national lists: addresses, stands, plugs, data."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, ...]]


def _of(schema: str, words: Words) -> Words:
    return {f"{schema}:{field}": names for field, names in words.items()}


_SOURCE = ("source des données", "origine", "provenance")
_MANAGER = ("exploitant", "géré par", "nom du gestionnaire", "organisme gestionnaire")
_UPDATED = (
    "date mise à jour", "date de mise à jour", "dernière mise à jour", "date dernière maj",
    "date de dernière mise à jour", "mise à jour", "mis à jour le", "maj", "date de maj",
    "màj",
)  # fmt: skip
_REMARKS = ("observations", "commentaire", "remarques", "remarque", "précisions", "infos", "notes")

ADDRESSES: Words = _of(
    "etalab/schema-bal",
    {
        "id_ban_commune": ("identifiant commune ban", "uid commune"),
        "id_ban_toponyme": ("identifiant toponyme", "id ban voie", "uid toponyme"),
        "id_ban_adresse": ("identifiant adresse", "uid adresse"),
        "commune_deleguee_insee": ("insee commune déléguée", "code commune déléguée"),
        "commune_deleguee_nom": ("nom commune déléguée",),
        "toponyme": ("libellé de la voie", "odonyme", "nom de rue", "lieu-dit ou voie"),
        "lieudit_complement_nom": ("lieu-dit", "complément d'adresse", "complément lieu-dit"),
        "numero": ("numéro dans la voie", "n° de rue", "numéro de rue"),
        "suffixe": (
            "indice de répétition", "indice", "bis/ter", "bis ter", "complément de numéro",
            "rep", "répétition",
        ),
        "position": ("type de position", "localisation du point"),
        "x": ("coordonnée x", "coord x", "x l93", "x lambert", "x lambert 93", "x (l93)",
              "x (lambert 93)", "abscisse"),
        "y": ("coordonnée y", "coord y", "y l93", "y lambert", "y lambert 93", "y (l93)",
              "y (lambert 93)", "ordonnée"),
        "long": ("longitude", "lon", "lng", "longitude wgs84"),
        "lat": ("latitude", "latitude wgs84"),
        "cad_parcelles": (
            "parcelle", "parcelles", "parcelle cadastrale", "référence cadastrale",
            "références cadastrales", "cadastre",
        ),
        "source": _SOURCE,
        "date_der_maj": _UPDATED,
        "certification_commune": (
            "certifié", "certifiée", "certification", "adresse certifiée", "certifié commune",
            "certifiée commune", "certification de la commune",
        ),
    },
)  # fmt: skip

_STANDS: Words = _of(
    "etalab/schema-stationnement-cyclable",
    {
        "id_local": ("identifiant", "id", "n°", "numéro", "code"),
        "id_osm": ("identifiant osm", "osm", "id openstreetmap"),
        "coordonneesxy": ("coordonnées", "coordonnées gps", "coordonnées xy", "localisation"),
        "capacite": ("nb vélos", "nombre de vélos", "places vélos", "nb de places"),
        "capacite_cargo": ("places cargo", "places vélos cargo", "nb places cargo"),
        "type_accroche": ("accroche", "type d'accroche", "système d'accroche"),
        "mobilier": ("type de mobilier", "type de support", "support"),
        "acces": ("type d'accès", "condition d'accès", "conditions d'accès", "accessibilité"),
        "gratuit": ("gratuité",),
        "protection": ("type de protection", "type de stationnement"),
        "couverture": ("couvert", "abrité", "abri", "couverte"),
        "surveillance": ("surveillé", "vidéosurveillance", "surveillée"),
        "lumiere": ("éclairage", "éclairé", "éclairée"),
        "url_info": ("lien", "url", "site web", "site internet"),
        "d_service": ("année de pose", "année d'installation", "mise en service"),
        "source": _SOURCE,
        "proprietaire": ("nom du propriétaire", "appartient à"),
        "gestionnaire": _MANAGER,
        "date_maj": _UPDATED,
        "commentaires": _REMARKS,
    },
)  # fmt: skip

_FOUNTAINS: Words = _of(
    "datagouv/schema-fontaine-eau",
    {
        "id": ("identifiant fontaine", "n°", "numéro", "code", "id fontaine", "n° fontaine"),
        "type_fontaine": ("type de fontaine", "type de point d'eau"),
        "modele": ("modèle de fontaine", "marque", "marque et modèle"),
        "gestionnaire": _MANAGER,
        "siren_gestionnaire": ("siren", "n° siren", "siren exploitant"),
        "adresse": ("emplacement", "localisation", "voie"),
        "precision_geo": ("précision", "précision du lieu", "repère", "précisions d'emplacement"),
        "conditions_acces": ("condition d'accès", "accès", "conditions d'accès du public"),
        "date_installation": (
            "installée le", "posée le", "date de pose", "date de mise en service",
        ),
        "indisponible": ("hors service", "en panne depuis", "fermée depuis", "indisponibilité"),
        "remplissage_contenant_possible": (
            "remplissage gourde", "gourde", "remplissage gourde possible", "remplissage possible",
        ),
    },
)  # fmt: skip

#: What containers take, by what stands on them.
_FLOWS = {
    "verre": ("verre", "verres", "bouteilles en verre"),
    "emballages": ("emballages", "emballages recyclables", "emballages légers"),
    "papier": ("papier", "papiers", "vieux papiers"),
    "textile": ("textile", "textiles", "vêtements", "linge", "tlc"),
    "biodechets": ("biodéchets", "bio-déchets", "déchets alimentaires"),
    "omr": ("omr", "ordures ménagères", "ordures ménagères résiduelles"),
}
_CONTAINERS = ("colonne", "borne", "conteneur", "bac", "benne", "flux", "point")


def _columns_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Give what columns are called that tick what containers take."""
    return (*names, *(f"{container} {name}" for container in _CONTAINERS for name in names))


#: Columns that tick a flow each.
_TICKS: Words = _of(
    "city/dropoff-points",
    {f"flux={flow}": _columns_of(names) for flow, names in _FLOWS.items()},
)

PLACES: Words = {**_STANDS, **_FOUNTAINS, **_TICKS}

_PLUGS: Words = _of(
    "etalab/schema-irve-statique",
    {
        "nom_amenageur": ("aménageur", "propriétaire", "maître d'ouvrage"),
        "siren_amenageur": ("siren aménageur",),
        "contact_amenageur": ("mail aménageur", "contact de l'aménageur"),
        "nom_operateur": ("opérateur", "exploitant", "gestionnaire"),
        "contact_operateur": ("mail opérateur", "contact de l'opérateur", "mail exploitant"),
        "telephone_operateur": ("téléphone opérateur", "tél opérateur", "téléphone exploitant"),
        "nom_enseigne": ("enseigne", "réseau", "nom du réseau"),
        "id_station_itinerance": ("identifiant station", "id station"),
        "id_station_local": ("identifiant local station",),
        "nom_station": ("station", "nom de la borne", "borne"),
        "implantation_station": ("type d'implantation", "emplacement"),
        "adresse_station": ("adresse", "adresse de la borne", "localisation"),
        "code_insee_commune": ("code insee", "insee", "code commune"),
        "coordonneesXY": ("coordonnées", "coordonnées gps", "coordonnées xy", "coord xy", "coord"),
        "nbre_pdc": (
            "nombre de points de charge", "nb pdc", "nombre de pdc", "?nb points", "?nb pts",
            "?nombre de prises",
        ),
        "id_pdc_itinerance": ("identifiant pdc", "id pdc", "identifiant point de charge"),
        "id_pdc_local": ("identifiant local pdc",),
        "puissance_nominale": ("puissance", "puissance en kw", "kw", "puissance max"),
        "prise_type_ef": ("prise ef", "type ef", "ef", "prise e/f", "prise domestique"),
        "prise_type_2": ("prise t2", "type 2", "t2"),
        "prise_type_combo_ccs": ("combo ccs", "ccs", "prise ccs", "combo"),
        "prise_type_chademo": ("chademo",),
        "prise_type_autre": ("autres prises",),
        "gratuit": ("gratuité",),
        "paiement_acte": ("paiement acte",),
        "paiement_cb": ("paiement cb", "cb", "carte bancaire"),
        "paiement_autre": ("autres paiements", "autre moyen de paiement"),
        "tarification": ("tarif", "prix", "grille tarifaire"),
        "condition_acces": ("conditions d'accès", "type d'accès"),
        "reservation": ("réservation possible", "réservable"),
        "horaires": ("horaires d'accès", "horaires d'ouverture", "ouverture"),
        "accessibilite_pmr": ("pmr", "accès pmr", "accessible pmr"),
        "restriction_gabarit": ("gabarit", "restriction de gabarit", "hauteur limite"),
        "station_deux_roues": ("deux-roues", "deux roues", "2 roues"),
        "raccordement": ("type de raccordement",),
        "num_pdl": ("pdl", "n° pdl", "point de livraison", "numéro pdl"),
        "date_mise_en_service": ("mise en service", "mise en service le"),
        "observations": _REMARKS[1:],
        "date_maj": _UPDATED,
        "cable_t2_attache": ("câble attaché", "câble t2"),
    },
)  # fmt: skip

_DATASETS: Words = _of(
    "scdl/catalogue",
    {
        "ID": ("id jeu de données", "identifiant jeu de données", "référence", "code"),
        "TITRE": ("nom", "nom du jeu de données", "intitulé", "jeu de données", "libellé"),
        "DESCRIPTION": ("résumé", "descriptif", "contenu"),
        "THEME": ("thématique", "catégorie", "domaine"),
        "PRODUCTEUR_NOM": ("nom du producteur", "service producteur", "service", "direction"),
        "PRODUCTEUR_SIRET": ("siret producteur",),
        "COUV_SPAT_MAILLE": (
            "maille", "maille géographique", "échelle", "granularité", "couverture spatiale maille",
            "niveau géographique",
        ),
        "COUV_SPAT_NOM": (
            "territoire", "couverture spatiale", "couverture géographique", "zone couverte",
            "couverture spatiale nom",
        ),
        "COUV_TEMP_DEBUT": (
            "date début", "date de début", "début", "couverture temporelle début",
            "début de la couverture",
        ),
        "COUV_TEMP_FIN": (
            "date fin", "date de fin", "fin", "couverture temporelle fin", "fin de la couverture",
        ),
        "DATE_PUBL": ("date de publication", "date publication", "publication"),
        "FREQ_MAJ": (
            "fréquence", "fréquence de mise à jour", "fréquence mise à jour", "périodicité",
            "fréquence maj", "rythme",
        ),
        "DATE_MAJ": _UPDATED,
        "MOTS_CLES": ("mots clefs", "tags", "étiquettes", "mot-clé"),
        "LICENCE": ("licence d'utilisation", "conditions d'utilisation", "type de licence"),
        "NOMBRE_RESSOURCES": ("nb fichiers", "nb ressources", "nombre de ressources"),
        "FORMAT_RESSOURCES": ("format", "formats de fichiers", "format des fichiers"),
        "URL": ("lien", "url du jeu de données", "adresse web", "page web"),
    },
)  # fmt: skip

_MENUS: Words = _of(
    "scdl/menus-collectifs",
    {
        "menuEtablissementSiret": ("siret cuisine",),
        "menuRestaurantInsee": ("code insee", "insee", "code commune"),
        "menuRestaurantId": ("identifiant restaurant", "uai", "code restaurant", "code uai"),
        "menuRestaurantIdType": ("type identifiant restaurant",),
        "menuPlatCode": ("code plat", "n° plat"),
        "menuPlatSiqo": ("siqo", "signes de qualité", "signe de qualité"),
        "menuPlatLabel": ("label", "labels"),
        "menuPlatPrecision": ("précision", "menu à thème", "thème du jour"),
        "menuPlatTexture": ("texture", "textures"),
        "menuPlatNutriscore": ("nutriscore", "nutri score"),
        "menuPublicationDate": ("date de publication", "date publication", "mis en ligne le"),
        "menuModificationDate": ("date de modification", "date modification"),
        "menuModificationInfo": ("motif de modification", "raison modification"),
    },
)

LISTS: Words = {**_PLUGS, **_DATASETS, **_MENUS}
