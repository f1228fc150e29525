//! Names of several cultures, and telephone numbers that belong to nobody: the ranges that regulators keep free for fiction.

use super::random::Random;

/// Given and family names of one culture.
pub struct Culture {
    given: &'static str,
    family: &'static str,
}

pub const GERMAN: Culture = Culture {
    given: "Anna Lukas Marie Jonas Sophie Felix Katharina Maximilian Johanna Paul Clara Moritz Greta Jakob Frieda Anton Lena Tobias Sabine Jürgen \
            Ute Matthias Birgit Stefan Heike Björn Käthe Günter",
    family: "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz \
             Zimmermann Krüger Hofmann Hartmann Lange Köhler Vogt Jäger Groß",
};
pub const TURKISH: Culture = Culture {
    given: "Ayşe Mehmet Fatma Mustafa Elif Emre Zeynep Burak Hatice Can Merve Yusuf Özlem Kerem Gül İbrahim",
    family: "Yılmaz Kaya Demir Çelik Şahin Yıldız Öztürk Aydın Arslan Doğan Koç Kurt Özdemir Güneş",
};
pub const POLISH: Culture = Culture {
    given: "Agnieszka Piotr Katarzyna Tomasz Małgorzata Paweł Zofia Łukasz Ewa Krzysztof Joanna Michał",
    family: "Nowak Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski",
};
pub const ENGLISH: Culture = Culture {
    given: "James Olivia William Emma Michael Charlotte Daniel Grace Thomas Hannah Robert Abigail Joseph Ruth David Naomi Andre Keisha Darnell \
            Imani Patrick Siobhan Marcus Danielle",
    family: "Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson White Harris Thompson Robinson Walker Young \
             King Wright Green Baker Washington O'Brien Murphy",
};
pub const SPANISH: Culture = Culture {
    given: "María José Carmen Juan Lucía Carlos Sofía Miguel Valentina Alejandro Camila Diego Isabel Andrés Ximena Ramón",
    family: "García Rodríguez Hernández Martínez López González Pérez Sánchez Ramírez Torres Flores Rivera Gómez Muñoz Peña",
};
pub const INDIAN: Culture = Culture {
    given: "Aarav Priya Rohan Ananya Arjun Kavya Vikram Meera Sanjay Lakshmi Rahul Divya",
    family: "Patel Sharma Singh Iyer Reddy Gupta Nair Kumar Desai Mehta Rao Chatterjee",
};
pub const CHINESE: Culture = Culture {
    given: "Wei Mei Jun Xiu Hao Ling Ming Yan Lei Fang Tao Jing",
    family: "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Lin Xu",
};
pub const VIETNAMESE: Culture = Culture {
    given: "Minh Linh Hùng Lan Tuấn Mai Dũng Hương Quang Thảo",
    family: "Nguyễn Trần Lê Phạm Hoàng Võ Đặng Bùi Đỗ Ngô",
};
pub const FRENCH: Culture = Culture {
    given: "Camille Louis Manon Hugo Chloé Gabriel Léa Arthur Élodie Jules Inès Théo Margaux Antoine Aurélie Benoît Hélène François Noémie Rémi",
    family: "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre Michel Garnier Faure Mercier Blanc \
             Chevalier Gauthier",
};
pub const MAGHREBI: Culture = Culture {
    given: "Mohamed Fatima Karim Leïla Youssef Samira Rachid Nadia Mehdi Amina Sofiane Yasmine",
    family: "Benali Haddad Mansouri Bouzid Cherif Belkacem Amrani Saïdi Khelifi Ziani",
};
pub const PORTUGUESE: Culture = Culture {
    given: "João Ana Pedro Beatriz Tiago Inês Rui Mariana Nuno Catarina",
    family: "Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Sousa Gonçalves",
};

impl Culture {
    /// A given and a family name.
    pub fn name(&self, random: &mut Random) -> (&'static str, &'static str) {
        let one = |names: &'static str, random: &mut Random| {
            let all: Vec<&str> = names.split_whitespace().collect();
            *random.pick(&all)
        };
        (one(self.given, random), one(self.family, random))
    }
}

/// A name in ASCII letters, for addresses.
pub fn plain(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' => out.push(c),
            'à' | 'á' | 'ã' | 'ą' | 'ạ' | 'ấ' | 'ầ' | 'ả' => out.push('a'),
            'ä' => out.push_str("ae"),
            'ç' | 'ć' => out.push('c'),
            'đ' => out.push('d'),
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ễ' => out.push('e'),
            'ğ' => out.push('g'),
            'ì' | 'í' | 'î' | 'ï' | 'ı' => out.push('i'),
            'ł' => out.push('l'),
            'ñ' | 'ń' => out.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ỗ' | 'ơ' => out.push('o'),
            'ö' => out.push_str("oe"),
            'ş' | 'ś' => out.push('s'),
            'ß' => out.push_str("ss"),
            'ù' | 'ú' | 'û' | 'ũ' | 'ư' => out.push('u'),
            'ü' => out.push_str("ue"),
            'ź' | 'ż' => out.push('z'),
            _ => {}
        }
    }
    out
}

/// Telephone numbers that are never assigned: a prefix and how many digits follow.
pub struct Range(pub &'static str, pub usize);

/// Bundesnetzagentur: numbers for film and television, in Berlin, Frankfurt, Hamburg, Cologne, Munich.
pub const GERMANY: &[Range] =
    &[Range("+493023125", 3), Range("+496990009", 3), Range("+494066969", 3), Range("+492214710", 3), Range("+498999998", 3)];
/// NANP: 555-0100 to 555-0199 in every area code; those of the north-east.
pub const UNITED_STATES: &[Range] = &[
    Range("+120255501", 2),
    Range("+120355501", 2),
    Range("+121255501", 2),
    Range("+121555501", 2),
    Range("+120155501", 2),
    Range("+140155501", 2),
    Range("+141055501", 2),
    Range("+141255501", 2),
    Range("+141355501", 2),
    Range("+150855501", 2),
    Range("+151655501", 2),
    Range("+151855501", 2),
    Range("+157055501", 2),
    Range("+160355501", 2),
    Range("+160755501", 2),
    Range("+161055501", 2),
    Range("+161755501", 2),
    Range("+163155501", 2),
    Range("+164655501", 2),
    Range("+171855501", 2),
    Range("+173255501", 2),
    Range("+178155501", 2),
    Range("+180255501", 2),
    Range("+184555501", 2),
    Range("+186055501", 2),
    Range("+191455501", 2),
    Range("+191755501", 2),
    Range("+197355501", 2),
    Range("+197855501", 2),
];
/// Arcep: numbers for audiovisual works; mobile, Paris and the north-west.
pub const FRANCE: &[Range] = &[Range("+3363998", 4), Range("+3319900", 4), Range("+3326191", 4)];

/// Numbers of some ranges, each once.
pub struct Numbers {
    ranges: &'static [Range],
    taken: std::collections::HashSet<String>,
}

impl Numbers {
    /// Of these ranges.
    pub fn new(ranges: &'static [Range]) -> Self {
        Self { ranges, taken: std::collections::HashSet::new() }
    }
    /// A number that was not given out before.
    pub fn next(&mut self, random: &mut Random) -> String {
        loop {
            let Range(prefix, digits) = random.pick(self.ranges);
            let number = format!("{prefix}{:0digits$}", random.below(10usize.pow(*digits as u32)));
            if self.taken.insert(number.clone()) {
                return number;
            }
        }
    }
}
