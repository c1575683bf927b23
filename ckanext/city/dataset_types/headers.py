"""What French departments call the columns of their files, by type and by field.

A name that may mean two fields of one table stands at both, and one that often means something else
has a question mark before it: these are proposed, never taken.
"""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, ...]]

_COLLECTIVITY: Words = {
    "COLL_NOM": (
        "collectivité", "nom de la collectivité", "nom collectivité", "commune", "ville",
        "nom de la commune", "organisme", "établissement",
    ),
    "COLL_SIRET": (
        "siret", "n° siret", "numéro siret", "siret collectivité", "siret de la collectivité",
        "siret de la commune", "siret mairie", "code siret",
    ),
}  # fmt: skip

DELIBERATION: Words = {
    **_COLLECTIVITY,
    "DELIB_ID": (
        "n° de délibération", "numéro de délibération", "n° délibération", "numéro délibération",
        "n° délib", "num délib", "délibération n°", "n° de l'acte", "numéro de l'acte",
        "référence de la délibération", "id délibération", "numéro", "n° d'ordre", "n° ordre",
    ),
    "DELIB_DATE": (
        "date de la délibération", "date délibération", "date délib", "date de délibération",
        "date de séance", "date séance", "séance du", "séance", "conseil du", "CM du", "date CM",
        "conseil municipal du", "date du conseil", "date conseil municipal", "date du CM",
        "date de la séance", "date d'adoption", "date du vote", "date",
    ),
    "DELIB_MATIERE_CODE": (
        "code matière", "code de la matière", "code actes", "code nomenclature", "matière code",
        "nomenclature actes", "code nomenclature actes", "n° nomenclature", "nomenclature",
    ),
    "DELIB_MATIERE_NOM": (
        "matière", "libellé matière", "nom matière", "nom de la matière", "libellé de la matière",
        "domaine", "thème", "thématique", "classification", "?nomenclature", "libellé nomenclature",
    ),
    "DELIB_OBJET": (
        "objet", "objet de la délibération", "objet délibération", "intitulé", "titre",
        "intitulé de la délibération", "libellé de la délibération", "sujet", "désignation",
    ),
    "BUDGET_ANNEE": ("année budget", "année du budget", "exercice", "exercice budgétaire"),
    "BUDGET_NOM": ("budget", "nom du budget", "budget concerné"),
    "PREF_ID": (
        "préfecture", "code préfecture", "identifiant préfecture", "id préfecture",
        "n° préfecture",
    ),
    "PREF_DATE": (
        "date préfecture", "date de réception en préfecture", "date réception préfecture",
        "reçu en préfecture le", "date de transmission", "date de transmission en préfecture",
        "date transmission préfecture", "date AR préfecture", "date contrôle de légalité",
        "transmis le", "date de télétransmission", "date télétransmission",
    ),
    "VOTE_EFFECTIF": (
        "effectif", "nombre de conseillers", "membres en exercice", "nb membres en exercice",
        "nombre de membres en exercice", "conseillers en exercice", "effectif légal", "en exercice",
    ),
    "VOTE_REEL": (
        "votants", "nombre de votants", "nb votants", "?présents", "?nombre de présents",
        "?nb présents", "?membres présents", "?suffrages exprimés", "nb de votants",
    ),
    "VOTE_POUR": (
        "pour", "voix pour", "votes pour", "nb pour", "nombre de voix pour", "nb de voix pour",
        "nombre de pour",
    ),
    "VOTE_CONTRE": (
        "contre", "voix contre", "votes contre", "nb contre", "nombre de voix contre",
        "nb de voix contre", "nombre de contre",
    ),
    "VOTE_ABSTENTION": (
        "abstention", "abstentions", "nb abstentions", "nombre d'abstentions", "abst",
        "voix abstention", "vote abstention", "nb abstention",
    ),
    "DELIB_URL": (
        "url", "lien", "lien vers la délibération", "lien pdf", "adresse web", "url délibération",
        "document", "lien délibération", "hyperlien", "lien vers le document",
    ),
}  # fmt: skip

