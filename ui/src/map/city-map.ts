// <cx-map data-outlines data-points data-label data-nowebgl data-failed data-gesture [data-pick="lon-id lat-id"]>:
// the city's own outlines with sites and lamps; data-inset="codes" and data-inset-label enlarge a dense part in a corner.
// The list inside the element says the same in words and stays there. Where the server says that its answer is not all there is
// (`all: false`), each part of the map that one comes to is asked for anew; data-more="{n} more" says what is not drawn.
import { type GeoJSONSource, Map as GlMap, type MapGeoJSONFeature, type MapMouseEvent, Marker, Popup, type StyleSpecification } from "maplibre-gl/dist/maplibre-gl-csp.js";
import { type Bounds, type Box, type ClusterProperties, type Lamp, type MapAnswer, type MapCluster, type MapPoint, type Outlines, areasOf, boundsOf, clusterFeatures, labelFeatures, pointFeatures, positionsOf, viewAddress } from "./data";
import { PIXEL_RATIO, clusterImage, labelImage, lampImage } from "./images";
import { readPalette } from "./palette";
import { OPEN_LAYERS, cityStyle } from "./style";
import { word } from "../words";

const MOST_IN_POPUP = 6;

export class CityMap extends HTMLElement {
  #map: GlMap | undefined;
  #inset: GlMap | undefined;
  #popup: Popup | undefined;
  #theme: MutationObserver | undefined;
  #shown: MapAnswer = { points: [] };
  #asking: AbortController | undefined;

