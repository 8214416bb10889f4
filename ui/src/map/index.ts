import "./older-browsers";
import { setWorkerUrl } from "maplibre-gl/dist/maplibre-gl-csp.js";
import { CityMap } from "./city-map";

const own = import.meta.url;
setWorkerUrl(new URL(`map-worker.js${new URL(own).search}`, own).href);
if (!customElements.get("cx-map")) customElements.define("cx-map", CityMap);