BUDGET: Words = {
    "BGT_NATDEC": (
        "nature du budget", "type de budget", "étape budgétaire", "nature de la décision",
        "document budgétaire", "type budget", "étape",
    ),
    "BGT_ANNEE": ("exercice", "année", "exercice budgétaire", "année budgétaire", "millésime"),
    "BGT_SIRET": ("siret", "n° siret", "numéro siret", "siret établissement", "siret budget"),
    "BGT_NOM": (
        "budget", "nom du budget", "libellé du budget", "libellé budget", "établissement",
        "collectivité", "nom établissement",
    ),
    "BGT_CONTNAT": ("chapitre", "code chapitre", "n° chapitre", "numéro de chapitre", "chap"),
    "BGT_CONTNAT_LABEL": (
        "libellé chapitre", "libellé du chapitre", "nom du chapitre", "intitulé chapitre",
        "chapitre libellé", "libellé chap", "désignation du chapitre",
    ),
    "BGT_NATURE": (
        "nature", "compte", "article", "code nature", "n° de compte", "compte par nature",
        "imputation", "code article", "numéro de compte", "article nature", "art",
        "nature comptable",
    ),
    "BGT_NATURE_LABEL": (
        "libellé nature", "libellé de la nature", "libellé compte", "libellé article",
        "libellé du compte", "intitulé du compte", "libellé de l'article", "libellé art",
        "désignation du compte", "désignation de l'article", "intitulé de l'article", "?libellé",
    ),
    "BGT_FONCTION": ("fonction", "code fonction", "rubrique", "sous-fonction"),
    "BGT_FONCTION_LABEL": (
        "libellé fonction", "libellé de la fonction", "libellé rubrique", "nom de la fonction",
    ),
    "BGT_OPERATION": ("opération", "n° opération", "code opération", "numéro d'opération"),
    "BGT_SECTION": ("section", "section budgétaire", "inv/fonc", "sect"),
    "BGT_OPBUDG": (
        "réel/ordre", "réel ou ordre", "type d'opération", "nature opération", "mouvement",
        "opération réelle ou d'ordre",
    ),
    "BGT_CODRD": (
        "sens", "recette/dépense", "dépense/recette", "R/D", "D/R", "recette ou dépense",
        "dépense ou recette", "code R/D", "type de mouvement",
    ),
    "BGT_MTREAL": (
        "réalisé", "montant réalisé", "mandaté", "mandats émis", "titres émis", "réalisations",
        "mandats et titres émis", "montant mandaté",
    ),
    "BGT_MTBUDGPREC": ("budget précédent", "pour mémoire budget précédent", "BP n-1"),
    "BGT_MTRARPREC": ("restes à réaliser n-1", "RAR n-1", "RAR précédents", "reports n-1"),
    "BGT_MTPROPNOUV": (
        "propositions nouvelles", "montant proposé", "proposition nouvelle", "proposé",
        "propositions",
    ),
    "BGT_MTPREV": ("voté", "montant voté", "vote", "montant budgété", "prévu", "prévisions"),
    "BGT_CREDOUV": ("crédits ouverts", "crédit ouvert", "total budgété", "total des crédits"),
    "BGT_MTRAR3112": (
        "restes à réaliser", "RAR", "RAR au 31/12", "restes à réaliser au 31/12",
        "restes à réaliser au 31 décembre",
    ),
    "BGT_ARTSPE": ("article spécialisé", "spécialisé", "vote spécialisé"),
}  # fmt: skip

