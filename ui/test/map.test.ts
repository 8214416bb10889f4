import { describe, expect, it } from "vitest";
import { type MapPoint, type Outlines, boundsOf, labelFeatures, pointFeatures, positionsOf } from "../src/map/data";
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
    expect(style.layers.map((layer) => layer.id)).toEqual(["land", "borders", "sites", "box", "labels", "cases"]);
    expect(JSON.stringify(style.layers[5])).toContain('"late",3,"near",2,"ok",1,0');
    expect(style.glyphs).toBeUndefined();
  });

  it("joins neighbours only where there are many", () => {
    const many = Array.from({ length: 500 }, () => point("ok"));
    expect(cityStyle(OUTLINES, many, PALETTE).layers.map((layer) => layer.id)).toContain("clusters");
  });
});
