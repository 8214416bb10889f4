//! The table of a procedure's sealed events, which is the same for every procedure and so is said in one line of a step.

/// With the names of the table, of the subjects' table and of the subjects' id. Steps that have shipped stand on this text, and a
/// checksum sees only their line: it is never edited, other columns come with a step of their own.
const TABLE: &str = "\
CREATE TABLE {events} (
    city_id      BIGINT NOT NULL,
    {id}         BYTEA  NOT NULL,
    seq          BIGINT NOT NULL,
    action       TEXT   NOT NULL,
    from_state   TEXT,
    to_state     TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    person_id    BYTEA  NOT NULL,
    post_id      BYTEA  NOT NULL,
    unit_id      BYTEA  NOT NULL,
    role         TEXT   NOT NULL,
    is_system    BIGINT NOT NULL,
    particulars  TEXT   NOT NULL,
    prev_hash    BYTEA  NOT NULL,
    hash         BYTEA  NOT NULL,
    program_id   BYTEA,
    PRIMARY KEY (city_id, {id}, seq),
    FOREIGN KEY (city_id, {id}) REFERENCES {subjects} (city_id, {id})
) /*clustered*/;";

/// The text with each line `--events whistle_events of whistles by whistle_id` written out.
pub fn written_out(text: &str) -> String {
    text.lines().map(|line| table(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

fn table(line: &str) -> Option<String> {
    let words: Vec<&str> = line.strip_prefix("--events ")?.split_whitespace().collect();
    let [events, "of", subjects, "by", id] = *words else { return None };
    Some(TABLE.replace("{events}", events).replace("{subjects}", subjects).replace("{id}", id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    #[test]
    fn one_line_is_the_table_that_shipped_for_whistles_with_the_program_of_a_later_step() {
        let shipped = include_str!("../../../migrations/0008_whistle.sql");
        let begins = shipped.find("CREATE TABLE whistle_events").unwrap_or_default();
        let shipped = shipped[begins..].split_inclusive(";").next().unwrap_or_default();
        let shipped = shipped.replace("PRIMARY KEY", "program_id BYTEA, PRIMARY KEY");
        assert_eq!(words(&written_out("--events whistle_events of whistles by whistle_id")), words(&shipped));
    }

    #[test]
    fn other_lines_stay() {
        assert_eq!(written_out("--events are kept\nCREATE TABLE a;"), "--events are kept\nCREATE TABLE a;\n");
    }
}