_COMMUNE = (
    "code insee",
    "insee",
    "code commune",
    "code commune insee",
    "insee commune",
    "com insee",
)
_POSTCODE = ("cp", "code postal", "codepostal", "code post")
_LATITUDE = ("latitude", "lat", "?y", "?coord y", "latitude wgs84", "lat wgs84", "gps lat")
_LONGITUDE = ("longitude", "long", "lon", "lng", "?x", "?coord x", "longitude wgs84", "gps long")
_STREETS = ("n° et voie", "numéro et voie", "n° et rue", "n° et nom de la voie", "n° rue")
_STATION = (
    "bv", "bureau", "bureau de vote", "n° bureau", "numéro du bureau", "n° bv", "code bv",
    "numéro de bureau", "n° du bureau de vote", "code du b.vote", "code b.vote", "num bureau",
    "bureau n°", "numéro du bureau de vote",
)  # fmt: skip

ELECTION: Words = {
    "id_election": ("élection", "scrutin", "identifiant élection", "code élection"),
    "code_departement": ("département", "code département", "code du département", "dept", "dep"),
    "libelle_departement": ("libellé du département", "nom du département"),
    "code_commune": ("code insee", "insee", "code commune", "code insee commune"),
    "libelle_commune": ("commune", "libellé de la commune", "nom de la commune", "ville"),
    "libelle_canton": ("canton", "libellé du canton", "nom du canton"),
    "code_circonscription": ("circonscription", "code de la circonscription", "circo"),
    "libelle_circonscription": ("libellé de la circonscription", "nom de la circonscription"),
    "code_bv": _STATION,
    "inscrits": ("nb inscrits", "nombre d'inscrits", "électeurs inscrits", "électeurs"),
    "abstentions": ("abst", "nb abstentions", "nombre d'abstentions", "abstention"),
    "votants": ("nb votants", "nombre de votants", "émargements"),
    "blancs": ("bulletins blancs", "votes blancs", "nb blancs", "blanc"),
    "nuls": ("bulletins nuls", "votes nuls", "nb nuls", "nul"),
    "exprimes": ("suffrages exprimés", "nb exprimés", "exprimé", "votes exprimés"),
    "ratio_abstentions_inscrits": ("% abs/ins", "% abstentions", "taux d'abstention"),
    "ratio_votants_inscrits": ("% vot/ins", "% votants", "taux de participation", "participation"),
    "ratio_blancs_inscrits": ("% blancs/ins", "% blancs/inscrits"),
    "ratio_blancs_votants": ("% blancs/vot", "% blancs/votants"),
    "ratio_nuls_inscrits": ("% nuls/ins", "% nuls/inscrits"),
    "ratio_nuls_votants": ("% nuls/vot", "% nuls/votants"),
    "ratio_exprimes_inscrits": ("% exp/ins", "% exprimés/inscrits"),
    "ratio_exprimes_votants": ("% exp/vot", "% exprimés/votants"),
    "no_panneau": (
        "n° panneau", "n°panneau", "n.pan.", "numéro de panneau", "panneau", "n° liste",
        "numéro de liste",
    ),
    "voix": ("nb voix", "nombre de voix", "suffrages", "suffrages obtenus", "votes"),
    "ratio_voix_inscrits": ("% voix/ins", "% voix/inscrits"),
    "ratio_voix_exprimes": ("% voix/exp", "% voix/exprimés", "% voix"),
    "nuance": ("code nuance", "nuance politique", "nuance liste", "nuance candidat"),
    "sexe": ("sexe candidat", "genre", "civilité"),
    "city/election-candidates:nom": ("nom candidat", "nom du candidat", "candidat", "candidats"),
    "prenom": ("prénom candidat", "prénom du candidat"),
    "liste": ("nom de la liste", "liste candidate", "libellé liste"),
    "libelle_abrege_liste": ("libellé abrégé de liste", "libellé abrégé"),
    "libelle_etendu_liste": ("libellé étendu liste", "libellé de liste", "libellé étendu"),
    "nom_tete_liste": ("tête de liste", "nom tête de liste"),
    "code_insee": _COMMUNE,
    "city/polling-stations:nom": (
        "lieu", "lieu de vote", "nom du bureau", "libellé", "nom du lieu", "nom bureau de vote",
        "emplacement", "libellé du bureau", "dénomination", "bureau", "bureau de vote",
    ),
    "city/polling-stations:code_bv": ("?n°", "?numéro", "?code"),
    "adresse": (
        "adresse du bureau", "adresse du lieu", "adresse postale", "adresse complète", *_STREETS,
    ),
    "code_postal": _POSTCODE,
    "lat": _LATITUDE,
    "long": _LONGITUDE,
    "accessible_pmr": (
        "pmr", "accessibilité pmr", "accès pmr", "accessible handicapés", "accessible",
        "accessibilité",
    ),
    "date_debut": ("depuis", "date de début", "en service depuis", "date de création"),
    "date_fin": ("jusqu'au", "date de fin", "date de suppression"),
}  # fmt: skip

