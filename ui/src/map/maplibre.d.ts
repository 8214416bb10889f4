// The same library in the form that needs no script made at run time.
declare module "maplibre-gl/dist/maplibre-gl-csp.js" {
  export * from "maplibre-gl";
}
declare module "maplibre-gl/dist/maplibre-gl-csp-worker.js" {}
