//! What the columns of a file mean: guessed from their names, or said by the caller.

use std::collections::BTreeMap;

use crate::error::Problems;

/// Where the value of a column goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// Into a field of the lead. Of several columns for one field the first that has a value counts; what the others have becomes metadata.
    Field(Field, String),
    /// Into `meta_data`, under this key.
    Meta(String),
    /// Nowhere: the caller said so.
    Nowhere,
}

/// A field of a lead that a column may fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Name,
    Surname,
    /// Given and family name in one, to be split.
    FullName,
    Email,
    Phone,
    /// A JSON object, merged into `meta_data`.
    MetaData,
}

/// The fields under the names by which `mapping` calls them.
const FIELDS: [(&str, Field); 6] = [
    ("name", Field::Name),
    ("surname", Field::Surname),
    ("full_name", Field::FullName),
    ("email", Field::Email),
    ("phone", Field::Phone),
    ("meta_data", Field::MetaData),
];

/// Names of columns as tools and people write them, lower case, letters and digits only, without accents.
const KNOWN: [(Field, &[&str]); 6] = [
    (
        Field::Name,
        &[
            "name",
            "firstname",
            "givenname",
            "forename",
            "christianname",
            "first",
            "vorname",
            "rufname",
            "prenom",
            "nombre",
            "nome",
            "voornaam",
            "fornavn",
            "fornamn",
            "etunimi",
            "imie",
            "jmeno",
        ],
    ),
    (
        Field::Surname,
        &[
            "surname",
            "lastname",
            "familyname",
            "last",
            "nachname",
            "familienname",
            "zuname",
            "nom",
            "nomdefamille",
            "apellido",
            "apellidos",
            "cognome",
            "sobrenome",
            "achternaam",
            "etternavn",
            "efternavn",
            "efternamn",
            "sukunimi",
            "nazwisko",
            "prijmeni",
            "soyad",
            "soyadi",
        ],
    ),
    (
        Field::FullName,
        &[
            "fullname",
            "completename",
            "displayname",
            "contactname",
            "leadname",
            "customername",
            "clientname",
            "personname",
            "contact",
            "contactperson",
            "ansprechpartner",
            "kontakt",
            "kontaktname",
            "kontaktperson",
            "kundenname",
            "vollername",
            "nomcomplet",
            "nombrecompleto",
            "nomecompleto",
            "nomeecognome",
            "adsoyad",
        ],
    ),
    (
        Field::Email,
        &[
            "email",
            "mail",
            "emails",
            "mailadresse",
            "emailadresse",
            "mailaddress",
            "emailaddress",
            "emailid",
            "courriel",
            "correo",
            "correoelectronico",
            "eposta",
            "epost",
        ],
    ),
    (
        Field::Phone,
        &[
            "phone",
            "phonenumber",
            "phoneno",
            "phones",
            "telephone",
            "telephonenumber",
            "tel",
            "mobile",
            "mobilephone",
            "mobilenumber",
            "cell",
            "cellphone",
            "cellnumber",
            "phonemobile",
            "telefon",
            "telefonnummer",
            "telnr",
            "rufnummer",
            "handy",
            "handynummer",
            "mobil",
            "mobilnummer",
            "mobiltelefon",
            "mobilfunk",
            "portable",
            "telefono",
            "telefone",
            "movil",
            "celular",
            "cellulare",
            "telefoon",
            "mobiel",
            "gsm",
            "puhelin",
            "phonee164",
            "msisdn",
        ],
    ),
    (Field::MetaData, &["metadata"]),
];

/// Words that say nothing about what a column is: `Business Phone`, `E-mail 1 - Value`, `Telefon (privat)`.
const NOISE: &[&str] = &[
    "1",
    "value",
    "primary",
    "main",
    "work",
    "business",
    "office",
    "home",
    "private",
    "personal",
    "direct",
    "number",
    "no",
    "nr",
    "nummer",
    "address",
    "adresse",
    "contact",
    "lead",
    "customer",
    "client",
    "person",
    "privat",
    "geschaftlich",
    "geschaeftlich",
    "haupt",
    "buro",
];

/// The columns of one file.
#[derive(Debug)]
pub(super) struct Header {
    /// One a column, in the order of the file.
    pub(super) columns: Vec<Column>,
}

