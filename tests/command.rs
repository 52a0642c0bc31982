//! Whole commands as data: what each prints and how it ends, over small workspaces that lie beside the cases.

#[test]
fn commands() {
    let cases = trycmd::TestCases::new();
    cases.env("CARGO_TERM_COLOR", "never").env("CARGO_NET_OFFLINE", "true");
    cases.case("../tests/command/*.trycmd");
}
