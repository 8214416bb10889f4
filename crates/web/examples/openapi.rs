//! Prints the description of the JSON interface: `cargo run -q -p changxiao-web --example openapi`. `cargo xtask generate` writes it
//! to `docs/openapi.json`.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let document = changxiao_web::all_routes().document();
    let text = document.to_pretty_json().map_err(std::io::Error::other)?;
    writeln!(std::io::stdout(), "{text}")
}
