// Everything works without this file; it makes pages quicker to use. Each part looks for its own marks in the page.
import { deviceStorage, startDrafts } from "./drafts";
import { startBulkSelect } from "./parts/bulk";
import { startCheckItems } from "./parts/check-items";
import { defineCompare } from "./parts/compare";
import { startConditions } from "./parts/conditions";
import { startConfirm } from "./parts/confirm";
import { startKeepAlive } from "./parts/keep-alive";
import { startLengths } from "./parts/lengths";
import { startLocate } from "./parts/locate";
import { startMenus } from "./parts/menus";
import { startPageParts } from "./parts/page-parts";
import { startPasskeys } from "./parts/passkeys";
import { startPreferences } from "./parts/preferences";
import { startPrint } from "./parts/print";
import { startRows } from "./parts/rows";
import { startSearchable } from "./parts/searchable";
import { startSubmitGuard } from "./parts/submit-guard";
import { startUpload } from "./parts/upload";
import { startVisit } from "./parts/visit";

document.documentElement.classList.add("cx-scripted");
startMenus(document);
startPreferences(document);
startKeepAlive(document);
startRows(document);
startBulkSelect(document);
startDrafts(document, deviceStorage());
startCheckItems(document);
startVisit(document);
startUpload(document);
startSearchable(document);
startConditions(document);
startLengths(document);
startLocate(document);
startPrint(document);
startConfirm(document);
startPasskeys(document);
startSubmitGuard(document);
startPageParts(document);
defineCompare();

// The map is a hundred times the size of the rest, so it comes only where a page has one.
if (document.querySelector("cx-map")) {
  const own = import.meta.url;
  import(/* @vite-ignore */ new URL(`map.js${new URL(own).search}`, own).href);
}
