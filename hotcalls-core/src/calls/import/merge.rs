//! Legs of one call to the call that they are.

use super::leg::{Leg, Side};
use crate::{
    calls::{Direction, Reason},
    time::Timestamp,
};

/// A call as its legs tell it together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Whole {
    /// The ids under which it may be known, its own first.
    pub(super) ids: Vec<String>,
    /// The leg with which it began is not among them.
    pub(super) headless: bool,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) direction: Option<Direction>,
    pub(super) started: Option<Timestamp>,
    pub(super) ringing: Option<Timestamp>,
    pub(super) answered: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
    /// How long the leg was talked on that was talked on longest.
    pub(super) talk_ms: i64,
    pub(super) cause: Option<String>,
    pub(super) hung_up_by: Option<Side>,
}

/// Puts legs together; at least one. Which of two that are alike in everything that counts comes first decides the rest.
///
/// The call begins with the leg that no other made: its numbers and its direction are the call's. It was answered, and talked on, as the leg
/// was that was talked on longest: of several attempts the answered one wins, and the figures are those of a leg that the switch counted.
/// That leg says why it ended, too; among attempts that nobody answered it is the first leg, and the cause that came closest to an answer.
pub(super) fn merge(legs: &[Leg]) -> Option<Whole> {
    let is_among = |id: &String| legs.iter().any(|leg| leg.own == *id);
    let root = legs.iter().min_by_key(|leg| {
        let made = leg.parent.as_ref().is_some_and(is_among);
        // Of legs that name each other the one that began first; in one second, the one that names the other.
        (made, leg.at.started, leg.links.is_empty())
    })?;
    let beyond = root.parent.as_ref().filter(|id| !is_among(id));
    let id = beyond.unwrap_or(&root.own);
    let mut ids = vec![id.clone()];
    for other in legs.iter().flat_map(Leg::ids) {
        if !ids.contains(other) {
            ids.push(other.clone());
        }
    }
    let talks = legs.iter().map(|leg| (talk(legs, &leg.own), leg.own == root.own));
    let (talked, _) = talks.max_by_key(|((length, answered), is_root)| (answered.is_some(), *length, *is_root))?;
    let decisive = legs.iter().max_by_key(|leg| (leg.talk_ms, leg.own == root.own, std::cmp::Reverse(reason(leg))));
    Some(Whole {
        ids,
        headless: beyond.is_some(),
        from: root.from.clone(),
        to: root.to.clone(),
        direction: root.direction,
        started: legs.iter().filter_map(|leg| leg.at.started).min(),
        ringing: legs.iter().filter_map(|leg| leg.at.ringing).min(),
        answered: talked.1,
        ended: legs.iter().filter_map(|leg| leg.at.ended).max(),
        talk_ms: talked.0,
        cause: decisive.and_then(|leg| leg.cause.clone()),
        hung_up_by: decisive.and_then(|leg| leg.hung_up_by).or(root.hung_up_by),
    })
}

/// The reason of a leg; its place in the table says how close it came to an answer.
fn reason(leg: &Leg) -> Reason {
    leg.cause.as_deref().map_or(Reason::Unknown, Reason::from_text)
}

