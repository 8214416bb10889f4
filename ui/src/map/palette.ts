// The colours of the map are those of the page, read from the tokens, so that the dark theme needs nothing of its own.

export interface Palette {
  land: string;
  border: string;
  site: string;
  surface: string;
  text: string;
  ok: string;
  near: string;
  late: string;
  idle: string;
  primary: string;
  caption: string;
  font: string;
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    land: token("--cx-map-land"),
    border: token("--cx-map-line"),
    site: token("--cx-map-site"),
    surface: token("--cx-surface"),
    text: token("--cx-text"),
    ok: token("--cx-ok"),
    near: token("--cx-near"),
    late: token("--cx-late"),
    idle: token("--cx-idle"),
    primary: token("--cx-primary"),
    caption: token("--cx-text-3"),
    font: token("--cx-font"),
  };
}
