//! Phone numbers to E.164, the form in which duplicates are found.
//!
//! Two ways, on purpose. A number written internationally (`+49 30 901820`) goes by [`international`]: a table of calling codes and the
//! lengths of their numbers, some 100 ns, no state. So every write of a lead can afford it inside its transaction, ten thousand
//! at once too, and a database that never imports never loads the metadata of all countries. It takes the writer at his word: a number
//! of the right length in a country that exists counts, whether its range is in service or not.
//! A national number (`030 901820`) means nothing without its country: [`normalise`] asks the metadata and believes only what is valid
//! there. Its first use loads that metadata (about 0.1 s in a release build, 1 s in a debug build): imports call [`warm_up`] before they
//! open a transaction.

use std::{borrow::Cow, str::FromStr};

use super::calling_codes::CODES;

/// E.164 has at most this many digits.
const MAX_DIGITS: usize = 15;
/// Fewer digits are a short code or a slip, never a subscriber anywhere.
const MIN_DIGITS: usize = 7;
/// As many bare digits begin with a calling code.
const MIN_BARE: usize = 11;

/// A country whose numbers may be written nationally, by its ISO 3166 code of two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country(phonenumber::country::Id);

impl FromStr for Country {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        phonenumber::country::Id::from_str(&text.trim().to_ascii_uppercase()).map(Self).map_err(|_| "not a country code of two letters")
    }
}

/// Loads the metadata of all countries, so that the next [`normalise`] is fast.
pub fn warm_up() {
    std::sync::LazyLock::force(&WARM);
}
static WARM: std::sync::LazyLock<bool> =
    std::sync::LazyLock::new(|| phonenumber::parse(Some(phonenumber::country::Id::DE), "030901820").is_ok());

/// The E.164 form of a number: of one with `+` by [`international`], of any other as it would be dialed inside `country`.
/// `None` if it is no number, or a national one without a country.
pub fn normalise(text: &str, country: Option<Country>) -> Option<String> {
    if text.contains(['+', '＋']) {
        return international(text);
    }
    let country = country?;
    let digits = digits(text)?;
    // Digits only: the parser of the crate is written for clean text.
    let number = phonenumber::parse(Some(country.0), digits).ok().filter(phonenumber::is_valid)?;
    // Once more through the other way, so that one number has one form however it was written.
    international(&number.format().mode(phonenumber::Mode::E164).to_string())
}

/// The E.164 form of a number written with `+`; `None` if it has none, or is no number by calling code and length.
pub fn international(text: &str) -> Option<String> {
    let text = text.trim_matches(is_filler);
    let text = text.strip_prefix("tel:").unwrap_or(text).trim_start_matches(|c| c == '(' || is_filler(c));
    let mut number = digits(text.strip_prefix(['+', '＋'])?)?;
    // No calling code is the beginning of another one, so the first that fits is the one.
    let (code, rule) = (1..=3).find_map(|n| {
        let code = number.get(..n)?.parse().ok()?;
        CODES.binary_search_by_key(&code, |(code, ..)| *code).ok().map(|at| (n, CODES[at]))
    })?;
    let (_, lengths, trunk_zero) = rule;
    // "+49 (0)30 ...": the zero is dialed inside of the country only.
    if trunk_zero && number.as_bytes().get(code) == Some(&b'0') {
        number.remove(code);
    }
    let national = number.len() - code;
    let fits = (MIN_DIGITS..=MAX_DIGITS).contains(&number.len()) && lengths >> national & 1 == 1;
    fits.then(|| {
        number.insert(0, '+');
        number
    })
}

/// What was dialed, in what a carrier or a SIP header says: the user part of a `sip:`, `sips:` or `tel:` URI, without its name,
/// parameters and password; anything else as it stands.
pub fn dialed(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let uri = text.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or(text, |(uri, _)| uri.trim());
    let scheme = ["sip:", "sips:", "tel:"].iter().find(|s| uri.get(..s.len()).is_some_and(|start| start.eq_ignore_ascii_case(s)));
    let rest = scheme.map_or(uri, |s| &uri[s.len()..]);
    if scheme.is_none() && !rest.contains('@') {
        return Cow::Borrowed(rest);
    }
    let user = rest.split('@').next().unwrap_or_default();
    let user = user.split([';', '?']).next().unwrap_or_default();
    let user = if rest.contains('@') { user.split(':').next().unwrap_or_default() } else { user };
    // The one escape that numbers meet.
    if user.contains('%') { Cow::Owned(user.replace("%2B", "+").replace("%2b", "+").replace("%23", "#")) } else { Cow::Borrowed(user) }
}

