//! What can be done with the settings.

use super::{model::SettingsRecord, store};
use crate::{
    access::{Rule, Scope},
    error::Result,
    operation::{Nothing, Patch, rules::zone},
};

operations! {
    /// Settings: what is decided once for a whole database.
    settings: Settings {
        /// The settings of the database.
        read get(Nothing) -> SettingsRecord, may Rule::Staff;
        /// Changes the given settings. Another time zone changes how times without an offset are read, and where days begin, from now on.
        write update(SettingsUpdate) -> SettingsRecord, may Rule::Superuser;
    }
}

input! {
    /// What `settings.update` takes: the settings to change.
    pub struct SettingsUpdate {
        /// The IANA zone of calendar days, and of times that come without an offset.
        pub time_zone: Patch<String> = Patch::Keep => zone(),
        /// Whether all users see leads and calls of no workspace.
        pub shared_rows: Patch<bool> = Patch::Keep,
        /// Whether anybody may register.
        pub open_registration: Patch<bool> = Patch::Keep,
    }
}

fn get(scope: &Scope<'_>, _: Nothing) -> Result<SettingsRecord> {
    store::get(scope.tx())
}

fn update(scope: &Scope<'_>, input: SettingsUpdate) -> Result<SettingsRecord> {
    let stored = store::get(scope.tx())?;
    store::set(
        scope.tx(),
        &SettingsRecord {
            time_zone: input.time_zone.or(stored.time_zone),
            shared_rows: input.shared_rows.or(stored.shared_rows),
            open_registration: input.open_registration.or(stored.open_registration),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Code, testing::TestDb};

    #[test]
    fn settings_change_one_by_one_and_are_for_superusers() {
        let db = TestDb::new();
        let (boss, clerk) = (db.db.as_user(db.user::<()>("boss", "superuser")), db.db.as_user(db.user::<()>("clerk", "staff")));
        let zone = SettingsUpdate { time_zone: Patch::Set("Europe/Berlin".into()), ..SettingsUpdate::new() };
        assert_eq!(clerk.settings().update(zone.clone()).unwrap_err().code(), Code::PermissionDenied);
        boss.settings().update(zone).unwrap();
        let shared = SettingsUpdate { shared_rows: Patch::Set(true), ..SettingsUpdate::new() };
        let expected = SettingsRecord { time_zone: "Europe/Berlin".into(), shared_rows: true, open_registration: false };
        assert_eq!(boss.settings().update(shared).unwrap(), expected);
        assert_eq!(clerk.settings().get(Nothing::new()).unwrap(), expected);
        let wrong = SettingsUpdate { time_zone: Patch::Set("Europe/Atlantis".into()), ..SettingsUpdate::new() };
        assert!(boss.settings().update(wrong).unwrap_err().details().get("time_zone").is_some());
        let user = db.db.as_user(db.user::<()>("user", "user"));
        assert_eq!(user.settings().get(Nothing::new()).unwrap_err().code(), Code::PermissionDenied);
    }
}
