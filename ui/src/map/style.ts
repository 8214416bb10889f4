// What is drawn and in which order: land, sites, names, then idle, ok, near and late, so that nothing covers a late case.
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import { type Bounds, type MapCluster, type MapPoint, type Outlines, boxFeature, clusterFeatures, labelFeatures, pointFeatures } from "./data";
import type { Palette } from "./palette";

/** From this number of cases on, neighbours are drawn as one until the map is close enough. */
const CLUSTER_FROM = 500;

const LAMP_LAYERS = ["cases", "clusters", "gathered"];
/** What opens when it is pressed; a dot without an address stays silent. */
export const OPEN_LAYERS = [...LAMP_LAYERS, "sites"];
/** With so few sites, as beside one site's facts, a dot is large enough to be found. */
const FEW_SITES = 3;

export interface StyleOptions {
  /** Codes of areas whose names stand in the inset instead. */
  unnamed?: string[];
  /** What the inset shows, drawn as a dashed box. */
  box?: Bounds | undefined;
  /** What the server has joined already. */
  clusters?: MapCluster[];
  /** Points and clusters come anew with every part of the map, so that nothing is joined here. */
  live?: boolean;
}

export function cityStyle(outlines: Outlines, points: MapPoint[], palette: Palette, { unnamed = [], box, clusters = [], live = false }: StyleOptions = {}): StyleSpecification {
  const cases = pointFeatures(points, (kind) => kind !== "site");
  const cluster = !live && cases.features.length >= CLUSTER_FROM;
  const sites = pointFeatures(points, (kind) => kind === "site");
  return {
    version: 8,
    sources: {
      outlines: { type: "geojson", data: outlines },
      labels: { type: "geojson", data: labelFeatures(outlines, unnamed) },
      box: { type: "geojson", data: boxFeature(box) },
      sites: { type: "geojson", data: sites },
      gathered: { type: "geojson", data: clusterFeatures(clusters) },
      cases: {
        type: "geojson",
        data: cases,
        cluster,
        clusterRadius: 28,
        clusterMaxZoom: 13,
        clusterProperties: { late: ["+", ["get", "late"]], near: ["+", ["get", "near"]] },
      },
    },
    layers: layers(palette, cluster, siteRadius(sites.features.length, cases.features.length)),
  };
}

type SiteRadius = number | ["interpolate", ["linear"], ["zoom"], number, number, number, number];

/** Sites are the ground of a map of cases, and the matter itself of a map without. */
export function siteRadius(sites: number, cases: number): SiteRadius {
  if (sites <= FEW_SITES) return 6;
  return cases > 0 ? ["interpolate", ["linear"], ["zoom"], 8, 1.2, 13, 3.5] : ["interpolate", ["linear"], ["zoom"], 8, 2.4, 13, 5];
}

function layers(palette: Palette, cluster: boolean, radius: SiteRadius): LayerSpecification[] {
  const all: LayerSpecification[] = [
    { id: "land", type: "fill", source: "outlines", paint: { "fill-color": palette.land } },
    { id: "borders", type: "line", source: "outlines", layout: { "line-join": "round" }, paint: { "line-color": palette.border, "line-width": 1.2 } },
    { id: "sites", type: "circle", source: "sites", paint: { "circle-color": palette.site, "circle-radius": radius } },
    { id: "box", type: "line", source: "box", paint: { "line-color": palette.caption, "line-width": 1, "line-dasharray": [3, 2] } },
    { id: "labels", type: "symbol", source: "labels", layout: { "icon-image": ["concat", "label|", ["get", "name"], "|", ["to-string", ["coalesce", ["get", "count"], ""]]], "icon-allow-overlap": true, "icon-ignore-placement": true } },
    {
      id: "cases",
      type: "symbol",
      source: "cases",
      filter: ["!", ["has", "point_count"]],
      layout: {
        "icon-image": ["concat", "lamp|", ["get", "kind"]],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["match", ["get", "kind"], "late", 3, "near", 2, "ok", 1, 0],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.85, 12, 1.15],
      },
    },
  ];
  all.push({
    id: "gathered",
    type: "symbol",
    source: "gathered",
    layout: {
      "icon-image": ["concat", "cluster|", ["get", "kind"], "|", ["get", "label"]],
      "icon-allow-overlap": true,
      "icon-ignore-placement": true,
      "symbol-sort-key": ["+", ["*", 1000000, ["match", ["get", "kind"], "late", 3, "near", 2, "ok", 1, 0]], ["get", "count"]],
    },
  });
  if (cluster) {
    const worst = ["case", [">", ["get", "late"], 0], "late", [">", ["get", "near"], 0], "near", "ok"];
    all.push({
      id: "clusters",
      type: "symbol",
      source: "cases",
      filter: ["has", "point_count"],
      layout: {
        "icon-image": ["concat", "cluster|", worst, "|", ["get", "point_count_abbreviated"]] as never,
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["+", ["*", 1000000, ["get", "late"]], ["get", "point_count"]],
      },
    });
  }
  return all;
}
