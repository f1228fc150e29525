//! What can be done with plan-features.

use uuid::Uuid;

use super::{
    PlanFeature,
    fields::{LISTING, PlanFeatureList},
    store,
};
use crate::{
    access::{Rule, Scope},
    error::{Error, NON_FIELD, Problems, Result},
    id::Id,
    operation::{ById, Patch},
    query::{Count, Page, Where},
    subscriptions::{Feature, Plan, features, plans},
};

operations! {
    /// Plan-features: which plan grants which feature, up to which limit.
    plan_features: PlanFeatures {
        /// Grants a feature to a plan, up to a limit.
        write create(PlanFeatureCreate) -> PlanFeature, may Rule::Staff;
        /// One plan-feature.
        read get(ById<PlanFeature>) -> PlanFeature, may Rule::User;
        /// Plan-features, newest first, filtered, searched, ordered, in pages.
        browse list(PlanFeatureList) -> Page<PlanFeature>, may Rule::User;
        /// Changes the given fields of a plan-feature.
        write update(PlanFeatureUpdate) -> PlanFeature, may Rule::Staff, target locate;
        /// Withdraws a feature from a plan.
        write delete(ById<PlanFeature>) -> (), may Rule::Staff, target locate;
    }
}

input! {
    /// What `plan_features.create` takes.
    pub struct PlanFeatureCreate {
        /// The plan.
        pub plan: Id<Plan>,
        /// The feature.
        pub feature: Id<Feature>,
        /// How much of it the plan grants; negative: unlimited.
        pub limit: i32,
    }
}

input! {
    /// What `plan_features.update` takes.
    pub struct PlanFeatureUpdate {
        /// The plan-feature.
        pub id: Id<PlanFeature>,
        /// The plan.
        pub plan: Patch<Id<Plan>> = Patch::Keep,
        /// The feature.
        pub feature: Patch<Id<Feature>> = Patch::Keep,
        /// How much of it the plan grants; negative: unlimited.
        pub limit: Patch<i32> = Patch::Keep,
    }
}

/// The unique rule's refusal.
pub(super) fn pair_taken() -> Error {
    Error::field(NON_FIELD, "The fields plan, feature must make a unique set.")
}

fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    load(scope, Id::new(id)).map(|_| ())
}

fn load(scope: &Scope<'_>, id: Id<PlanFeature>) -> Result<PlanFeature> {
    store::get(scope.tx(), id)?.ok_or_else(|| Error::not_found("PlanFeature"))
}

/// The plan and the feature that an input points at must exist.
fn check_references(scope: &Scope<'_>, plan: Id<Plan>, feature: Id<Feature>) -> Result<()> {
    let mut problems = Problems::new();
    if !plans::exists(scope.tx(), plan)? {
        problems.add_invalid_pk("plan", plan);
    }
    if !features::exists(scope.tx(), feature)? {
        problems.add_invalid_pk("feature", feature);
    }
    problems.into_result()
}

fn create(scope: &Scope<'_>, input: PlanFeatureCreate) -> Result<PlanFeature> {
    check_references(scope, input.plan, input.feature)?;
    grant(scope, input.plan, input.feature, input.limit)
}

/// Grants a feature that exists to a plan that exists.
pub(in crate::subscriptions) fn grant(scope: &Scope<'_>, plan: Id<Plan>, feature: Id<Feature>, limit: i32) -> Result<PlanFeature> {
    let id = scope.new_id();
    store::insert(scope.tx(), id, plan, feature, limit, scope.now())?;
    load(scope, id)
}

fn get(scope: &Scope<'_>, input: ById<PlanFeature>) -> Result<PlanFeature> {
    load(scope, input.id)
}

fn list(scope: &Scope<'_>, input: PlanFeatureList) -> Result<Page<PlanFeature>> {
    let mut problems = Problems::new();
    if let Some(plan) = input.plan
        && !plans::exists(scope.tx(), plan)?
    {
        problems.add_no_choice("plan");
    }
    if let Some(feature) = input.feature
        && !features::exists(scope.tx(), feature)?
    {
        problems.add_no_choice("feature");
    }
    problems.into_result()?;
    LISTING.page(scope, Where::new(), &input, &input.page, PlanFeature::read, Count::Query)
}

fn update(scope: &Scope<'_>, input: PlanFeatureUpdate) -> Result<PlanFeature> {
    let stored = load(scope, input.id)?;
    let row = PlanFeature {
        plan: input.plan.or(stored.plan),
        feature: input.feature.or(stored.feature),
        limit: input.limit.or(stored.limit),
        ..stored
    };
    check_references(scope, row.plan, row.feature)?;
    store::update(scope.tx(), &row, scope.now())?;
    load(scope, input.id)
}

fn delete(scope: &Scope<'_>, input: ById<PlanFeature>) -> Result<()> {
    store::delete(scope.tx(), input.id)
}