POI: Words = {
    "COLL_NOM": ("collectivité", "nom de la collectivité", "nom collectivité"),
    "COLL_SIRET": _COLLECTIVITY["COLL_SIRET"],
    "EQUIP_UID": ("identifiant", "id équipement", "uid", "identifiant équipement"),
    "EQUIP_THEME": ("thème", "famille", "catégorie", "famille d'équipement"),
    "EQUIP_CODE": ("code équipement", "code type", "code bpe"),
    "EQUIP_TYPE": ("type", "type d'équipement", "type équipement", "nature"),
    "EQUIP_NOM": (
        "nom", "nom de l'équipement", "équipement", "nom équipement", "libellé", "dénomination",
        "désignation", "lieu", "nom du lieu", "établissement",
    ),
    "ADR_NUMERO": ("n°", "numéro", "numéro de voie", "n° voie", "n° de voie", "numéro voie"),
    "ADR_NOMVOIE": ("voie", "rue", "nom de la voie", "nom voie", "libellé voie", "?adresse"),
    "ADR_CODEPOSTAL": _POSTCODE,
    "ADR_COMMUNE": ("commune", "ville", "localité", "nom commune"),
    "EQUIP_LAT": _LATITUDE,
    "EQUIP_LONG": _LONGITUDE,
    "EQUIP_OUVERTURE": (
        "horaires", "horaires d'ouverture", "ouverture", "heures d'ouverture", "horaire",
    ),
    "EQUIP_TEL": ("tél", "téléphone", "tel", "n° téléphone", "numéro de téléphone"),
    "EQUIP_EMAIL": ("mail", "e-mail", "email", "courriel", "mél", "adresse mail", "adresse e-mail"),
    "EQUIP_WEB": ("site", "site web", "site internet", "url", "lien", "page web", "web"),
    "ERP_CATEGORIE": ("catégorie erp", "catégorie d'erp"),
    "ERP_TYPE": ("type erp", "type d'erp"),
    "city/dropoff-points:id": (
        "identifiant", "n° point", "numéro", "code", "id point", "n° borne", "n° conteneur",
        "n° colonne", "n° pav", "id pav", "code pav", "n° du point", "n° de borne",
    ),
    "code_insee": _COMMUNE,
    "city/dropoff-points:nom": ("lieu", "emplacement", "repère", "nom du point", "localisation"),
    "adresse": (
        "adresse du point", "localisation adresse", "adresse postale", "adresse complète",
        "emplacement", "localisation", *_STREETS,
    ),
    "code_postal": _POSTCODE,
    "lat": _LATITUDE,
    "long": _LONGITUDE,
    "latitude": _LATITUDE,
    "longitude": _LONGITUDE,
    "city/dropoff-points:type": ("type de borne", "type de conteneur", "type de colonne", "pose"),
    "flux": ("type de déchets", "déchets acceptés", "matière", "type de flux", "déchet"),
    "nb_conteneurs": ("nombre de conteneurs", "nb bornes", "conteneurs", "nombre de bornes"),
    "accessible_pmr": ("pmr", "accessibilité pmr", "accès pmr"),
    "date_maj": ("mise à jour", "date de mise à jour", "mis à jour le", "maj", "date maj"),
    "city/dropoff-points:horaires": ("horaires", "horaires d'accès", "heures d'accès"),
    "city/dropoff-points:gestionnaire": ("exploitant", "géré par", "syndicat", "prestataire"),
    "capacite": ("nombre de places", "nb places", "places", "capacité totale"),
    "code_com": _COMMUNE,
    "code_commune_insee": _COMMUNE,
}  # fmt: skip

