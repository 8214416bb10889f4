import { describe, expect, it } from "vitest";
import { type MapCluster, type MapPoint, type Outlines, abbreviated, boundsOf, clusterFeatures, labelFeatures, pointFeatures, positionsOf, viewAddress } from "../src/map/data";
import { cityStyle } from "../src/map/style";

const square = (west: number, south: number, size: number) => [
  [west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south],
];
const OUTLINES: Outlines = {
  type: "FeatureCollection",
  features: [{
    type: "Feature",
    properties: { code: "350602", name: "芗城", count: 62 },
    geometry: { type: "MultiPolygon", coordinates: [[square(100, 10, 1)], [square(117, 24, 2)]] },
  }],
};
const PALETTE = { land: "#eee", border: "#fff", site: "#999", surface: "#fff", text: "#000", ok: "#080", near: "#a60", late: "#a00", idle: "#888", primary: "#065", caption: "#666", font: "sans-serif" };
const point = (kind: MapPoint[2], lon = 117.6): MapPoint => [lon, 24.5, kind, "暴露垃圾", "/cases/0610-0187", "超期"];

describe("map data", () => {
  it("puts a name into the middle of the largest part", () => {
    expect(labelFeatures(OUTLINES).features[0]?.geometry.coordinates.map((value) => Math.round(value * 1000) / 1000)).toEqual([118, 25]);
  });

  it("frames everything", () => {
    expect(boundsOf(positionsOf(OUTLINES))).toEqual([[100, 10], [119, 26]]);
    expect(boundsOf([])).toBeUndefined();
  });

  it("leaves out what has no place", () => {
    const found = pointFeatures([point("late"), point("site"), point("ok", Number.NaN)], (kind) => kind !== "site");
    expect(found.features.map((feature) => feature.properties.kind)).toEqual(["late"]);
    expect(found.features[0]?.properties.late).toBe(1);
  });
});

describe("clusters of the server", () => {
  const cluster: MapCluster = [117.6, 24.5, "late", 1234, "超期", [117.5, 24.4, 117.7, 24.6]];

  it("carry their number, their worst lamp and what they reach over", () => {
    const [feature] = clusterFeatures([cluster]).features;
    expect(feature?.geometry.coordinates).toEqual([117.6, 24.5]);
    expect(feature?.properties).toEqual({ kind: "late", label: "1.2k", count: 1234, west: 117.5, south: 24.4, east: 117.7, north: 24.6 });
    expect([9, 999, 1000, 9999, 12_345, 200_000].map(abbreviated)).toEqual(["9", "999", "1k", "9.9k", "12k", "200k"]);
  });

  it("are asked for by part, which ends where the earth does", () => {
    expect(viewAddress("/cases/map.json?tab=open", [117, 24, 118.5, 25], 9.7)).toBe("/cases/map.json?tab=open&bbox=117.000000,24.000000,118.500000,25.000000&zoom=9");
    expect(viewAddress("/cases/map.json", [-400, -95, 400, 95], 30)).toBe("/cases/map.json?bbox=-180.000000,-90.000000,180.000000,90.000000&zoom=22");
  });

  it("are drawn as they come, and nothing is joined twice", () => {
    const many = Array.from({ length: 600 }, () => point("ok"));
    const style = cityStyle(OUTLINES, many, PALETTE, { clusters: [cluster], live: true });
    expect(style.layers.map((layer) => layer.id)).not.toContain("clusters");
    const data = (style.sources["gathered"] as { data: { features: unknown[] } }).data;
    expect(data.features.length).toBe(1);
  });
});

describe("map style", () => {
  it("leaves the names of the inset to the inset and frames it", () => {
    const style = cityStyle(OUTLINES, [], PALETTE, { unnamed: ["350602"], box: [[117, 24], [118, 25]] });
    const data = (name: string) => (style.sources[name] as { data: { features: unknown[] } }).data.features;
    expect(data("labels")).toEqual([]);
    expect(data("box").length).toBe(1);
    expect(data("outlines").length).toBe(1);
  });

  it("draws names under cases, and late cases last", () => {
    const style = cityStyle(OUTLINES, [point("ok"), point("late")], PALETTE);
    expect(style.layers.map((layer) => layer.id)).toEqual(["land", "borders", "sites", "box", "labels", "cases", "gathered"]);
    expect(JSON.stringify(style.layers[5])).toContain('"late",3,"near",2,"ok",1,0');
    expect(style.glyphs).toBeUndefined();
  });

  it("joins neighbours only where there are many", () => {
    const many = Array.from({ length: 500 }, () => point("ok"));
    expect(cityStyle(OUTLINES, many, PALETTE).layers.map((layer) => layer.id)).toContain("clusters");
  });
});
