pub fn f(x: Option<u8>) {
    x.unwrap();
}
