//! What can be done with features.

use uuid::Uuid;

use super::{
    Feature,
    fields::{FeatureList, LISTING},
    store,
};
use crate::{
    access::{Rule, Scope},
    error::{Error, Result},
    id::Id,
    operation::{ById, Patch, rules::text},
    query::{Count, Page, Where},
    subscriptions::{PlanFeature, plan_features},
};

operations! {
    /// Features: what plans can grant.
    features: Features {
        /// Makes a feature.
        write create(FeatureCreate) -> Feature, may Rule::Staff;
        /// One feature.
        read get(ById<Feature>) -> Feature, may Rule::User;
        /// Features by name, filtered, searched, ordered, in pages.
        browse list(FeatureList) -> Page<Feature>, may Rule::User;
        /// Changes the given fields of a feature.
        write update(FeatureUpdate) -> Feature, may Rule::Staff, target locate;
        /// Deletes a feature; every plan loses it.
        write delete(ById<Feature>) -> (), may Rule::Superuser, target locate;
        /// Which plans grant a feature: the plan-features, oldest grant first.
        read plans(ById<Feature>) -> Vec<PlanFeature>, may Rule::User;
    }
}

/// Most characters of a description.
const DESCRIPTION: usize = 1_000_000;

input! {
    /// What `features.create` takes.
    pub struct FeatureCreate {
        /// Its name, unique. `max_agents`, `max_users`, `max_leads` and `call_minutes` are the names of quotas.
        pub feature_name: String => text(100),
        /// What it is, for people.
        pub description: String = String::new() => text(DESCRIPTION).blank(),
    }
}

input! {
    /// What `features.update` takes.
    pub struct FeatureUpdate {
        /// The feature.
        pub id: Id<Feature>,
        /// Its name, unique.
        pub feature_name: Patch<String> = Patch::Keep => text(100),
        /// What it is, for people.
        pub description: Patch<String> = Patch::Keep => text(DESCRIPTION).blank(),
    }
}

fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    if store::exists(scope.tx(), Id::new(id))? { Ok(()) } else { Err(Error::not_found("Feature")) }
}

fn create(scope: &Scope<'_>, input: FeatureCreate) -> Result<Feature> {
    let now = scope.now();
    let feature =
        Feature { id: scope.new_id(), feature_name: input.feature_name, description: input.description, created_at: now, updated_at: now };
    store::insert(scope.tx(), &feature)?;
    Ok(feature)
}

fn get(scope: &Scope<'_>, input: ById<Feature>) -> Result<Feature> {
    store::get(scope.tx(), input.id)?.ok_or_else(|| Error::not_found("Feature"))
}

fn list(scope: &Scope<'_>, input: FeatureList) -> Result<Page<Feature>> {
    LISTING.page(scope, Where::new(), &input, &input.page, Feature::read, Count::Query)
}

fn update(scope: &Scope<'_>, input: FeatureUpdate) -> Result<Feature> {
    let stored = get(scope, input.id.into())?;
    let feature = Feature {
        feature_name: input.feature_name.or(stored.feature_name),
        description: input.description.or(stored.description),
        updated_at: scope.now(),
        ..stored
    };
    store::update(scope.tx(), &feature)?;
    Ok(feature)
}

fn delete(scope: &Scope<'_>, input: ById<Feature>) -> Result<()> {
    store::delete(scope.tx(), input.id)
}

fn plans(scope: &Scope<'_>, input: ById<Feature>) -> Result<Vec<PlanFeature>> {
    locate(scope, input.id.uuid())?;
    plan_features::of_feature(scope.tx(), input.id)
}
