//! Superusers that the embedding program makes: somebody has to be able to make the others.

use super::{PrivilegedCreate, User, store};
use crate::{Hotcalls, error::Result, users::auth};

/// A superuser that the embedding program made.
#[derive(Debug, Clone)]
pub struct NewSuperuser {
    /// It.
    pub user: User,
    /// Its password, if it was made up: this is the only time that it is seen.
    pub made_up_password: Option<String>,
}

impl Hotcalls {
    /// Whether there is a superuser.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn has_superuser(&self) -> Result<bool> {
        self.system().core()?.store.read(None, store::superuser_exists)
    }

    /// Makes the superuser `admin` if there is no superuser yet; `None` if there is one. Without a password one is made up.
    ///
    /// # Errors
    /// As [`create_superuser`](Self::create_superuser).
    pub fn ensure_superuser(&self, password: Option<&str>) -> Result<Option<NewSuperuser>> {
        if self.has_superuser()? { Ok(None) } else { self.create_superuser("admin", password).map(Some) }
    }

    /// Makes a superuser. Without a password one is made up.
    ///
    /// # Errors
    /// `invalid_input` if the password is too weak, or the name is taken by somebody else.
    pub fn create_superuser(&self, username: &str, password: Option<&str>) -> Result<NewSuperuser> {
        let system = self.system();
        let made_up_password = password.is_none().then(|| auth::random_text(system.host().random()));
        let chosen = password.or(made_up_password.as_deref()).unwrap_or_default();
        let input = PrivilegedCreate { is_superuser: true, ..PrivilegedCreate::new(username, "-", chosen) };
        let user = system.users().create_privileged(input)?;
        Ok(NewSuperuser { user, made_up_password })
    }
}
