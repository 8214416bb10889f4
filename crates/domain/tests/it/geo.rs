//! Positions, datums and outlines.

use changxiao_domain::{
    geo::{BoundingBox, Datum, Outline, OutlineError, Position, PositionError, read_outlines},
    scoring::SplitMix64,
};
use proptest::prelude::*;
use serde_json::json;

fn at(lon: f64, lat: f64) -> Position {
    Position::from_degrees(lon, lat).unwrap()
}

/// Within a tenth of a millionth of a degree (a centimetre).
fn assert_close(found: (f64, f64), published: (f64, f64)) {
    let close = (found.0 - published.0).abs() < 1e-7 && (found.1 - published.1).abs() < 1e-7;
    assert!(close, "{found:?} is not {published:?}");
}

#[test]
fn conversions_give_the_published_points() {
    // wandergis/coordtransform (2015), test/app.js: 116.404, 39.915 taken as WGS-84.
    assert_close(Datum::Gcj02.from_wgs84(at(116.404, 39.915)), (116.410_244_499_169_38, 39.916_404_281_501_64));
    // The geotool command's own test: one point in Jinshan, Shanghai, in all three systems. Its WGS-84 has seven decimals
    // and ours six, hence the rounding to a decimetre.
    let jinshan = at(121.091_708, 30.610_778);
    let decimetre = |found: (f64, f64), lon: f64, lat: f64| {
        assert!((found.0 - lon).abs() < 1e-6 && (found.1 - lat).abs() < 1e-6, "{found:?}");
    };
    decimetre(Datum::Gcj02.from_wgs84(jinshan), 121.096_269_355_750_27, 30.608_604_331_756_705);
    decimetre(Datum::Bd09.from_wgs84(jinshan), 121.102_717_323_712_03, 30.614_845_721_850_35);
    let back = Datum::Bd09.to_wgs84(121.102_717_323_712_03, 30.614_845_721_850_35).unwrap();
    assert!(back.distance_m(jinshan) < 0.2, "{back:?}");
    // coordtransform again: the same numbers taken as GCJ-02 and as BD-09. Its ways back are one step of what is solved here, so they
    // agree to metres only.
    let gcj = Datum::Gcj02.to_wgs84(116.404, 39.915).unwrap();
    assert!(gcj.distance_m(at(116.397_755_500_830_61, 39.913_595_718_498_36)) < 5.0);
    let bd = Datum::Bd09.to_wgs84(116.404, 39.915).unwrap();
    let bd_as_gcj = Datum::Gcj02.to_wgs84(116.397_627_291_193_15, 39.908_656_739_576_31).unwrap();
    assert!(bd.distance_m(bd_as_gcj) < 1.0, "{}", bd.distance_m(bd_as_gcj));
}

#[test]
fn cgcs2000_is_wgs84_and_nothing_is_shifted_abroad() {
    let zhangzhou = at(117.647_298, 24.513_025);
    assert_eq!(Datum::Cgcs2000.to_wgs84(117.647_298, 24.513_025), Ok(zhangzhou));
    assert_eq!(Datum::Gcj02.from_wgs84(at(2.352_222, 48.856_614)), (2.352_222, 48.856_614));
    assert_eq!(Datum::Gcj02.to_wgs84(2.352_222, 48.856_614), Ok(at(2.352_222, 48.856_614)));
    // The shift is what makes it worth converting: some five hundred metres in Zhangzhou.
    let (lon, lat) = Datum::Gcj02.from_wgs84(zhangzhou);
    assert!((300.0..700.0).contains(&at(lon, lat).distance_m(zhangzhou)));
}

#[test]
fn datums_are_read_in_their_usual_spellings() {
    let spelt =
        ["WGS-84", "wgs84", "EPSG:4326", "CGCS 2000", "国家2000", "GCJ-02", "火星坐标", "BD09", "bd-09", "百度"];
    use Datum::{Bd09, Cgcs2000, Gcj02, Wgs84};
    let expected = [Wgs84, Wgs84, Wgs84, Cgcs2000, Cgcs2000, Gcj02, Gcj02, Bd09, Bd09, Bd09];
    assert_eq!(spelt.map(|text| Datum::read(text).unwrap()), expected);
    assert_eq!("beijing54".parse::<Datum>().unwrap_err().0, "beijing54");
    for datum in Datum::ALL {
        assert_eq!(Datum::parse(datum.code()), Some(datum));
        assert_eq!(Datum::read(datum.name()), Some(datum));
    }
}

