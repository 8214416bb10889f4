/** People who act without a browser: for the many of whom nobody looks at a page. */
import { type APIRequestContext, expect, request as requests } from "@playwright/test";
import type { SignIn } from "./program.ts";
import type { CityServer } from "./server.ts";

/** Somebody who has signed in. */
async function signedIn(city: CityServer, account: SignIn): Promise<APIRequestContext> {
  const context = await requests.newContext({ baseURL: city.baseUrl, extraHTTPHeaders: { origin: city.baseUrl } });
  const { login, password } = account;
  const answer = await context.post("/signin", { form: { login, password, next: "/health" }, maxRedirects: 0 });
  expect(answer.status(), `${login} signs in`).toBe(303);
  return context;
}

/** Takes an action on the one part of this procedure that waits for the unit; gives its address, and nothing where none waits. */
export async function actOnPart(
  city: CityServer,
  account: SignIn,
  procedure: string,
  action: string,
): Promise<string | undefined> {
  const context = await signedIn(city, account);
  const list = (await (await context.get(`/api/v1/matters?procedure=${procedure}&level=part&open=true`)).json()) as {
    matters: { number: string }[];
  };
  const number = list.matters[0]?.number;
  if (number === undefined) {
    await context.dispose();
    return undefined;
  }
  const page = await (await context.get(`/matters/${number}`)).text();
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? "";
  const done = await context.post(`/matters/${number}/act`, { form: { csrf, version, action }, maxRedirects: 0 });
  expect(done.status(), `${account.unit}: ${action}`).toBe(303);
  await context.dispose();
  return `/matters/${number}`;
}
