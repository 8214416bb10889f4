// Lamps, clusters and names drawn to small pictures, because a map without network has no fonts to fetch.
import type { Lamp } from "./data";
import type { Palette } from "./palette";

/** Pictures are drawn at twice their size, so that they stay sharp on dense screens. */
export const PIXEL_RATIO = 2;

/** A lamp as on the page: circle, triangle, diamond, two bars; 14 px square. */
export function lampImage(lamp: Lamp, palette: Palette): ImageData {
  return draw(14, 14, (pen) => {
    pen.translate(7, 7);
    shape(pen, lamp, palette, 1);
  });
}

/** Several cases at one place: the worst lamp among them and their number. */
export function clusterImage(lamp: Lamp, count: string, palette: Palette): ImageData {
  const width = 24 + count.length * 7;
  return draw(width, 22, (pen) => {
    pill(pen, 1, 1, width - 2, 20, 10);
    pen.fillStyle = palette.surface;
    pen.fill();
    pen.strokeStyle = palette[lamp];
    pen.lineWidth = 1.25;
    pen.stroke();
    pen.save();
    pen.translate(11, 11);
    shape(pen, lamp, palette, 1);
    pen.restore();
    pen.font = `600 12px ${palette.font}`;
    pen.textBaseline = "middle";
    pen.fillStyle = palette.text;
    pen.fillText(count, 19, 11.5);
  });
}

/** A name with its count: 芗城 62, with a rim in the colour of the land. */
export function labelImage(name: string, count: string, palette: Palette): ImageData {
  const plain = `400 12.5px ${palette.font}`;
  const strong = `600 12.5px ${palette.font}`;
  const nameWidth = measure(name, plain);
  const width = Math.ceil(nameWidth + (count ? measure(count, strong) + 4 : 0)) + 8;
  return draw(width, 22, (pen) => {
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = 4;
    pen.strokeStyle = palette.land;
    pen.fillStyle = palette.text;
    for (const [text, font, left] of [[name, plain, 4], [count, strong, 8 + nameWidth]] as const) {
      pen.font = font;
      pen.strokeText(text, left, 11.5);
      pen.fillText(text, left, 11.5);
    }
  });
}

function shape(pen: CanvasRenderingContext2D, lamp: Lamp, palette: Palette, scale: number): void {
  pen.scale(scale, scale);
  pen.lineJoin = "round";
  pen.beginPath();
  if (lamp === "late") {
    path(pen, [[0, -5.4], [5.4, 0], [0, 5.4], [-5.4, 0]]);
    filled(pen, palette.late, palette.surface);
  } else if (lamp === "near") {
    path(pen, [[0, -4.8], [5.2, 4.2], [-5.2, 4.2]]);
    filled(pen, palette.near, palette.surface);
  } else {
    pen.arc(0, 0, 3.3, 0, 2 * Math.PI);
    pen.fillStyle = palette.surface;
    pen.fill();
    pen.strokeStyle = lamp === "ok" ? palette.ok : palette.idle;
    pen.lineWidth = 1.5;
    pen.stroke();
  }
}

function filled(pen: CanvasRenderingContext2D, inside: string, rim: string): void {
  pen.strokeStyle = rim;
  pen.lineWidth = 1.6;
  pen.stroke();
  pen.fillStyle = inside;
  pen.fill();
}

function path(pen: CanvasRenderingContext2D, corners: [number, number][]): void {
  corners.forEach(([x, y], index) => (index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.closePath();
}

function pill(pen: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, radius: number): void {
  pen.beginPath();
  pen.moveTo(x + radius, y);
  pen.arcTo(x + width, y, x + width, y + height, radius);
  pen.arcTo(x + width, y + height, x, y + height, radius);
  pen.arcTo(x, y + height, x, y, radius);
  pen.arcTo(x, y, x + width, y, radius);
  pen.closePath();
}

function draw(width: number, height: number, strokes: (pen: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement("canvas");
  canvas.width = width * PIXEL_RATIO;
  canvas.height = height * PIXEL_RATIO;
  const pen = canvas.getContext("2d");
  if (!pen) return new ImageData(canvas.width, canvas.height);
  pen.scale(PIXEL_RATIO, PIXEL_RATIO);
  strokes(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function measure(text: string, font: string): number {
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen) return text.length * 13;
  pen.font = font;
  return pen.measureText(text).width;
}
