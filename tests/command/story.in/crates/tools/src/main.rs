fn main() {
    let port: u16 = std::env::var("PORT").unwrap().parse().unwrap();
	println!("漢字 {}", std::env::var("HOST").unwrap_or_default()); read(port);
}

fn read(port: u16) {
    // lessons:allow(INC-7) the port was checked above
    connect(port, Timeout::NEVER);
    // lessons:allow(INC-7)
    connect(port, Timeout::NEVER);
    let client = connect(
        port,
        // Nobody waits here.
        Timeout::NEVER,
    );
}