SCHOOL_ZONE: Words = {
    "code_insee": _COMMUNE,
    "annee_scolaire": ("année scolaire", "rentrée", "année"),
    "niveau": ("type d'école", "degré", "cycle"),
    "secteur_code": ("secteur", "code secteur", "n° secteur", "secteur scolaire"),
    "secteur_nom": ("nom du secteur", "libellé du secteur"),
    "uai": ("rne", "code uai", "code rne", "numéro uai", "uai école", "code école"),
    "code_rne": ("rne", "code uai", "uai", "numéro uai", "uai école", "code école"),
    "city/school-zones:nom_ecole": ("nom",),
    "nom_ecole": ("école", "nom de l'école", "établissement", "école de secteur", "nom école"),
    "type_et_libelle": (
        "voie", "rue", "nom de la voie", "nom de la rue", "adresse", "libellé voie", "nom voie",
    ),
    "n_de_voie_debut": ("du n°", "n° début", "numéro début", "de", "premier numéro", "début"),
    "n_de_voie_fin": ("au n°", "n° fin", "numéro fin", "à", "dernier numéro", "fin"),
    "parite": ("pair/impair", "côté", "pair impair", "parité des numéros"),
    "adresse": ("adresse de l'école", "adresse postale"),
    "code_postal": _POSTCODE,
    "telephone": ("tél", "téléphone", "tel"),
    "site_web": ("site", "site internet", "url", "web"),
    "commune_insee": _COMMUNE,
    "commune_nom": ("commune", "ville", "nom de la commune"),
    "numero": ("n°", "numéro de voie", "n° voie"),
    "toponyme": ("voie", "rue", "nom de la voie", "voie_nom"),
}  # fmt: skip

PARKING: Words = {
    "id": ("identifiant", "id parking", "code parking", "code du parking", "?code", "?n°"),
    "nom": ("parking", "nom du parking", "nom du parc", "parc", "libellé", "dénomination"),
    "insee": _COMMUNE,
    "adresse": ("adresse du parking", "adresse postale", "localisation", *_STREETS),
    "url": ("site", "site web", "lien", "site internet"),
    "type_usagers": ("usagers", "type d'usagers", "public", "accès"),
    "gratuit": ("gratuité", "stationnement gratuit"),
    "nb_places": (
        "nombre de places", "places", "capacité", "nb de places", "capacité totale",
        "nombre total de places", "total places",
    ),
    "nb_pr": ("places p+r", "places parc relais", "nb p+r"),
    "nb_pmr": ("places pmr", "nombre de places pmr", "pmr", "places handicapés", "nb places pmr"),
    "nb_voitures_electriques": (
        "places électriques", "bornes de recharge", "places véhicules électriques", "?dont elec",
        "?dont électriques", "nb places électriques",
    ),
    "nb_velo": ("places vélos", "places vélo", "vélos", "nombre de places vélos"),
    "nb_autopartage": ("places autopartage", "autopartage"),
    "nb_2_rm": ("places motos", "motos", "places moto", "places 2rm", "deux-roues motorisés"),
    "nb_covoit": ("places covoiturage", "covoiturage"),
    "hauteur_max": (
        "hauteur maximale", "hauteur", "hauteur limite", "gabarit", "hauteur max",
        "hauteur maxi", "hauteur maximum", "hauteur autorisée",
    ),
    "num_siret": ("siret", "n° siret", "siret exploitant", "siret gestionnaire"),
    "Xlong": _LONGITUDE,
    "Ylat": _LATITUDE,
    "tarif_1h": ("tarif 1 heure", "1h", "1 heure", "prix 1h"),
    "tarif_2h": ("tarif 2 heures", "2h", "2 heures", "prix 2h"),
    "tarif_3h": ("tarif 3 heures", "3h", "3 heures", "prix 3h"),
    "tarif_4h": ("tarif 4 heures", "4h", "4 heures", "prix 4h"),
    "tarif_24h": ("tarif 24 heures", "24h", "24 heures", "tarif journée", "prix 24h"),
    "abo_resident": ("abonnement résident", "tarif résident", "abo résident"),
    "abo_non_resident": ("abonnement non résident", "tarif non résident", "abo non résident"),
    "type_ouvrage": ("type de parking", "ouvrage", "type d'ouvrage", "construction"),
    "info": ("informations", "observations", "remarques", "commentaires", "infos"),
    "parking_id": ("identifiant", "id parking", "code parking", "parking", "code", "parc"),
    "horodatage": ("date et heure", "date heure", "heure du relevé", "date", "relevé", "?heure"),
    "places_libres": ("libres", "disponibles", "places disponibles", "dispo"),
    "places_totales": ("capacité", "places", "total"),
    "etat": ("statut", "état du parking"),
}  # fmt: skip

