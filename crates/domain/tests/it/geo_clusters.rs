//! Clusters of a map: whatever lies where, and however far the map is, none is lost and the worst lamp shows.

use changxiao_domain::{
    calendar::DueStatus,
    geo::{Cluster, Gathered, Pyramid, cell_bounds},
};
use proptest::prelude::*;

fn cells() -> impl Strategy<Value = Vec<Gathered>> {
    let one = (14_300..14_500_i64, 2_900..3_100_i64, 0..4_usize, 1..500_i64).prop_map(|(x, y, lamp, count)| Gathered {
        cell: (x, y),
        lamp: DueStatus::ALL[lamp],
        count,
    });
    proptest::collection::vec(one, 0..200)
}

fn clusters(cells: impl IntoIterator<Item = Gathered>, zoom: u8) -> Vec<Cluster> {
    Pyramid::of(cells).clusters(zoom, None, None)
}

proptest! {
    #[test]
    fn none_is_lost_at_any_zoom(cells in cells(), zoom in 0..20_u8) {
        let total: i64 = cells.iter().map(|gathered| gathered.count).sum();
        let found = clusters(cells.clone(), zoom);
        prop_assert_eq!(found.iter().map(|cluster| cluster.count).sum::<i64>(), total);
        for cluster in &found {
            prop_assert!(cluster.bounds.contains(cluster.at), "a cluster stands within what it reaches over");
            let own = cells.iter().filter(|gathered| cluster.bounds.contains(cell_bounds(gathered.cell).centre()));
            let worst = own.clone().filter(|gathered| gathered.lamp == DueStatus::Late).count() > 0;
            // Bounds of neighbours do not overlap, because each holds whole cells of its own square.
            prop_assert_eq!(cluster.lamp == DueStatus::Late, worst);
        }
    }

    #[test]
    fn a_lamp_and_a_frame_narrow_and_add_up(cells in cells(), zoom in 0..20_u8) {
        let pyramid = Pyramid::of(cells.clone());
        let sum = |found: Vec<Cluster>| found.iter().map(|cluster| cluster.count).sum::<i64>();
        for lamp in DueStatus::ALL {
            let own: i64 = cells.iter().filter(|gathered| gathered.lamp == lamp).map(|gathered| gathered.count).sum();
            prop_assert_eq!(sum(pyramid.clusters(zoom, None, Some(lamp))), own);
            prop_assert_eq!(pyramid.count(None, Some(lamp)), own);
        }
        let frame = cell_bounds((14_400, 3_000)).joined_with(cell_bounds((14_450, 3_050)));
        let inside = |gathered: &&Gathered| frame.contains(cell_bounds(gathered.cell).centre());
        let own: i64 = cells.iter().filter(inside).map(|gathered| gathered.count).sum();
        prop_assert_eq!(pyramid.count(Some(frame), None), own);
        // Larger cells reach over the edge of the frame, the smallest ones here do not.
        prop_assert!(sum(pyramid.clusters(zoom, Some(frame), None)) >= own);
        prop_assert_eq!(sum(pyramid.clusters(12, Some(frame), None)), own);
    }

    #[test]
    fn coming_closer_never_joins_what_was_apart(cells in cells(), zoom in 1..20_u8) {
        prop_assert!(clusters(cells.clone(), zoom).len() >= clusters(cells, zoom - 1).len());
    }
}

#[test]
fn two_cells_stand_in_their_weighted_middle_and_show_the_worst_lamp() {
    let gathered = |x, lamp, count| Gathered { cell: (x, 3_000), lamp, count };
    let all = [gathered(14_400, DueStatus::Idle, 3), gathered(14_401, DueStatus::Near, 1)];
    let [one] = clusters(all, 8)[..] else { panic!("neighbours are one from afar") };
    assert_eq!((one.count, one.lamp), (4, DueStatus::Near));
    // 14,400 × 8,192 + 4,096 three times and 8,192 more once, divided by four.
    assert_eq!(one.at.lon_e6, 14_400 * 8_192 + 4_096 + 2_048);
    assert_eq!(clusters(all, 12).len(), 2);
    assert!(clusters([gathered(1, DueStatus::Late, 0)], 8).is_empty());
}