/// For how many milliseconds, and from when, a leg was talked on. Asterisk writes the parts of one that follow one another, and attempts to
/// connect it, as records with one id: parts add up, what overlaps counts once.
fn talk(legs: &[Leg], own: &str) -> (i64, Option<Timestamp>) {
    let parts = || legs.iter().filter(|leg| leg.own == own && leg.talk_ms.is_some());
    let longest = parts().filter_map(|leg| leg.talk_ms).max().unwrap_or(0);
    let begin = |leg: &Leg| Some(leg.at.answered?.micros() / 1000);
    let mut spans: Vec<(i64, i64)> = parts().filter_map(|leg| Some((begin(leg)?, begin(leg)?.saturating_add(leg.talk_ms?)))).collect();
    spans.sort_unstable();
    let (mut sum, mut reached) = (0_i64, i64::MIN);
    for (begin, end) in spans {
        sum = sum.saturating_add(end.saturating_sub(begin.max(reached)).max(0));
        reached = reached.max(end);
    }
    (sum.max(longest), parts().filter_map(|leg| leg.at.answered).min())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::import::times::Moments;

    fn at(second: i64) -> Option<Timestamp> {
        Some(Timestamp::from_micros(second * 1_000_000))
    }

    /// A leg from second `started` to `ended`, answered for its last `talk` seconds.
    fn leg(own: &str, parent: Option<&str>, started: i64, ended: i64, talk: Option<i64>, cause: &str) -> Leg {
        Leg {
            own: own.into(),
            parent: parent.map(str::to_owned),
            links: Vec::new(),
            from: format!("from {own}"),
            to: format!("to {own}"),
            direction: None,
            at: Moments { started: at(started), ringing: None, answered: talk.and_then(|talk| at(ended - talk)), ended: at(ended) },
            talk_ms: talk.map(|talk| talk * 1000),
            cause: Some(cause.into()),
            hung_up_by: None,
        }
    }

    #[test]
    fn the_first_leg_gives_the_numbers_and_the_legs_of_one_conversation_do_not_add_up() {
        let legs = [leg("b", Some("a"), 2, 30, Some(25), "NORMAL_CLEARING"), leg("a", None, 0, 31, Some(26), "NORMAL_CLEARING")];
        let whole = merge(&legs).unwrap();
        assert_eq!((whole.ids[0].as_str(), whole.from.as_str(), whole.headless), ("a", "from a", false));
        assert_eq!((whole.started, whole.answered, whole.ended, whole.talk_ms), (at(0), at(5), at(31), 26_000));
        assert_eq!(whole, merge(&[legs[1].clone(), legs[0].clone()]).unwrap(), "in any order");
    }

    #[test]
    fn of_attempts_the_answered_one_wins() {
        let legs =
            [leg("u", None, 0, 20, None, "NO ANSWER"), leg("u", None, 0, 20, None, "BUSY"), leg("u", None, 0, 50, Some(40), "ANSWERED")];
        let whole = merge(&legs).unwrap();
        assert_eq!((whole.ids.len(), whole.cause.as_deref(), whole.talk_ms, whole.answered), (1, Some("ANSWERED"), 40_000, at(10)));
        let whole = merge(&[leg("u", None, 0, 20, None, "FAILED"), leg("u", None, 0, 20, None, "BUSY")]).unwrap();
        assert_eq!((whole.cause.as_deref(), whole.talk_ms, whole.answered), (Some("BUSY"), 0, None), "the closest to an answer");
    }

    #[test]
    fn parts_that_follow_one_another_add_up() {
        let legs = [leg("u", None, 0, 60, Some(50), "ANSWERED"), leg("u", None, 60, 100, Some(40), "ANSWERED")];
        assert_eq!(merge(&legs).unwrap().talk_ms, 90_000);
    }

    #[test]
    fn a_call_without_its_first_leg_is_known_by_it() {
        let whole = merge(&[leg("b", Some("a"), 2, 30, Some(25), "NORMAL_CLEARING")]).unwrap();
        assert_eq!((whole.ids.join(" ").as_str(), whole.headless, whole.from.as_str()), ("a b", true, "from b"));
        assert!(merge(&[]).is_none());
    }

    #[test]
    fn legs_that_name_each_other_begin_with_the_earlier() {
        let mut legs = [leg("b", None, 1, 9, None, "X"), leg("a", None, 0, 9, None, "X")];
        (legs[0].links, legs[1].links) = (vec!["a".into()], vec!["b".into()]);
        assert_eq!(merge(&legs).unwrap().ids[0], "a");
        let mut legs = [leg("b", None, 0, 9, None, "X"), leg("a", None, 0, 9, None, "X")];
        legs[1].links = vec!["b".into()];
        assert_eq!(merge(&legs).unwrap().ids[0], "a", "in one second the one that names the other");
    }
}
