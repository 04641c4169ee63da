//! Medians, and ratios of what ran side by side.

/// What is in the middle of some figures, and how far they lie apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// The median.
    pub median: f64,
    /// The distance between the quartiles as a fraction of the median.
    pub spread: f64,
}

/// The summary of some figures; of none, one that is not a number.
#[must_use]
pub fn summary(figures: &[f64]) -> Summary {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let median = quantile(&sorted, 0.5);
    Summary { median, spread: (quantile(&sorted, 0.75) - quantile(&sorted, 0.25)) / median }
}

/// The summary of the ratios, round by round: what ran in the same round met the same machine.
#[must_use]
pub fn ratio(these: &[f64], those: &[f64]) -> Summary {
    let ratios: Vec<f64> = these.iter().zip(those).map(|(this, that)| this / that).collect();
    summary(&ratios)
}

/// The value below which a part of the sorted figures lies, between two of them if it must.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = part * last as f64;
    let (below, above) = (place.floor(), place.ceil());
    let at = |place: f64| sorted.get(place as usize).copied().unwrap_or(f64::NAN);
    at(below) + (at(above) - at(below)) * (place - below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle_and_the_spread_between_the_quartiles() {
        assert_eq!(summary(&[3.0, 1.0, 2.0]), Summary { median: 2.0, spread: 0.5 });
        assert_eq!(summary(&[4.0, 1.0, 2.0, 3.0]).median, 2.5);
        assert_eq!(summary(&[7.0]), Summary { median: 7.0, spread: 0.0 });
        // One round in which something else ran moves neither.
        assert_eq!(
            summary(&[10.0, 10.0, 10.0, 10.0, 900.0]),
            Summary { median: 10.0, spread: 0.0 }
        );
        assert!(summary(&[]).median.is_nan());
    }

    #[test]
    fn ratios_are_taken_round_by_round() {
        // The machine was three times as slow in the last rounds, for both.
        let ratio = ratio(&[2.0, 6.0, 6.0], &[1.0, 3.0, 3.0]);
        assert_eq!(ratio, Summary { median: 2.0, spread: 0.0 });
    }
}
