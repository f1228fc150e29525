//! Who the company is: its branches, their agents, calendars and plans.

use std::collections::HashSet;

use chrono::NaiveTime;
use chrono_tz::Tz;
use hotcalls_core::{
    Caller, Id, Result, TimeOfDay,
    agents::{AgentCreate, NumbersInput, phone_numbers::PhoneNumberCreate},
    calendars::{CalendarConfigurationCreate, CalendarCreate, CalendarType},
    leads::LeadCreate,
    subscriptions::{Plan, features::FeatureCreate, plan_features::PlanFeatureCreate, plans::PlanCreate},
    workspaces::{Workspace, WorkspaceCreate},
};
use serde_json::json;

use crate::{
    Desk,
    people::{self, Culture, Numbers, Range},
    random::Random,
};

/// A branch: one workspace.
pub struct Branch {
    name: &'static str,
    /// Which of the plans it has.
    plan: usize,
    pub zone: Tz,
    language: &'static str,
    calendar: CalendarType,
    domain: &'static str,
    /// Names and greetings.
    agents: &'static [(&'static str, &'static str)],
    /// How many phone numbers it has.
    pub lines: usize,
    pub leads: usize,
    pub calls: usize,
    pub numbers: &'static [Range],
    /// Whose names its customers have, and in which parts.
    people: &'static [(&'static Culture, f64)],
    interests: &'static [&'static str],
    /// What meetings are about.
    pub meetings: &'static [&'static str],
}

/// All of them: twelve agents, twenty numbers, 5,000 leads, 50,000 calls.
pub static BRANCHES: [Branch; 3] = [
    Branch {
        name: "Nordlicht Energie",
        plan: 2,
        zone: Tz::Europe__Berlin,
        language: "de",
        calendar: CalendarType::Outlook,
        domain: "nordlicht.example",
        agents: &[
            ("Lina", "Guten Tag, hier ist Lina von Nordlicht Energie. Passt es Ihnen gerade?"),
            ("Jonas", "Moin, Jonas von Nordlicht Energie. Ich rufe wegen Ihrer Solaranfrage an."),
            ("Mara", "Hallo, hier spricht Mara von Nordlicht Energie."),
            ("Emil", "Guten Tag, Emil von Nordlicht Energie, es geht um Ihren Wartungstermin."),
            ("Deniz", "Merhaba, hier ist Deniz von Nordlicht Energie. Sprechen wir Deutsch oder Türkisch?"),
        ],
        lines: 8,
        leads: 2_200,
        calls: 24_000,
        numbers: people::GERMANY,
        people: &[
            (&people::GERMAN, 0.66),
            (&people::TURKISH, 0.14),
            (&people::POLISH, 0.12),
            (&people::VIETNAMESE, 0.03),
            (&people::ENGLISH, 0.05),
        ],
        interests: &["solar roof", "heat pump", "home battery", "wallbox", "green tariff"],
        meetings: &["Beratung Photovoltaik", "Vor-Ort-Termin Wärmepumpe", "Angebot besprechen", "Wartung"],
    },
    Branch {
        name: "Harbor Dental Group",
        plan: 1,
        zone: Tz::America__New_York,
        language: "en",
        calendar: CalendarType::Google,
        domain: "harbordental.example",
        agents: &[
            ("Riley", "Hi, this is Riley calling from Harbor Dental. Do you have a minute?"),
            ("Sofia", "Hello, this is Sofia with Harbor Dental. ¿Prefiere que hablemos en español?"),
            ("Marcus", "Good morning, Marcus from Harbor Dental about your upcoming visit."),
            ("June", "Thanks for calling Harbor Dental, this is June."),
        ],
        lines: 7,
        leads: 1_800,
        calls: 17_000,
        numbers: people::UNITED_STATES,
        people: &[
            (&people::ENGLISH, 0.5),
            (&people::SPANISH, 0.22),
            (&people::INDIAN, 0.09),
            (&people::CHINESE, 0.09),
            (&people::VIETNAMESE, 0.05),
            (&people::PORTUGUESE, 0.05),
        ],
        interests: &["cleaning", "whitening", "implants", "aligners", "new patient"],
        meetings: &["Cleaning", "First visit", "Implant consultation", "Aligner check"],
    },
    Branch {
        name: "Maison Verrier Immobilier",
        plan: 0,
        zone: Tz::Europe__Paris,
        language: "fr",
        calendar: CalendarType::Google,
        domain: "verrier.example",
        agents: &[
            ("Camille", "Bonjour, Camille de la Maison Verrier. Je vous appelle au sujet de votre recherche."),
            ("Hugo", "Bonjour, ici Hugo, Maison Verrier Immobilier."),
            ("Inès", "Bonjour, Inès de la Maison Verrier, je vous dérange ?"),
        ],
        lines: 5,
        leads: 1_000,
        calls: 9_000,
        numbers: people::FRANCE,
        people: &[
            (&people::FRENCH, 0.7),
            (&people::MAGHREBI, 0.16),
            (&people::PORTUGUESE, 0.08),
            (&people::VIETNAMESE, 0.03),
            (&people::SPANISH, 0.03),
        ],
        interests: &["appartement", "maison", "location", "estimation", "investissement"],
        meetings: &["Visite d'appartement", "Estimation", "Visite de maison", "Signature"],
    },
];

