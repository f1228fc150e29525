//! Arithmetic of the statistics, free of SQL and clocks: rounding, means, shares, percentiles.

use serde::Serializer;

/// Rounds to one decimal as Python's `round(x, 1)` does: to the nearest decimal of the exact binary value, a true tie to the even digit.
///
/// Multiplying by ten first would round the product instead (0.15 is a little less than it looks, 1.5 is not), so the decimal digits are
/// asked of the formatter, which is exact and breaks ties to even.
pub fn round1(x: f64) -> f64 {
    format!("{x:.1}").parse().unwrap_or(x)
}

/// `sum / count`, 0 when there is nothing.
pub fn mean(sum: i64, count: i64) -> f64 {
    if count == 0 { 0.0 } else { sum as f64 / count as f64 }
}

/// The same, rounded to one decimal.
pub fn mean1(sum: i64, count: i64) -> f64 {
    round1(mean(sum, count))
}

/// `part` of `whole` in percent, rounded to one decimal.
pub fn percent1(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { round1(part as f64 / whole as f64 * 100.0) }
}

/// A fraction 0..1, none without a base.
pub fn rate(part: i64, base: i64) -> Option<f64> {
    (base > 0).then(|| part as f64 / base as f64)
}

/// Nearest-rank percentile of `(value, how often)` in rising order of values: the value at rank `ceil(p / 100 * n)`, none of nothing.
pub fn percentile(counted: &[(i64, i64)], p: u32) -> Option<i64> {
    let n: i64 = counted.iter().map(|(_, times)| times).sum();
    // In integers: `p / 100 * n` in floating point can end just above a whole number, and be taken for the next rank.
    let rank = (i64::from(p) * n + 99).div_euclid(100).max(1);
    let mut passed = 0;
    counted
        .iter()
        .find(|(_, times)| {
            passed += times;
            passed >= rank
        })
        .map(|(value, _)| *value)
}

/// Writes a mean; nothing at all is the integer 0, as clients of the reference know it.
pub fn zero_as_integer<S: Serializer>(x: &f64, s: S) -> Result<S::Ok, S::Error> {
    if *x == 0.0 { s.serialize_i64(0) } else { s.serialize_f64(*x) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rounding_is_that_of_the_reference() {
        // Printed by Python 3.11: [round(x, 1) for x in ...].
        for (x, want) in [
            (1.25, 1.2),
            (0.25, 0.2),
            (0.75, 0.8),
            (1.35, 1.4),
            (0.15, 0.1),
            (0.35, 0.3),
            (0.45, 0.5),
            (2.675, 2.7),
            (2.65, 2.6),
            (1.05, 1.1),
            (1.15, 1.1),
            (33.333333333333336, 33.3),
            (66.66666666666667, 66.7),
            (12.5, 12.5),
            (0.05, 0.1),
            (99.95, 100.0),
            (8.25, 8.2),
            (8.75, 8.8),
            (0.0, 0.0),
            (86400.0, 86400.0),
            (123456789.25, 123456789.2),
            (123456789.35, 123456789.3),
        ] {
            assert_eq!(round1(x), want, "{x}");
        }
    }

    #[test]
    fn means_and_rates_of_nothing() {
        assert_eq!((mean(0, 0), mean1(5, 2), percent1(1, 3), percent1(0, 0)), (0.0, 2.5, 33.3, 0.0));
        assert_eq!((rate(0, 0), rate(1, 4), rate(0, 4)), (None, Some(0.25), Some(0.0)));
    }

    #[test]
    fn percentiles_at_the_edges() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[(7, 1)], 99), Some(7));
        assert_eq!(percentile(&[(1, 1), (2, 1)], 50), Some(1), "rank ceil(1) is the first of two");
        assert_eq!(percentile(&[(1, 50), (9, 50)], 50), Some(1));
        assert_eq!(percentile(&[(1, 49), (9, 51)], 50), Some(9));
        assert_eq!(percentile(&[(1, 95), (9, 5)], 95), Some(1), "rank 95 exactly, not 96");
    }

    proptest! {
        #[test]
        fn percentiles_are_those_of_the_sorted_list(mut values in prop::collection::vec(0_i64..40, 1..300), p in 1_u32..=100) {
            values.sort_unstable();
            let rank = (values.len() * p as usize).div_ceil(100);
            let mut counted: Vec<(i64, i64)> = Vec::new();
            for value in &values {
                match counted.last_mut() {
                    Some((last, times)) if last == value => *times += 1,
                    _ => counted.push((*value, 1)),
                }
            }
            prop_assert_eq!(percentile(&counted, p), Some(values[rank - 1]));
        }
    }
}