impl Header {
    /// Reads the header. `mapping` names columns (as in the file, in any letter case) and their fields, or null for nowhere; a field that
    /// it names is not guessed elsewhere. What is wrong is on `mapping`, or on the input's field of the source.
    pub(super) fn read(names: &[String], mapping: &BTreeMap<String, Option<String>>, source: &str) -> Result<Self, Problems> {
        let mut problems = Problems::new();
        let said = said(names, mapping, &mut problems);
        // Who names a column for the whole name means its parts too.
        let taken = |field: Field| {
            let part = matches!(field, Field::Name | Field::Surname);
            said.values().any(|s| *s == Some(field) || (part && *s == Some(Field::FullName)))
        };
        let guessed = guess_all(names);
        let mut keys = BTreeMap::new();
        let columns: Vec<_> = (names.iter().enumerate())
            .map(|(at, name)| match (said.get(&at), guessed[at]) {
                (Some(None), _) => Column::Nowhere,
                (Some(Some(field)), _) => Column::Field(*field, key(name, at, &mut keys)),
                (None, Some(field)) if !taken(field) => Column::Field(field, key(name, at, &mut keys)),
                (None, _) => Column::Meta(key(name, at, &mut keys)),
            })
            .collect();
        let header = Self { columns };
        if problems.is_empty() {
            header.complain(names, source, &mut problems);
        }
        if problems.is_empty() { Ok(header) } else { Err(problems) }
    }

    /// Without a column for each required field no row could be right: that is a fault of the file, told once.
    fn complain(&self, names: &[String], source: &str, problems: &mut Problems) {
        let has = |wanted: &[Field]| self.columns.iter().any(|c| matches!(c, Column::Field(f, _) if wanted.contains(f)));
        let required: [(&str, &[Field]); 3] =
            [("name", &[Field::Name, Field::FullName]), ("email", &[Field::Email]), ("phone", &[Field::Phone])];
        let missing: Vec<_> = required.into_iter().filter(|(_, fields)| !has(fields)).map(|(name, _)| name).collect();
        if !missing.is_empty() {
            let found: Vec<_> = names.iter().take(30).map(|n| n.chars().take(60).collect::<String>()).collect();
            problems.add(
                source,
                format!("The header has no column for {}; it has: {}. Name it in mapping.", missing.join(", "), found.join(", ")),
            );
        }
    }
}

/// Whether a name of a column is among those that are understood.
pub(super) fn is_known(name: &str) -> bool {
    guess(name).is_some()
}

/// What the caller said, by the number of the column.
fn said(names: &[String], mapping: &BTreeMap<String, Option<String>>, problems: &mut Problems) -> BTreeMap<usize, Option<Field>> {
    let mut said = BTreeMap::new();
    let mut inside = Problems::new();
    for (column, field) in mapping {
        let wanted = column.trim();
        let exact = names.iter().position(|n| n.trim() == wanted);
        let at = exact.or_else(|| names.iter().position(|n| n.trim().to_lowercase() == wanted.to_lowercase()));
        let target = field.as_deref().map(|f| FIELDS.iter().find(|(name, _)| *name == f.trim()).map(|(_, f)| *f));
        match (at, target) {
            (None, _) => inside.add(column, "The file has no such column."),
            (_, Some(None)) => inside.add(column, format!("\"{}\" is not a valid choice.", field.as_deref().unwrap_or_default())),
            (Some(at), None) => drop(said.insert(at, None)),
            (Some(at), Some(Some(field))) => drop(said.insert(at, Some(field))),
        }
    }
    problems.inside("mapping", inside);
    said
}

/// The guesses for all columns together: `Name` beside `Vorname` (or `Prénom`) is the family name.
fn guess_all(names: &[String]) -> Vec<Option<Field>> {
    let mut all: Vec<_> = names.iter().map(|n| guess(n)).collect();
    let plain: Vec<_> = names.iter().map(|n| plain_words(n).concat() == "name").collect();
    let given_beside = all.iter().zip(&plain).any(|(field, plain)| *field == Some(Field::Name) && !plain);
    let family_beside = all.contains(&Some(Field::Surname));
    for (field, _) in all.iter_mut().zip(&plain).filter(|(_, plain)| **plain && given_beside) {
        *field = if family_beside { None } else { Some(Field::Surname) };
    }
    // Where the parts stand in columns of their own, the whole is only a repetition.
    if all.contains(&Some(Field::Name)) && all.contains(&Some(Field::Surname)) {
        all.iter_mut().filter(|f| **f == Some(Field::FullName)).for_each(|f| *f = None);
    }
    all
}

fn guess(name: &str) -> Option<Field> {
    let words = plain_words(name);
    let find = |key: &str| KNOWN.iter().find(|(_, names)| names.contains(&key)).map(|(field, _)| *field);
    find(&words.concat()).or_else(|| {
        let rest: Vec<&str> = words.iter().map(String::as_str).filter(|w| !NOISE.contains(w)).collect();
        find(&rest.concat())
    })
}

/// Lower-case words without accents.
fn plain_words(name: &str) -> Vec<String> {
    let plain = |c: char| match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'ę' | 'ě' => 'e',
        'ř' => 'r',
        c => c,
    };
    let lower: String = name.to_lowercase().chars().map(plain).collect();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// The key of a column in `meta_data`: its name, made unique, or its number.