INDICATOR: Words = {
    "indicateur_id": ("identifiant", "code indicateur", "id indicateur", "code"),
    "indicateur": ("nom de l'indicateur", "intitulé", "libellé"),
    "politique": ("politique publique", "thème", "domaine"),
    "unite_mesure": ("unité", "unité de mesure"),
    "date": ("date de la valeur", "date du relevé", "période"),
    "valeur": ("valeur de l'indicateur", "résultat", "mesure"),
    "est_cible": ("cible", "objectif"),
    "responsable": ("service responsable", "direction", "pilote", "service", "service pilote"),
    "source_collecte": ("source", "origine"),
    "methode": ("mode de calcul", "méthode de calcul", "calcul"),
    "sens": ("sens attendu", "sens d'évolution", "évolution attendue", "évolution souhaitée"),
    "frequence_monitoring": ("fréquence", "périodicité", "fréquence de suivi"),
}  # fmt: skip

CLIMATE: Words = {
    "annee": ("exercice", "année de référence"),
    "type": ("nature", "type de valeur"),
    "valeur_tco2e": ("émissions", "tco2e", "tonnes co2", "valeur", "émissions tco2e", "ges"),
    "perimetre": ("périmètre du bilan",),
    "date_vote": ("date du vote", "voté le"),
    "deliberation_id": ("n° de délibération", "délibération n°"),
}

