import { expectAccessible } from "../support/accessibility.ts";
import { form, send, standing } from "../support/acts.ts";
import { LANGUAGES } from "../support/language.ts";
import { expect, test } from "../support/story.ts";

interface Closed {
  readonly number: string;
  readonly due_at: string | null;
  readonly handled_at: string | null;
  readonly lead_unit: { readonly code: string } | null;
}

/** The head of a unit appeals against lateness; office and leader review it. The score changes, the fact stays. */
for (const language of LANGUAGES) {
  test(`an appeal is granted (${language})`, async ({ person, picture }) => {
    test.setTimeout(240_000);
    const head = await person("unit_head", { language });
    const office = await person("office", { language });
    const leader = await person("leader", { language });

    const late: Closed[] = [];
    for (let next: string | null = ""; next !== null; ) {
      const answer = await head.request.get(`/api/v1/cases?state=closed&limit=100${next && `&after=${encodeURIComponent(next)}`}`);
      const page = (await answer.json()) as { cases: Closed[]; next: string | null };
      late.push(...page.cases.filter((one) => one.due_at && one.handled_at && Date.parse(one.handled_at) > Date.parse(one.due_at)));
      next = page.next;
    }
    // Only the lead unit appeals, not one that helps.
    const offered = [];
    for (const one of late) {
      const view = (await (await head.request.get(`/api/v1/cases/${one.number}`)).json()) as { actions: string[] };
      if (view.actions.includes("appeal")) offered.push(one);
    }
    // The city tells of two that were done too late, one for each language.
    const chosen = offered[0];
    if (!chosen?.lead_unit || !chosen.due_at) throw new Error(`of ${late.length} late cases none can be appealed against`);
    const address = `/cases/${chosen.number}`;
    const month = chosen.due_at.slice(0, 7);
    const before = await standing(leader, chosen.lead_unit.code, month);

    await head.goto(address);
    const appeal = await form(head, "appeal");
    await appeal.locator("textarea[name=reason]").fill("台风停工一日 / a day lost to the typhoon");
    const proof = await head.screenshot({ type: "jpeg", quality: 50 });
    await appeal.locator("input[type=file]").setInputFiles({ name: "notice.jpg", mimeType: "image/jpeg", buffer: proof });
    await expectAccessible(head);
    await picture(head, `appeal-${language}`);
    await send(appeal);
    // Once for each unit and case.
    await expect(head.locator("form[action$='/appeal']")).toHaveCount(0);

    // Two levels: before the office has passed it on, the leader is not asked.
    await leader.goto(address);
    await expect(leader.locator("form[action$='/appeal-decision']")).toHaveCount(0);
    await office.goto(address);
    const first = await form(office, "appeal-decision");
    await first.locator("textarea[name=reason]").fill("附件属实 / the notice is true");
    await send(first, "yes");
    expect(await standing(leader, chosen.lead_unit.code, month)).toEqual(before);
    await leader.goto(address);
    const second = await form(leader, "appeal-decision");
    await second.locator("textarea[name=reason]").fill("同意 / agreed");
    await expectAccessible(leader);
    await picture(leader, `review-${language}`);
    await send(second, "yes");

    const view = await leader.request.get(`/api/v1${address}`);
    const fact = (await view.json()) as { exempt: boolean; handled_on_time: boolean; due_at: string; state: string; chain_holds: boolean };
    expect(fact).toMatchObject({ exempt: true, handled_on_time: false, due_at: chosen.due_at, state: "closed", chain_holds: true });
    // It is counted anew a moment later.
    const lead = chosen.lead_unit.code;
    await expect
      .poll(async () => (await standing(leader, lead, month)).score, {
        message: "the score changes",
        timeout: 20_000,
      })
      .not.toBe(before.score);
    await leader.goto(address);
    await picture(leader, `granted-${language}`);
  });
}
