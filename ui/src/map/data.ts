// What the server sends for a map, and the same as GeoJSON.
import type { Feature, FeatureCollection, LineString, MultiPolygon, Point, Polygon, Position } from "geojson";

export type Lamp = "ok" | "near" | "late" | "idle";
export type Kind = Lamp | "site";

/** Longitude, latitude (WGS-84 degrees), kind, title, address, word of the lamp. */
export type MapPoint = [number, number, Kind, string, string, string];

/** West, south, east, north in degrees. */
export type Box = [number, number, number, number];

/** Longitude, latitude, worst lamp, how many, word of the lamp, and what they reach over. */
export type MapCluster = [number, number, Lamp, number, string, Box];

/** What the server answers: points, or clusters where there are too many to be told apart. */
export interface MapAnswer {
  points: MapPoint[];
  clusters?: MapCluster[];
  /** False where another part of the map has another answer. */
  all?: boolean;
  /** How many lie in this part and are not drawn. */
  more?: number;
}

export interface ClusterProperties {
  kind: Lamp;
  /** How many, as it is written: 12, 1.2k. */
  label: string;
  count: number;
  west: number;
  south: number;
  east: number;
  north: number;
}

export interface PointProperties {
  kind: Kind;
  title: string;
  href: string;
  word: string;
  /** 1 for late and 0 for others, so that a cluster knows what it holds; the same for near. */
  late: number;
  near: number;
}

export interface OutlineProperties {
  code: string;
  name: string;
  count?: number;
}

export type Outlines = FeatureCollection<Polygon | MultiPolygon, OutlineProperties>;
export type Bounds = [[number, number], [number, number]];

/** The points of some kinds, in the order of the list. */
export function pointFeatures(points: MapPoint[], wanted: (kind: Kind) => boolean): FeatureCollection<Point, PointProperties> {
  const features = points
    .filter((point) => wanted(point[2]) && Number.isFinite(point[0]) && Number.isFinite(point[1]))
    .map(([lon, lat, kind, title, href, word]): Feature<Point, PointProperties> => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [lon, lat] },
      properties: { kind, title, href, word, late: kind === "late" ? 1 : 0, near: kind === "near" ? 1 : 0 },
    }));
  return { type: "FeatureCollection", features };
}

/** The clusters of an answer; the worst and the largest are drawn last. */
export function clusterFeatures(clusters: MapCluster[]): FeatureCollection<Point, ClusterProperties> {
  const features = clusters.map(([lon, lat, kind, count, , [west, south, east, north]]): Feature<Point, ClusterProperties> => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [lon, lat] },
    properties: { kind, label: abbreviated(count), count, west, south, east, north },
  }));
  return { type: "FeatureCollection", features };
}

export function abbreviated(count: number): string {
  if (count < 1000) return String(count);
  const thousands = count / 1000;
  return thousands < 10 ? `${Math.floor(thousands * 10) / 10}k` : `${Math.floor(thousands)}k`;
}

/** The address that asks for one part of the map; the box is cut where the earth ends. */
export function viewAddress(address: string, [west, south, east, north]: Box, zoom: number): string {
  const cut = (value: number, most: number) => Math.min(most, Math.max(-most, value)).toFixed(6);
  const box = [cut(west, 180), cut(south, 90), cut(east, 180), cut(north, 90)].join(",");
  const whole = Math.min(22, Math.max(0, Math.floor(zoom)));
  return `${address}${address.includes("?") ? "&" : "?"}bbox=${box}&zoom=${whole}`;
}

/** Where the name of each area stands: the middle of its largest ring. Areas with the codes in `except` get none. */
export function labelFeatures(outlines: Outlines, except: string[] = []): FeatureCollection<Point, OutlineProperties> {
  const named = outlines.features.filter((area) => !except.includes(area.properties.code));
  const features = named.flatMap((area): Feature<Point, OutlineProperties>[] => {
    const ring = rings(area.geometry).sort((left, right) => Math.abs(surface(right)) - Math.abs(surface(left)))[0];
    if (!ring) return [];
    return [{ type: "Feature", geometry: { type: "Point", coordinates: middle(ring) }, properties: area.properties }];
  });
  return { type: "FeatureCollection", features };
}

/** South-west and north-east corner of everything, or nothing where there is nothing. */
export function boundsOf(positions: Position[]): Bounds | undefined {
  let bounds: Bounds | undefined;
  for (const [lon, lat] of positions) {
    if (lon === undefined || lat === undefined) continue;
    if (!bounds) bounds = [[lon, lat], [lon, lat]];
    const [low, high] = bounds;
    bounds = [[Math.min(low[0], lon), Math.min(low[1], lat)], [Math.max(high[0], lon), Math.max(high[1], lat)]];
  }
  return bounds;
}

/** The edge of a box, or nothing. */
export function boxFeature(box: Bounds | undefined): FeatureCollection<LineString> {
  if (!box) return { type: "FeatureCollection", features: [] };
  const [[west, south], [east, north]] = box;
  const coordinates = [[west, south], [east, south], [east, north], [west, north], [west, south]];
  return { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } }] };
}

/** The areas with these codes. */
export function areasOf(outlines: Outlines, codes: string[]): Outlines {
  return { ...outlines, features: outlines.features.filter((area) => codes.includes(area.properties.code)) };
}

export function positionsOf(outlines: Outlines): Position[] {
  return outlines.features.flatMap((area) => rings(area.geometry).flat());
}

function rings(geometry: Polygon | MultiPolygon): Position[][] {
  return geometry.type === "Polygon" ? geometry.coordinates.slice(0, 1) : geometry.coordinates.flatMap((part) => part.slice(0, 1));
}

/** Twice the signed surface, in square degrees. */
function surface(ring: Position[]): number {
  return ring.reduce((sum, [lon = 0, lat = 0], index) => {
    const [nextLon = 0, nextLat = 0] = ring[(index + 1) % ring.length] ?? [];
    return sum + lon * nextLat - nextLon * lat;
  }, 0);
}

function middle(ring: Position[]): [number, number] {
  const size = surface(ring);
  const [lon, lat] = ring.reduce<[number, number]>(([x, y], [lon = 0, lat = 0], index) => {
    const [nextLon = 0, nextLat = 0] = ring[(index + 1) % ring.length] ?? [];
    const cross = lon * nextLat - nextLon * lat;
    return [x + (lon + nextLon) * cross, y + (lat + nextLat) * cross];
  }, [0, 0]);
  return size === 0 ? [ring[0]?.[0] ?? 0, ring[0]?.[1] ?? 0] : [lon / (3 * size), lat / (3 * size)];
}