OTHERS: Words = {
    **_COLLECTIVITY,
    "nomAttribuant": (
        "attribuant", "collectivité attribuante", "nom attribuant", "nom de l'attribuant",
        "organisme attribuant", "collectivité",
    ),
    "idAttribuant": (
        "siret attribuant", "siret de l'attribuant", "n° siret attribuant", "siret collectivité",
    ),
    "dateConvention": (
        "date de la convention", "date convention", "date de décision", "date d'attribution",
        "date attribution", "date de signature", "date", "date de vote", "date du vote",
        "date de délibération", "date de la délibération", "date délibération", "date délib",
        "date du conseil", "date CM", "date du CM", "date de séance", "date de la séance",
    ),
    "referenceDecision": (
        "référence de la décision", "n° de délibération", "délibération", "n° délibération",
        "référence", "n° décision", "numéro de délibération", "délib", "n° délib",
    ),
    "nomBeneficiaire": (
        "bénéficiaire", "association", "nom du bénéficiaire", "nom de l'association",
        "nom association", "organisme bénéficiaire", "tiers", "nom bénéficiaire", "associations",
        "association bénéficiaire",
    ),
    "idBeneficiaire": (
        "siret bénéficiaire", "siret du bénéficiaire", "n° siret bénéficiaire",
        "siret association", "siret de l'association", "*siret", "*n° siret", "*numéro siret",
    ),
    "idRAE": ("n° rae", "numéro rae", "rae"),
    "dispositifAide": ("dispositif", "nom du dispositif", "programme d'aide"),
    "rnaBeneficiaire": ("rna", "n° rna", "numéro rna", "code rna"),
    "objet": (
        "objet de la subvention", "motif", "projet", "objet subvention", "intitulé", "action",
        "objet de la convention",
    ),
    "montant": (
        "montant attribué", "montant de la subvention", "subvention", "montant versé",
        "montant en euros", "montant (€)", "montant €", "montant accordé", "montant voté",
        "montant subvention", "somme",
    ),
    "nature": ("nature de la subvention", "nature de l'aide", "type d'aide", "type de subvention"),
    "conditionsVersement": (
        "conditions de versement", "modalités de versement", "versement", "mode de versement",
        "modalités",
    ),
    "datesPeriodeVersement": (
        "date de versement", "date versement", "dates de versement", "période de versement",
    ),
    "notificationUE": ("notification ue", "de minimis", "notifié ue", "aide de minimis"),
    "pourcentageSubvention": ("pourcentage", "% subvention", "part", "pourcentage subvention"),
    "COMMUNE_NOM": ("commune", "ville", "nom de la commune"),
    "COLL_INSEE": _COMMUNE,
    "ENFANT_SEXE": ("sexe", "genre", "sexe enfant", "garçon/fille"),
    "ENFANT_PRENOM": ("prénom", "premier prénom", "prénoms", "prénom enfant", "prénom de l'enfant"),
    "NOMBRE_OCCURRENCES": (
        "nombre", "nb", "nbre", "nbr", "occurrences", "nombre d'occurrences", "effectif",
        "nb naissances",
        "nombre de naissances", "total",
    ),
    "ANNEE": ("année de naissance", "an", "millésime", "année naissance"),
    "menuCollNom": ("collectivité", "commune", "ville"),
    "menuCollSiret": ("siret", "siret collectivité", "n° siret"),
    "menuEtablissementNom": ("cuisine", "cuisine centrale", "nom de la cuisine"),
    "menuRestaurantNom": ("restaurant", "cantine", "école", "nom du restaurant"),
    "menuRestaurantType": ("type de restaurant", "niveau"),
    "menuRestaurantConvive": ("convives", "public", "type de convives"),
    "menuDate": ("date", "jour", "date du repas", "date du menu"),
    "menuRepasType": ("repas", "type de repas"),
    "menuPlatType": ("type de plat", "composante", "service"),
    "menuPlatNom": ("plat", "nom du plat", "intitulé du plat", "libellé du plat", "menu"),
    "menuPlatAllergene": ("allergènes", "allergène"),
    "menuPlatRegime": ("régime", "régimes"),
    "menuPlatPrix": ("prix", "prix du plat"),
}  # fmt: skip

#: Fields that say in each row who the city is. A budget may be that of another establishment.
CONSTANTS: Mapping[str, Mapping[str, str]] = {
    "deliberation": {"COLL_NOM": "name", "COLL_SIRET": "siret"},
    "poi": {
        "COLL_NOM": "name",
        "COLL_SIRET": "siret",
        "code_insee": "insee",
        "code_commune_insee": "insee",
    },
    "election": {
        "code_insee": "insee",
        "code_commune": "insee",
        "code_departement": "department",
        "libelle_commune": "name",
    },
    "school_zone": {"code_insee": "insee", "commune_insee": "insee", "commune_nom": "name"},
    "parking": {"insee": "insee"},
    "dataset": {
        "COLL_NOM": "name",
        "COLL_SIRET": "siret",
        "nomAttribuant": "name",
        "idAttribuant": "siret",
        "COLL_INSEE": "insee",
        "menuCollNom": "name",
        "menuCollSiret": "siret",
    },
}