#[test]
fn what_is_no_position_is_refused() {
    assert_eq!(Position::parse("117.647298", " 24.513025° ", Datum::Wgs84), Ok(at(117.647_298, 24.513_025)));
    assert_eq!(Position::from_degrees(24.5, 117.6), Err(PositionError::Exchanged(117_600_000)));
    assert_eq!(Position::from_degrees(181.0, 24.5), Err(PositionError::Longitude(181_000_000)));
    assert_eq!(Position::from_degrees(117.6, 200.0), Err(PositionError::Latitude(200_000_000)));
    for wrong in ["", "东经117", "NaN", "inf", "117,6", "1e300"] {
        assert!(Position::parse(wrong, "24.5", Datum::Bd09).is_err(), "{wrong}");
    }
    assert!(serde_json::from_str::<Position>(r#"{"lon_e6":190000000,"lat_e6":0}"#).is_err());
}

#[test]
fn distances_are_metres() {
    // One degree of a meridian on a sphere of 6,371,008.8 m: 2π R / 360.
    assert!((at(117.0, 24.0).distance_m(at(117.0, 25.0)) - 111_195.08).abs() < 0.01);
    assert_eq!(at(117.0, 24.0).distance_m(at(117.0, 24.0)), 0.0);
    let (one, two) = (at(117.65, 24.51), at(117.66, 24.51));
    assert!((one.distance_m(two) - 111_195.08 * 0.01 * 24.51_f64.to_radians().cos()).abs() < 0.1);
}

/// A square of two degrees with a hole, and a small island to its east.
fn a_division() -> Outline {
    Outline::from_geojson(&json!({ "type": "MultiPolygon", "coordinates": [
        [[[117, 24], [119, 24], [119, 26], [117, 26], [117, 24]], [[117.5, 24.5], [118.5, 24.5], [118.5, 25.5], [117.5, 25.5], [117.5, 24.5]]],
        [[[120, 24], [120.1, 24], [120.05, 24.1], [120, 24]]],
    ]}))
    .unwrap()
}

#[test]
fn an_outline_knows_inside_edge_hole_and_island() {
    let outline = a_division();
    let inside = [(117.2, 24.2), (117.0, 25.0), (117.0, 24.0), (118.0, 24.5), (120.05, 24.05), (119.0, 26.0)];
    let outside = [(118.0, 25.0), (119.5, 24.0), (116.999_999, 25.0), (120.01, 24.09), (118.0, 26.000_001)];
    assert_eq!(inside.map(|(lon, lat)| outline.contains(at(lon, lat))), [true; 6]);
    assert_eq!(outside.map(|(lon, lat)| outline.contains(at(lon, lat))), [false; 5]);
    let bounds = BoundingBox { west_e6: 117_000_000, south_e6: 24_000_000, east_e6: 120_100_000, north_e6: 26_000_000 };
    assert_eq!(outline.bounds(), bounds);
    assert_eq!(Outline::from_geojson(&outline.to_geojson()), Ok(outline));
    assert_eq!(BoundingBox::parse("117,24,120.1,26"), Some(bounds));
    assert_eq!(["117,24,120", "120,24,117,26", "1,2,3,4,5", "a,b,c,d"].map(BoundingBox::parse), [None; 4]);
}

#[test]
fn what_is_no_outline_is_refused() {
    let polygon = |ring: serde_json::Value| Outline::from_geojson(&json!({ "type": "Polygon", "coordinates": [ring] }));
    assert_eq!(polygon(json!([[1, 1], [2, 2], [1, 1]])), Err(OutlineError::TooFewPoints { ring: 0, points: 3 }));
    assert_eq!(polygon(json!([[1, 1], [2, 1], [2, 2], [1, 2]])), Err(OutlineError::NotClosed { ring: 0 }));
    assert_eq!(polygon(json!([[1, 1], [2, 2], [3, 3], [1, 1]])), Err(OutlineError::NoArea));
    assert_eq!(polygon(json!([[1, 1], [2, 200], [2, 2], [1, 1]])), Err(OutlineError::BadPoint { ring: 0, point: 1 }));
    assert_eq!(polygon(json!([])), Err(OutlineError::Missing("points")));
    let line = Outline::from_geojson(&json!({ "type": "LineString", "coordinates": [[1, 1], [2, 2]] }));
    assert_eq!(line, Err(OutlineError::WrongType("LineString".into())));

    let collection = |code: &str| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":{code},"name":"芗城区"}},
            "geometry":{{"type":"Polygon","coordinates":[[[117,24],[118,24],[118,25],[117,24]]]}}}}]}}"#
        )
    };
    let read = read_outlines(&collection("\"350602\"")).unwrap();
    assert_eq!((read[0].code.number(), read[0].name.as_str()), (350_602, "芗城区"));
    assert_eq!(read_outlines(&collection("350602")).unwrap(), read);
    assert_eq!(read_outlines(&collection("null")), Err(OutlineError::NoCode { feature: 0 }));
    assert!(matches!(read_outlines("{"), Err(OutlineError::NotJson(_))));
}

#[test]
fn even_a_sliver_yields_a_position_inside() {
    // A diagonal strip a ten-thousandth of a degree wide fills a millionth of its box, so drawing will nearly always miss.
    let sliver = Outline::from_geojson(&json!({ "type": "Polygon", "coordinates":
        [[[117, 24], [127, 34], [127, 34.00001], [117, 24.00001], [117, 24]]] }))
    .unwrap();
    let found = sliver.point_inside(|| 0);
    assert!(sliver.contains(found));
    let never_inside = sliver.point_inside({
        let mut words = [0, u64::MAX].into_iter().cycle();
        move || words.next().unwrap_or(0)
    });
    assert!(sliver.contains(never_inside), "{never_inside:?}");
}

proptest! {
    #[test]
    fn every_datum_leads_back_in_china(lon_e6 in 73_500_000_i64..135_000_000, lat_e6 in 3_500_000_i64..53_500_000) {
        let place = Position::new(lon_e6, lat_e6).unwrap();
        for datum in Datum::ALL {
            let (lon, lat) = datum.from_wgs84(place);
            let back = datum.to_wgs84(lon, lat).unwrap();
            prop_assert!((back.lon_e6 - lon_e6).abs() <= 1 && (back.lat_e6 - lat_e6).abs() <= 1, "{datum}: {place:?} → {back:?}");
            prop_assert!(place.distance_m(Position::from_degrees(lon, lat).unwrap()) < 3_000.0);
        }
    }

    #[test]
    fn a_drawn_position_is_inside_and_the_same_for_the_same_seed(seed: u64) {
        let outline = a_division();
        let draw = || {
            let mut generator = SplitMix64::new(seed);
            outline.point_inside(|| generator.next_word())
        };
        prop_assert!(outline.contains(draw()));
        prop_assert_eq!(draw(), draw());
    }
}