/// Features that are quotas, and what they limit.
const FEATURES: [(&str, &str); 4] = [
    ("max_agents", "AI agents of a workspace"),
    ("max_users", "Members of a workspace"),
    ("max_leads", "Leads of a workspace"),
    ("call_minutes", "Minutes of talk in a calendar month"),
];
/// The plans with the limits of the features; below zero: unlimited.
const PLANS: [(&str, [i32; 4]); 3] =
    [("Starter", [3, 5, 2_000, 10_000]), ("Growth", [10, 25, 20_000, 60_000]), ("Scale", [50, -1, -1, -1])];

/// The plans, smallest first.
pub struct Plans(Vec<Id<Plan>>);

impl Plans {
    /// Creates them with their features.
    pub fn create(root: &Caller) -> Result<Self> {
        let mut features = Vec::new();
        for (name, description) in FEATURES {
            let input = FeatureCreate { description: description.to_owned(), ..FeatureCreate::new(name) };
            features.push(root.features().create(input)?.id);
        }
        let mut plans = Vec::new();
        for (name, limits) in PLANS {
            let plan = root.plans().create(PlanCreate::new(name))?.id;
            for (feature, limit) in features.iter().zip(limits) {
                root.plan_features().create(PlanFeatureCreate::new(plan, *feature, limit))?;
            }
            plans.push(plan);
        }
        Ok(Self(plans))
    }
}

const WEEKDAYS: [&str; 5] = ["monday", "tuesday", "wednesday", "thursday", "friday"];

/// Creates the workspace of a branch with its numbers and agents, and a calendar configuration for each agent.
pub fn create(
    root: &Caller,
    branch: &Branch,
    plans: &Plans,
    random: &mut Random,
    numbers: &mut Numbers,
) -> Result<(Id<Workspace>, Vec<Desk>)> {
    let zone = Some(branch.zone.name().to_owned());
    let input = WorkspaceCreate { plan: plans.0.get(branch.plan).copied(), timezone: zone.clone(), ..WorkspaceCreate::new(branch.name) };
    let workspace = root.workspaces().create(input)?.id;
    let mut lines = Vec::new();
    for _ in 0..branch.lines {
        let number = numbers.next(random);
        let input = PhoneNumberCreate { workspace: Some(workspace), ..PhoneNumberCreate::new(number.clone()) };
        lines.push((root.phone_numbers().create(input)?.id, number));
    }
    let account = format!("calendar@{}", branch.domain);
    let input = CalendarCreate { workspace: Some(workspace), ..CalendarCreate::new(branch.calendar, account, "not a real token") };
    let calendar = root.calendars().create(input)?.id;
    let mut desks = Vec::new();
    for (n, (name, greeting)) in branch.agents.iter().enumerate() {
        let input = CalendarConfigurationCreate {
            days_buffer: 1,
            workdays: WEEKDAYS.map(str::to_owned).into(),
            timezone: zone.clone(),
            ..CalendarConfigurationCreate::new(calendar, format!("{}@{}", people::plain(name), branch.domain), 30, 0, oclock(9), oclock(17))
        };
        let configuration = root.calendar_configurations().create(input)?.id;
        let voice = format!("{}-{}", branch.language, people::plain(name));
        let character = format!("You are {name}, a friendly and precise caller of {}. You speak {}.", branch.name, branch.language);
        let input = AgentCreate {
            name: (*name).to_owned(),
            workdays: WEEKDAYS.map(str::to_owned).into(),
            timezone: zone.clone(),
            calendar_configuration: Some(configuration),
            ..AgentCreate::new(workspace, *greeting, voice, branch.language, oclock(8), oclock(20), character)
        };
        let agent = root.agents().create(input)?.agent_id;
        // Dealt out like cards: every agent has a number, and some have two.
        let own: Vec<_> = lines.iter().skip(n).step_by(branch.agents.len()).cloned().collect();
        root.agents().assign_phone_numbers(NumbersInput::new(agent, own.iter().map(|(id, _)| *id).collect::<Vec<_>>()))?;
        desks.push(Desk { agent, configuration, numbers: own, taken: HashSet::new() });
    }
    Ok((workspace, desks))
}

/// The `n`th lead of a branch.
pub fn lead(branch: &Branch, workspace: Id<Workspace>, n: usize, random: &mut Random, numbers: &mut Numbers) -> LeadCreate {
    let weights: Vec<f64> = branch.people.iter().map(|(_, weight)| *weight).collect();
    let (given, family) = branch.people[random.weighted(&weights)].0.name(random);
    let source = *random.pick(&["website", "referral", "trade fair", "partner", "campaign"]);
    let meta_data = json!({ "source": source, "interest": random.pick(branch.interests), "score": random.between(1, 100) });
    LeadCreate {
        surname: Some(family.to_owned()),
        meta_data: meta_data.into(),
        workspace: Some(workspace),
        ..LeadCreate::new(given, format!("{}.{}.{n}@example.com", people::plain(given), people::plain(family)), numbers.next(random))
    }
}

fn oclock(hour: u32) -> TimeOfDay {
    TimeOfDay(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default())
}