  /** Whether a click on the map fills two fields. */
  get #picks(): boolean {
    return Boolean(this.dataset["pick"]);
  }

  connectedCallback(): void {
    if (this.#map) return;
    if (!hasWebGl()) return this.#standIn(word(this.#picks ? "map_no_webgl_pick" : "map_no_webgl"));
    this.#load().catch((error: unknown) => {
      console.error(error);
      this.#standIn(word(this.#picks ? "map_no_webgl_pick" : "map_failed"));
    });
  }

  disconnectedCallback(): void {
    this.#theme?.disconnect();
    this.#asking?.abort();
    this.#inset?.remove();
    this.#inset = undefined;
    this.#map?.remove();
    this.#map = undefined;
  }

  async #load(): Promise<void> {
    const [outlines, shown] = await Promise.all([
      read<Outlines>(this.dataset["outlines"], { type: "FeatureCollection", features: [] }),
      read<MapAnswer>(this.dataset["points"], { points: [] }),
    ]);
    if (!this.isConnected) return;
    this.#shown = shown;
    this.#draw(outlines, shown.points);
  }

  #draw(outlines: Outlines, points: MapPoint[]): void {
    const container = document.createElement("div");
    container.className = "cx-map-canvas";
    this.prepend(container);
    const own = positionsOf(outlines);
    const bounds = boundsOf(own.length > 0 ? own : points.map(([lon, lat]) => [lon, lat]));
    const codes = (this.dataset["inset"] ?? "").split(" ").filter(Boolean);
    const core = areasOf(outlines, codes);
    const box = boundsOf(positionsOf(core));
    const live = this.#shown.all === false;
    const style = () => cityStyle(outlines, this.#shown.points, readPalette(this), { unnamed: box ? codes : [], box, clusters: this.#shown.clusters ?? [], live });
    const ofBox = <T extends MapPoint | MapCluster>(all: T[]) => (box ? all.filter((one) => within(box, one)) : []);
    const first = this.#shown;
    const coreStyle = () => cityStyle(core, ofBox(first.points), readPalette(this), { clusters: ofBox(first.clusters ?? []), live });
    const map = new GlMap({
      container,
      style: style(),
      ...(bounds ? { bounds, fitBoundsOptions: { padding: { top: 14, bottom: 14, left: 14, right: box ? 76 : 14 } } } : { center: [117.65, 24.5], zoom: 8 }),
      attributionControl: false,
      renderWorldCopies: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 17,
      fadeDuration: 0,
      cooperativeGestures: true,
      locale: {
        "Map.Title": this.dataset["label"] ?? "",
        "CooperativeGesturesHandler.WindowsHelpText": word("map_gesture"),
        "CooperativeGesturesHandler.MacHelpText": word("map_gesture"),
        "CooperativeGesturesHandler.MobileHelpText": word("map_gesture"),
      },
    });
    this.#map = map;
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    this.#addImages(map);
    this.#resetButton(map);
    if (this.#picks) this.#pick(map);
    else this.#openCases(map);
    if (live) map.on("moveend", () => void this.#ask(map));
    map.once("load", () => {
      this.classList.add("cx-map-live");
      if (live) void this.#ask(map);
    });
    if (box) this.#drawInset(map, box, coreStyle(), (all) => nameAreas(map, outlines, all ? [] : codes));
    this.#theme = new MutationObserver(() => {
      repaint(map, style());
      if (this.#inset) repaint(this.#inset, coreStyle());
    });
    this.#theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  }

  /** What lies in the part of the map that is seen now. What was asked for the part before is not waited for. */
  async #ask(map: GlMap): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const [[west, south], [east, north]] = map.getBounds().toArray();
    const box: Box = [west, south, east, north];
    try {
      const answer = await read<MapAnswer>(viewAddress(this.dataset["points"] ?? "", box, map.getZoom()), { points: [] }, asking.signal);
      if (asking.signal.aborted || !this.#map) return;
      this.#shown = answer;
      map.getSource<GeoJSONSource>("cases")?.setData(pointFeatures(answer.points, (kind) => kind !== "site"));
      map.getSource<GeoJSONSource>("gathered")?.setData(clusterFeatures(answer.clusters ?? []));
      this.#sayMore(answer.more ?? 0);
    } catch (error) {
      // The part seen before stays; coming to the next part asks again.
      if (!asking.signal.aborted) console.warn(error);
    }
  }

  #sayMore(more: number): void {
    let message = this.querySelector<HTMLElement>(".cx-map-more");
    if (!message) {
      message = document.createElement("p");
      message.className = "cx-map-more";
      message.setAttribute("role", "status");
      this.append(message);
    }
    message.hidden = more === 0;
    message.textContent = more === 0 ? "" : word("map_more", { n: more });
  }

  /** A dense part, enlarged in the corner; pressing it brings the map there. */
  #drawInset(map: GlMap, box: Bounds, style: StyleSpecification, name: (all: boolean) => void): void {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cx-map-inset";
    const container = document.createElement("div");
    const caption = document.createElement("span");
    caption.textContent = this.dataset["insetLabel"] ?? "";
    button.append(container, caption);
    this.append(button);
    this.#inset = new GlMap({ container, style, bounds: box, fitBoundsOptions: { padding: 8 }, interactive: false, attributionControl: false, renderWorldCopies: false, fadeDuration: 0 });
    // A drawing inside a button is not a stop of its own.
    this.#inset.getCanvas().setAttribute("aria-hidden", "true");
    this.#inset.getCanvas().removeAttribute("role");
    this.#addImages(this.#inset);
    button.addEventListener("click", () => {
      button.hidden = true;
      name(true);
      map.fitBounds(box, { padding: 24, animate: false });
    });
    this.querySelector(".cx-map-reset")?.addEventListener("click", () => {
      button.hidden = false;
      name(false);
    });
  }

  /** Pictures are made when the style first asks for them: "lamp|late", "cluster|near|12", "label|芗城|62". */
  #addImages(map: GlMap): void {
    map.on("styleimagemissing", ({ id }: { id: string }) => {
      if (map.hasImage(id)) return;
      const [what, first = "", second = ""] = id.split("|");
      const palette = readPalette(this);
      const image = what === "lamp" ? lampImage(first as Lamp, palette)
        : what === "cluster" ? clusterImage(first as Lamp, second, palette)
        : labelImage(first, second, palette);
      map.addImage(id, image, { pixelRatio: PIXEL_RATIO });
    });
  }

  #resetButton(map: GlMap): void {
    const button = this.querySelector<HTMLButtonElement>(".cx-map-reset");
    if (!button) return;
    const start = map.getBounds();
    button.hidden = false;
    button.addEventListener("click", () => {
      this.#popup?.remove();
      map.fitBounds(start, { animate: false });
    });
  }

  #openCases(map: GlMap): void {
    const at = (event: MapMouseEvent) => {
      const layers = OPEN_LAYERS.filter((layer) => map.getLayer(layer));
      const { x, y } = event.point;
      const found = map.queryRenderedFeatures([[x - 4, y - 4], [x + 4, y + 4]], { layers });
      return found.filter(({ properties }) => properties["href"] || properties["point_count"] !== undefined || properties["west"] !== undefined);
    };
    map.on("mousemove", (event) => {
      map.getCanvas().style.cursor = at(event).length > 0 ? "pointer" : "";
    });
    map.on("click", (event) => {
      const found = at(event);
      const gathered = found.find((feature) => feature.properties["west"] !== undefined)?.properties as ClusterProperties | undefined;
      const cluster = found.find((feature) => feature.properties["point_count"] !== undefined);
      if (gathered) map.fitBounds([[gathered.west, gathered.south], [gathered.east, gathered.north]], { padding: 24, maxZoom: Math.max(15, map.getZoom() + 1) });
      else if (cluster) map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2 });
      else if (found.length > 0) this.#showPopup(map, event, found);
    });
  }

  #showPopup(map: GlMap, event: MapMouseEvent, features: MapGeoJSONFeature[]): void {
    const content = document.createElement("div");
    content.className = "cx-map-popup";
    for (const { properties } of features.slice(0, MOST_IN_POPUP)) {
      const line = document.createElement("a");
      line.href = String(properties["href"]);
      line.textContent = [properties["title"], properties["word"]].filter(Boolean).join(" · ");
      content.append(line);
    }
    this.#popup?.remove();
    this.#popup = new Popup({ closeButton: false, maxWidth: "280px", offset: 8 }).setLngLat(event.lngLat).setDOMContent(content).addTo(map);
  }

  /** A click, or Enter at the middle of the map, fills the inputs; typing into them moves the pin. */
  #pick(map: GlMap): void {
    const [longitude, latitude] = (this.dataset["pick"] ?? "").split(" ").map((id) => document.getElementById(id));
    if (!(longitude instanceof HTMLInputElement) || !(latitude instanceof HTMLInputElement)) return;
    const element = document.createElement("div");
    element.className = "cx-map-pin";
    const pin = new Marker({ element });
    const place = () => {
      const lon = Number.parseFloat(longitude.value);
      const lat = Number.parseFloat(latitude.value);
      if (Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lat) <= 90) pin.setLngLat([lon, lat]).addTo(map);
      else pin.remove();
    };
    const choose = ({ lng, lat }: { lng: number; lat: number }) => {
      longitude.value = lng.toFixed(6);
      latitude.value = lat.toFixed(6);
      // What the map gives is WGS-84, whatever was typed before.
      const datum = this.closest("form")?.querySelector<HTMLSelectElement>("select[data-datum]");
      if (datum) datum.value = "WGS-84";
      for (const input of [longitude, latitude]) input.dispatchEvent(new Event("change", { bubbles: true }));
      place();
    };
    map.getCanvas().style.cursor = "crosshair";
    map.on("click", (event) => choose(event.lngLat));
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      choose(map.getCenter());
    });
    for (const input of [longitude, latitude]) input.addEventListener("input", place);
    place();
  }

  #standIn(sentence: string | undefined): void {
    this.#map?.remove();
    this.#map = undefined;
    this.querySelector(".cx-map-canvas")?.remove();
    this.classList.add("cx-map-plain");
    const message = document.createElement("p");
    message.className = "cx-map-message";
    message.setAttribute("role", "status");
    message.textContent = sentence ?? "";
    this.prepend(message);
  }
}

function within([[west, south], [east, north]]: Bounds, [lon, lat]: MapPoint | MapCluster): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}

/** Writes the names of all areas but those with these codes. */
function nameAreas(map: GlMap, outlines: Outlines, except: string[]): void {
  map.getSource<GeoJSONSource>("labels")?.setData(labelFeatures(outlines, except));
}

/** The same map in the colours of now. */
function repaint(map: GlMap, style: StyleSpecification): void {
  for (const name of map.listImages()) map.removeImage(name);
  map.setStyle(style, { diff: false });
}

function hasWebGl(): boolean {
  try {
    const canvas = document.createElement("canvas");
    return Boolean(canvas.getContext("webgl2") ?? canvas.getContext("webgl"));
  } catch {
    return false;
  }
}

async function read<T>(address: string | undefined, none: T, signal?: AbortSignal): Promise<T> {
  if (!address) return none;
  const response = await fetch(address, { credentials: "same-origin", headers: { accept: "application/json" }, ...(signal ? { signal } : {}) });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return (await response.json()) as T;
}