fn key(name: &str, at: usize, keys: &mut BTreeMap<String, usize>) -> String {
    let name = match name.trim() {
        "" => format!("column {}", at + 1),
        name => name.to_owned(),
    };
    let seen = keys.entry(name.clone()).or_insert(0);
    *seen += 1;
    if *seen == 1 { name } else { format!("{name} ({seen})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &[&str], mapping: &[(&str, Option<&str>)]) -> Result<Vec<Column>, String> {
        let names: Vec<_> = names.iter().map(|n| (*n).to_owned()).collect();
        let mapping = mapping.iter().map(|(c, f)| ((*c).to_owned(), f.map(str::to_owned))).collect();
        Header::read(&names, &mapping, "csv").map(|h| h.columns).map_err(|p| serde_json::to_string(&p).unwrap())
    }
    fn field(field: Field, key: &str) -> Column {
        Column::Field(field, key.to_owned())
    }
    fn meta(key: &str) -> Column {
        Column::Meta(key.to_owned())
    }

    #[test]
    fn names_of_columns_as_they_are_exported() {
        for (wanted, names) in [
            (Field::Name, &["name", "First Name", "first_name", "firstName", "Vorname", "Given Name", "Prénom", "FIRST-NAME"][..]),
            (Field::Surname, &["surname", "Last name", "lastName", "Nachname", "Family Name", "Nom de famille", "Soyadı"]),
            (Field::FullName, &["Full name", "full_name", "Contact Name", "Display Name", "Ansprechpartner"]),
            (
                Field::Email,
                &["email", "E-Mail", "E-mail Address", "E-mail 1 - Value", "Email (work)", "E-Mail-Adresse", "Business Email", "Courriel"],
            ),
            (
                Field::Phone,
                &[
                    "phone",
                    "Mobile",
                    "Phone Number",
                    "Mobile Phone",
                    "Business Phone",
                    "Phone 1 - Value",
                    "Tel.",
                    "Téléphone",
                    "Handy-Nr.",
                    "Telefon (privat)",
                    "Cell Phone",
                ],
            ),
            (Field::MetaData, &["meta_data", "Metadata"]),
        ] {
            for name in names {
                assert_eq!(guess(name), Some(wanted), "{name}");
            }
        }
        for other in [
            "Company",
            "Company Name",
            "Address",
            "Fax",
            "Phone Type",
            "E-mail 1 - Type",
            "Nickname",
            "Number",
            "Email Opt Out",
            "",
            "1",
            "username",
        ] {
            assert_eq!(guess(other), None, "{other}");
        }
    }

    #[test]
    fn any_order_and_what_is_unknown_is_metadata() {
        assert_eq!(
            read(&["Mobile", "Company", "E-Mail", "Last name", "First Name", "", "Company"], &[]).unwrap(),
            [
                field(Field::Phone, "Mobile"),
                meta("Company"),
                field(Field::Email, "E-Mail"),
                field(Field::Surname, "Last name"),
                field(Field::Name, "First Name"),
                meta("column 6"),
                meta("Company (2)")
            ]
        );
    }

    #[test]
    fn a_plain_name_depends_on_its_neighbours() {
        let fields = |names: &[&str]| guess_all(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
        assert_eq!(fields(&["Vorname", "Name"]), [Some(Field::Name), Some(Field::Surname)]);
        assert_eq!(fields(&["name", "surname"]), [Some(Field::Name), Some(Field::Surname)]);
        assert_eq!(fields(&["Name", "First name", "Last name"]), [None, Some(Field::Name), Some(Field::Surname)]);
        assert_eq!(fields(&["Name"]), [Some(Field::Name)]);
        assert_eq!(fields(&["Full name", "First name", "Last name"]), [None, Some(Field::Name), Some(Field::Surname)]);
    }

    #[test]
    fn mapping_wins_over_guesses() {
        let names = ["Wer", "Mail", "Phone", "Handy", "Geheim"];
        assert_eq!(
            read(&names, &[("wer", Some("full_name")), ("Handy", Some("phone")), ("Geheim", None)]).unwrap(),
            [field(Field::FullName, "Wer"), field(Field::Email, "Mail"), meta("Phone"), field(Field::Phone, "Handy"), Column::Nowhere]
        );
        let wrong = read(&names, &[("Wer", Some("nickname")), ("Nobody", Some("name"))]).unwrap_err();
        assert_eq!(wrong, r#"{"mapping":{"Nobody":["The file has no such column."],"Wer":["\"nickname\" is not a valid choice."]}}"#);
    }

    #[test]
    fn a_header_without_the_required_columns_is_told_once() {
        let wrong = read(&["Name", "Town"], &[]).unwrap_err();
        assert_eq!(wrong, r#"{"csv":["The header has no column for email, phone; it has: Name, Town. Name it in mapping."]}"#);
    }
}
