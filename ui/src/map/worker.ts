// The half of MapLibre that runs in its own thread, as a file of ours: worker-src 'self' allows no blob.
import "./older-browsers";
import "maplibre-gl/dist/maplibre-gl-csp-worker.js";
