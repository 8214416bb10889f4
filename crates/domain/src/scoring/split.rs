//! Splitting a whole number so that the parts add up to it exactly.

/// Splits `total` in proportion to `weights` (both at least 0) by largest remainders: each part is its exact share rounded down or
/// up, the parts sum to `total`, and of equal remainders the earlier one is rounded up. All zeros when all weights are zero.
pub fn split(total: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: i64| i128::from(total) * i128::from(weight);
    let mut parts: Vec<i64> = weights.iter().map(|weight| (exact(*weight) / sum) as i64).collect();
    let missing = total - parts.iter().sum::<i64>();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    // A stable sort keeps the earlier of two equal remainders first.
    by_remainder.sort_by_key(|place| std::cmp::Reverse(exact(weights[*place]) % sum));
    for place in by_remainder.into_iter().take(missing as usize) {
        parts[place] += 1;
    }
    parts
}