/// The E.164 form of a number as carriers write it: with `+`, with `00`, or as bare digits that begin with the calling code. Fewer than
/// 11 bare digits may be a national number of anywhere, so they are none.
pub fn e164(text: &str) -> Option<String> {
    let text = text.trim();
    international(text).or_else(|| {
        let bare = text.bytes().all(|b| b.is_ascii_digit());
        let number = if bare { text.strip_prefix("00").or_else(|| (text.len() >= MIN_BARE).then_some(text))? } else { return None };
        international(&format!("+{number}"))
    })
}

/// The digits of a written number, its extension left out; `None` if something stands there that belongs in no number.
fn digits(text: &str) -> Option<String> {
    let mut out = String::with_capacity(MAX_DIGITS + 2);
    let mut rest = text.char_indices();
    for (at, c) in rest.by_ref() {
        match c {
            '0'..='9' => out.push(c),
            '０'..='９' => out.push(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
            c if is_filler(c) || matches!(c, '(' | ')' | '-' | '.' | '/' | '\u{2010}'..='\u{2015}' | '\u{2212}') => {}
            _ if is_extension(&text[at..]) => break,
            _ => return None,
        }
        if out.len() > MAX_DIGITS + 3 {
            return None;
        }
    }
    (!out.is_empty()).then_some(out)
}

/// White space, and the invisible marks that address books put around numbers.
fn is_filler(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether this is an extension: `x12`, `ext. 12`, `#12`, `;ext=12`.
fn is_extension(tail: &str) -> bool {
    let tail = tail.trim_start_matches([';', ',', ' ']).to_ascii_lowercase();
    let number = ["extension", "ext", "x", "#"].iter().find_map(|word| tail.strip_prefix(word));
    number.is_some_and(|n| {
        let n = n.trim_matches(|c| is_filler(c) || matches!(c, '.' | ':' | '='));
        (1..=8).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use phonenumber::{Mode, metadata::DATABASE};

    use super::*;

    fn de(text: &str) -> Option<String> {
        normalise(text, Some("de".parse().unwrap()))
    }

    #[test]
    fn numbers_as_people_write_them() {
        for text in [
            "+49 30 901820",
            "+4930901820",
            "  +49 (0)30 / 90-18-20 ",
            "+49 030 901820",
            "tel:+49-30-901820",
            "\u{202a}+49 30 901820\u{202c}",
            "+49\u{a0}30\u{2011}901820",
            "＋４９ ３０ 901820",
            "+49 30 901820 ext. 12",
            "+49 30 901820x7",
            "+49 30 901820;ext=7",
            "(+49) 30 901820",
            "030 901820",
            "030/901820",
            "0049 30 901820",
            "(030) 90 18 20",
        ] {
            assert_eq!(de(text).as_deref(), Some("+4930901820"), "{text:?}");
        }
        assert_eq!(international("+1 (415) 555-2671").as_deref(), Some("+14155552671"));
        assert_eq!(international("+39 06 6982").as_deref(), Some("+39066982"), "in Italy the zero belongs to the number");
        assert_eq!(normalise("(415) 555-2671", Some("US".parse().unwrap())).as_deref(), Some("+14155552671"));
        assert_eq!(normalise("020 7946 0958", Some("GB".parse().unwrap())).as_deref(), Some("+442079460958"));
    }

    #[test]
    fn what_is_no_number_stays_text() {
        for bad in [
            "",
            "+",
            "n/a",
            "+1 415",
            "+49",
            "+999 1234567",
            "+0 30 901820",
            "+49 30 90182000000000",
            "+49 30 9018 call me",
            "+49 30 +49 30",
            "12",
            "ext 12",
            "+1415555267é",
            "\u{1F4DE}",
            "99999999999999999999999",
            "000",
        ] {
            assert_eq!(de(bad), None, "{bad:?}");
        }
        assert_eq!(normalise("030 901820", None), None, "national, and no country known");
        assert!("XX".parse::<Country>().is_err() && "Germany".parse::<Country>().is_err() && "".parse::<Country>().is_err());
    }

    #[test]
    fn what_carriers_and_sip_headers_say_is_reduced_to_what_was_dialed() {
        for (text, want) in [
            ("+4930901820", "+4930901820"),
            (" 100 ", "100"),
            ("sip:+4930901820@pbx.example.com;user=phone", "+4930901820"),
            ("SIPS:4930901820@10.0.0.1:5061", "4930901820"),
            ("\"Jane <3\" <sip:+4930901820@host>;tag=1", "+4930901820"),
            ("<tel:+49-30-901820;ext=7>", "+49-30-901820"),
            ("tel:+4930901820;phone-context=x", "+4930901820"),
            ("sip:%2B4930901820@host", "+4930901820"),
            ("sip:jane:secret@host", "jane"),
            ("jane@host", "jane"),
            ("sip:host.example.com", "host.example.com"),
            ("anonymous", "anonymous"),
            ("", ""),
            ("sip:", ""),
            ("<", "<"),
            ("日本:+1@x", "日本"),
        ] {
            assert_eq!(dialed(text), want, "{text:?}");
        }
    }

    #[test]
    fn numbers_as_carriers_write_them() {
        for text in ["+4930901820", "+49 30 901820", "004930901820", "+49 (0)30 901820"] {
            assert_eq!(e164(text).as_deref(), Some("+4930901820"), "{text:?}");
        }
        assert_eq!(e164("15551230000").as_deref(), Some("+15551230000"));
        for none in ["5551230000", "anonymous", "030 901820", "100", "", "00", "sip:x"] {
            assert_eq!(e164(none), None, "{none:?}");
        }
    }

    /// Where the metadata calls an example of any country valid, the quick way gives the same E.164, with and without the trunk zero.
    #[test]
    fn the_quick_way_agrees_with_the_metadata() {
        let mut compared = 0;
        for meta in DATABASE.iter() {
            let all = meta.descriptors();
            for kind in [all.mobile(), all.fixed_line().filter(|_| meta.is_main_country_for_code())].into_iter().flatten() {
                let Some(example) = kind.example() else { continue };
                let written = format!("+{} {example}", meta.country_code());
                let Ok(number) = phonenumber::parse(None, &written) else { continue };
                if !number.is_valid() || written.len() > MAX_DIGITS + 2 {
                    continue;
                }
                let want = Some(number.format().mode(Mode::E164).to_string());
                assert_eq!(international(&written), want, "{} {written}", meta.id());
                let with_zero = format!("+{} (0){example}", meta.country_code());
                if meta.national_prefix() == Some("0") && meta.is_main_country_for_code() {
                    assert_eq!(international(&with_zero), want, "{} {with_zero}", meta.id());
                }
                compared += 1;
            }
        }
        assert!(compared > 200, "{compared}");
    }

    #[test]
    fn no_text_makes_it_panic() {
        let mut seed = 7_u64;
        let mut next = || {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (seed >> 33) as usize
        };
        let alphabet: Vec<char> = "+0123456789 ()-.x#;=９\u{202a}é\u{1F4DE}".chars().collect();
        for _ in 0..500 {
            let text: String = (0..next() % 24).map(|_| alphabet[next() % alphabet.len()]).collect();
            for found in [international(&text), de(&text)].into_iter().flatten() {
                assert!(
                    found.starts_with('+') && found.len() <= MAX_DIGITS + 1 && found[1..].bytes().all(|b| b.is_ascii_digit()),
                    "{text:?} {found}"
                );
                assert_eq!(international(&found).as_ref(), Some(&found), "a fixed point");
            }
        }
    }

    /// `UPDATE=1` rewrites the table when the metadata of the crate is newer.
    #[test]
    fn the_table_is_that_of_the_metadata() {
        let mut text = String::from(
            "//! Calling codes. Generated from the metadata of the crate `phonenumber` by a test of `phone.rs` (`UPDATE=1` rewrites).\n\n\
             /// Calling code, the lengths of its national numbers as bits, and whether a zero is dialed before them inside of the country.\n\
             pub(super) const CODES: &[(u16, u32, bool)] = &[\n",
        );
        for code in 1..1000_u16 {
            let Some(regions) = DATABASE.by_code(&code) else { continue };
            // The general descriptors have no lengths: those of the kinds that one can call from abroad together.
            let kinds = regions.iter().map(|m| m.descriptors()).flat_map(|d| {
                let lines = [d.fixed_line(), d.mobile(), d.voip(), d.personal_number()];
                lines.into_iter().chain([d.toll_free(), d.premium_rate(), d.shared_cost()]).flatten()
            });
            let lengths = kinds.flat_map(|kind| kind.possible_length()).filter(|n| **n < 18).fold(0_u32, |all, n| all | 1 << n);
            let zero = regions[0].national_prefix() == Some("0");
            writeln!(text, "    ({code}, {lengths:#x}, {zero}),").unwrap();
        }
        text.push_str("];\n");
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/leads/calling_codes.rs");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, &text).unwrap();
        }
        assert!(std::fs::read_to_string(path).unwrap() == text, "calling_codes.rs is stale: run with UPDATE=1");
    }
}
