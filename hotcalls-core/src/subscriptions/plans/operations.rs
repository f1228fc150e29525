//! What can be done with plans.

use uuid::Uuid;

use super::{
    Plan,
    fields::{LISTING, PlanList},
    store,
};
use crate::{
    access::{Rule, Scope},
    error::{Code, Error, Result},
    id::Id,
    operation::{ById, Patch, rules::text},
    query::{Count, Page, Where},
    subscriptions::{Feature, PlanFeature, features, plan_features},
};

operations! {
    /// Plans: named bundles of features with limits.
    plans: Plans {
        /// Makes a plan. Features are granted to it with `plans.add_feature`.
        write create(PlanCreate) -> Plan, may Rule::Staff;
        /// One plan with its features.
        read get(ById<Plan>) -> Plan, may Rule::User;
        /// Plans by name, filtered, searched, ordered, in pages.
        browse list(PlanList) -> Page<Plan>, may Rule::User;
        /// Changes the given fields of a plan.
        write update(PlanUpdate) -> Plan, may Rule::Staff, target locate;
        /// Deletes a plan and its grants. Its workspaces are left without a plan, so without limits.
        write delete(ById<Plan>) -> (), may Rule::Superuser, target locate;
        /// What a plan grants, oldest grant first.
        read features(ById<Plan>) -> Vec<PlanFeature>, may Rule::User;
        /// Grants a feature to a plan, up to a limit.
        write add_feature(AddFeature) -> PlanFeature, may Rule::Staff, target locate;
        /// Withdraws a feature from a plan; `not_found` when the plan does not grant it.
        write remove_feature(RemoveFeature) -> (), may Rule::Staff, target locate;
    }
}

input! {
    /// What `plans.create` takes.
    pub struct PlanCreate {
        /// Its name, unique.
        pub plan_name: String => text(100),
    }
}

input! {
    /// What `plans.update` takes.
    pub struct PlanUpdate {
        /// The plan.
        pub id: Id<Plan>,
        /// Its name, unique.
        pub plan_name: Patch<String> = Patch::Keep => text(100),
    }
}

input! {
    /// What `plans.add_feature` takes: `feature` or `feature_id`, which mean the same.
    pub struct AddFeature {
        /// The plan.
        pub id: Id<Plan>,
        /// The feature.
        pub feature: Option<Id<Feature>> = None,
        /// The feature, under its other name.
        pub feature_id: Option<Id<Feature>> = None,
        /// How much of it the plan grants; negative: unlimited.
        pub limit: i32,
    }
}

input! {
    /// What `plans.remove_feature` takes.
    pub struct RemoveFeature {
        /// The plan.
        pub id: Id<Plan>,
        /// The feature.
        pub feature_id: Id<Feature>,
    }
}

/// The unique rule's refusal.
pub(super) fn name_taken() -> Error {
    Error::field("plan_name", "plan with this plan name already exists.")
}

fn locate(scope: &Scope<'_>, id: Uuid) -> Result<()> {
    if store::exists(scope.tx(), Id::new(id))? { Ok(()) } else { Err(Error::not_found("Plan")) }
}

fn create(scope: &Scope<'_>, input: PlanCreate) -> Result<Plan> {
    let id = scope.new_id();
    store::insert(scope.tx(), id, &input.plan_name, scope.now())?;
    load(scope, id)
}

fn get(scope: &Scope<'_>, input: ById<Plan>) -> Result<Plan> {
    load(scope, input.id)
}

fn list(scope: &Scope<'_>, input: PlanList) -> Result<Page<Plan>> {
    let mut w = Where::new();
    store::filter_features(&mut w, input.has_feature.as_deref(), input.feature_count_min, input.feature_count_max);
    let mut page = LISTING.page(scope, w, &input, &input.page, Plan::read, Count::Query)?;
    store::fill(scope.tx(), &mut page.results)?;
    Ok(page)
}

fn update(scope: &Scope<'_>, input: PlanUpdate) -> Result<Plan> {
    if let Some(name) = input.plan_name.given() {
        store::rename(scope.tx(), input.id, name, scope.now())?;
    }
    load(scope, input.id)
}

fn delete(scope: &Scope<'_>, input: ById<Plan>) -> Result<()> {
    store::delete(scope.tx(), input.id)
}

fn features(scope: &Scope<'_>, input: ById<Plan>) -> Result<Vec<PlanFeature>> {
    Ok(load(scope, input.id)?.plan_features)
}

fn add_feature(scope: &Scope<'_>, input: AddFeature) -> Result<PlanFeature> {
    let feature = match (input.feature, input.feature_id) {
        (None, None) => return Err(Error::field("feature", "This field is required.")),
        (Some(a), Some(b)) if a != b => return Err(Error::field("feature_id", "It names another feature than `feature`.")),
        (Some(id), _) | (None, Some(id)) => id,
    };
    if !features::exists(scope.tx(), feature)? {
        let field = if input.feature.is_some() { "feature" } else { "feature_id" };
        return Err(Error::invalid_pk(field, feature));
    }
    plan_features::grant(scope, input.id, feature, input.limit)
}

fn remove_feature(scope: &Scope<'_>, input: RemoveFeature) -> Result<()> {
    if plan_features::withdraw(scope.tx(), input.id, input.feature_id)? {
        Ok(())
    } else {
        Err(Error::new(Code::NotFound, "Feature is not assigned to this plan.").with_resource("PlanFeature"))
    }
}

fn load(scope: &Scope<'_>, id: Id<Plan>) -> Result<Plan> {
    store::get(scope.tx(), id)?.ok_or_else(|| Error::not_found("Plan"))
}
