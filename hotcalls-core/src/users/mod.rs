//! Who may log in: users, the blacklist, and logins with their sessions and API tokens.

pub(crate) mod auth;
pub(crate) mod blacklist;
pub(crate) mod user;

pub use self::{
    auth::{ApiToken, Auth, Login, LoginInput, NewToken, TokenCreate},
    blacklist::{Blacklist, BlacklistCreate, BlacklistEntry, BlacklistList, BlacklistStatus, BlacklistUpdate},
    user::{
        ChangeStatus, NewSuperuser, PasswordChange, PrivilegedCreate, SocialProvider, User, UserChanges, UserCreate, UserList, UserStatus,
        UserUpdate, Users,
    },
};
