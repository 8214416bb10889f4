import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { faultsOf, format } from "../scripts/templates/print.mjs";

const lines = (...all) => `${all.join("\n")}\n`;

/** A template without its white space, its dashes and the comments that hold nothing. */
const wordsOf = (template) =>
  template
    .replace(/\{#-? *-?#\}/g, "")
    .replace(/(\{[{%#])-/g, "$1")
    .replace(/-([}%#]\})/g, "$1")
    .replace(/\s+/g, "");

describe("the formatter of templates", () => {
  it("gives each element and each condition lines of their own", () => {
    expect(format('<ul>{% for one in all %}<li>{% if one.open %}<b>{{ one.name }}</b>{% endif %}</li>{% endfor %}</ul>')).toBe(
      lines(
        "<ul>",
        "  {% for one in all %}",
        "    <li>",
        "      {% if one.open %}",
        "        <b>{{ one.name }}</b>",
        "      {% endif %}",
        "    </li>",
        "  {% endfor %}",
        "</ul>",
      ),
    );
  });

  it("writes each filter of a long chain on a line of its own", () => {
    const chain = '{{ shell.l.a_sentence_with_values|with("first", one.value|count)|with("second", another.value|moment) }}';
    expect(format(chain)).toBe(
      lines(
        "{{ shell.l.a_sentence_with_values",
        '  |with("first", one.value|count)',
        '  |with("second", another.value|moment) }}',
      ),
    );
  });

  it("takes a break back where a reader would see it as a space, and leaves the spaces that were there", () => {
    const source = "<p>{{ a }}{% if b %}, {{ b }}{% endif %} {% if c %}<b>{{ c }}</b>{% endif %}</p>";
    expect(format(source)).toBe(
      lines(
        "<p>",
        "  {{ a }}",
        "  {%- if b -%}",
        "    , {{ b }}",
        "  {% endif %}",
        "  {% if c %}",
        "    <b>{{ c }}</b>",
        "  {% endif %}",
        "</p>",
      ),
    );
    expect(format("<p><b>{{ a }}</b><span>{{ b }}</span></p>")).toBe(lines("<p><b>{{ a }}</b><span>{{ b }}</span></p>"));
  });

  it("writes nothing into a branch that is empty", () => {
    expect(format("<p>{{ a }}{% if b %}{% else %}c{% endif %}d</p>")).toBe(
      lines("<p>", "  {{ a }}", "  {%- if b -%}", "  {% else -%}", "    c", "  {%- endif -%}", "  d", "</p>"),
    );
  });

  it("indents match and its arms", () => {
    expect(format("{% match a %}{% when Some with (b) %}<p>{{ b }}</p>{% when None %}{% endmatch %}")).toBe(
      lines("{% match a %}", "  {% when Some with (b) %}", "    <p>{{ b }}</p>", "  {% when None -%}", "{% endmatch %}"),
    );
  });

  it("gives each attribute a line where a tag is too long, conditions too", () => {
    const plain = 'class="form-control cx-input" id="name" name="name" value="{{ value }}" placeholder="{{ words }}"';
    expect(format(`<input ${plain}{% if needed %} required{% endif %}>`)).toBe(
      lines(
        "<input",
        '  class="form-control cx-input"',
        '  id="name"',
        '  name="name"',
        '  value="{{ value }}"',
        '  placeholder="{{ words }}"',
        "  {%- if needed %} required{% endif %}",
        ">",
      ),
    );
  });

  it("adds nothing to what a text area or a preformatted text holds", () => {
    expect(format('<div><textarea name="a">{{ text }}</textarea><pre>{{ text }}\n  x</pre></div>')).toContain(">{{ text }}</textarea>");
    expect(format("<pre>a\n  b</pre>")).toBe(lines("<pre>a", "  b</pre>"));
  });

  it("breaks a long call after its commas, never inside of a string", () => {
    const call = `{{ c::input("text", "first, second", shell.l.a_long_name_of_a_text, shell.l.another_long_name_of_a_text, "", true) }}`;
    expect(format(call).split("\n")[2]).toBe('  "first, second",');
  });

  it("leaves a tag alone whose end stands in another branch", () => {
    expect(format("{% if a %}<div><p>x</p>{% endif %}{% if a %}</div>{% endif %}")).toContain("  <div>\n  <p>x</p>\n");
  });

  it("names a file that is not formatted and each line that is too long", () => {
    const long = `<p>${"x".repeat(120)}</p>\n`;
    expect(faultsOf(long, format(long)).map(({ words }) => words)).toContain("127 columns, 100 are allowed");
    expect(faultsOf("<p>a</p><p>b</p>\n", format("<p>a</p><p>b</p>\n"))[0].words).toContain("not formatted");
    expect(faultsOf("<p>a</p>\n", format("<p>a</p>\n"))).toEqual([]);
  });

  it("leaves a cell empty that may be, because styles hide an empty one on phones", () => {
    const text = "shell.l.a_name_of_a_text_that_is_much_too_long_to_stand_beside_its_cell_on_one_line";
    expect(format(`<td>{% if a %}<b>{{ a }}</b>{% endif %}</td><td>{{ ${text} }}</td><td>{% if a %}b{% else %}c{% endif %}</td>`)).toBe(
      lines(
        "<td>",
        "  {%- if a %}",
        "    <b>{{ a }}</b>",
        "  {% endif -%}",
        "</td>",
        "<td>",
        `  {{- ${text} -}}`,
        "</td>",
        "<td>",
        "  {% if a %}",
        "    b",
        "  {% else %}",
        "    c",
        "  {% endif %}",
        "</td>",
      ),
    );
  });

  it("refuses a block without an end", () => {
    expect(() => format("{% if a %}<p>x</p>")).toThrow("has no end");
  });

  it("changes nothing in what it has written, and no word of any template", () => {
    for (const crate of ["web-kit", "web-work", "web-measure", "web-office", "web"]) {
      const folder = join(import.meta.dirname, "../../crates", crate, "templates");
      for (const name of readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".html"))) {
        const source = readFileSync(join(folder, name), "utf8");
        const joined = source.replace(/\n\s*/g, "\n");
        const formatted = format(joined);
        expect(format(formatted), name).toBe(formatted);
        expect(wordsOf(formatted), name).toBe(wordsOf(source));
      }
    }
  }, 60_000);
});
